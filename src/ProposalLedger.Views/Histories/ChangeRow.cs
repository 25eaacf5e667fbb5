using System.Runtime.InteropServices;
using System.Text.Json;
using ProposalLedger.EventStore;

namespace ProposalLedger.Views.Histories;

/// <summary>A change as a view's row holds it: the event whole, so that a history needs nothing but its rows.</summary>
internal sealed record ChangeRow
{
    public required Guid Id { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    public string? Occurred { get; init; }
    public string? Published { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }
    public required string Stream { get; init; }
    public required long Version { get; init; }
    public required string Type { get; init; }
    public required JsonElement Data { get; init; }

    /// <summary>What took its text away. The row then stands at that position, so that whoever reads what is new gets it again, and says its own here.</summary>
    public Redaction? Redacted { get; init; }
    public long? Position { get; init; }

    /// <summary>The event as a change.</summary>
    /// <exception cref="JsonException">Its data is not of its type's shape.</exception>
    /// <exception cref="NotSupportedException">Its name is unknown.</exception>
    public static Change Read(StoredEvent e) => Read(e, null);

    public static Change Read(StoredEvent e, Redaction? redacted) => new()
    {
        Redacted = redacted,
        Position = e.Position,
        Id = e.Id,
        Recorded = e.Recorded,
        Occurred = Date(e.Metadata.Occurred),
        Published = Date(e.Metadata.Published),
        Actor = e.Metadata.Actor,
        Reason = e.Metadata.Reason,
        Stream = e.Stream,
        Version = e.Version,
        Type = e.Type,
        Event = EventJson.Read(e.Type, e.Data.Span),
    };

    public static Change Read(long position, ReadOnlySpan<byte> body)
    {
        var row = JsonSerializer.Deserialize<ChangeRow>(body, ViewJson.Options)!;
        return new Change
        {
            Position = row.Position ?? position,
            Redacted = row.Redacted,
            Id = row.Id,
            Recorded = row.Recorded,
            Occurred = Date(row.Occurred),
            Published = Date(row.Published),
            Actor = row.Actor,
            Reason = row.Reason,
            Stream = row.Stream,
            Version = row.Version,
            Type = row.Type,
            Event = EventJson.Read(row.Type, JsonMarshal.GetRawUtf8Value(row.Data)),
        };
    }

    public static byte[] Write(StoredEvent e, Redaction? redacted = null)
    {
        using var data = JsonDocument.Parse(e.Data);
        return ViewJson.Write(new ChangeRow
        {
            Id = e.Id,
            Recorded = e.Recorded,
            Occurred = e.Metadata.Occurred,
            Published = e.Metadata.Published,
            Actor = e.Metadata.Actor,
            Reason = e.Metadata.Reason,
            Stream = e.Stream,
            Version = e.Version,
            Type = e.Type,
            Data = data.RootElement,
            Redacted = redacted,
            Position = redacted is null ? null : e.Position,
        });
    }

    private static Edtf? Date(string? text) => text is null ? null
        : Edtf.TryParse(text, out var date) ? date : throw new JsonException($"'{text}' is no EDTF date.");
}
