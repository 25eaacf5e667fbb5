namespace ProposalLedger.EventStore;

/// <summary>An event as the ledger holds it, already upcast to the current form of its type.</summary>
/// <param name="Position">Ledger position: 1, 2, 3 ... without gaps, in commit order.</param>
/// <param name="Id">The id that its author gave it.</param>
/// <param name="Stream">The stream's key.</param>
/// <param name="Version">Its number within the stream, from 1.</param>
/// <param name="Scope">The partition of the log that it belongs to (the negotiation's id).</param>
/// <param name="Type">The current stored name.</param>
/// <param name="Data">The body as JSON in UTF-8, in PostgreSQL's normal form.</param>
/// <param name="Recorded">When the ledger learned it, UTC; strictly increasing with the position.</param>
/// <param name="Metadata">Who, why, and the other two clocks.</param>
/// <param name="RedactedBy">The position of the event that redacted this one: its data are a tombstone.</param>
public sealed record StoredEvent(
    long Position,
    Guid Id,
    string Stream,
    long Version,
    string Scope,
    string Type,
    ReadOnlyMemory<byte> Data,
    DateTimeOffset Recorded,
    EventMetadata Metadata,
    long? RedactedBy = null)
{
    private readonly StoredHeaders? headers;
    private EventMetadata? metadata = Metadata;

    /// <summary>As a row has it: most readers of many events never ask for the headers, so that these are parsed for who does.</summary>
    internal StoredEvent(long position, Guid id, string stream, long version, string scope, string type, ReadOnlyMemory<byte> data, DateTimeOffset recorded, StoredHeaders headers, long? redactedBy)
        : this(position, id, stream, version, scope, type, data, recorded, (EventMetadata)null!, redactedBy) => this.headers = headers;

    /// <exception cref="System.Text.Json.JsonException">The headers say something else than the ledger's do.</exception>
    public EventMetadata Metadata
    {
        get => metadata ??= headers!.Value.Read();
        init => metadata = value;
    }
}
