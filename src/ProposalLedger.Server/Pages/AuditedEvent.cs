using System.Text.Encodings.Web;
using System.Text.Json;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Pages.Words;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Pages;

/// <summary>One event with all that the ledger and the log hold of it.</summary>
/// <param name="Event">As the views read it.</param>
/// <param name="Exact">As it is stored and committed to, with its salts.</param>
/// <param name="Receipt">Null while no checkpoint covers it.</param>
/// <param name="Before">What it changed; null where nothing was there before it, or nothing is known of what it does.</param>
/// <param name="Previous">Position of the event before it in its stream.</param>
/// <param name="Next">Position of the one after it.</param>
public sealed record AuditedEvent(StoredEvent Event, BundledEvent Exact, EventReceipt? Receipt, Changed? Before, long? Previous, long? Next)
{
    /// <summary>What took its text away; null where it stands as it was recorded.</summary>
    public StoredEvent? Redaction { get; init; }

    /// <summary>The event that granted what it takes back; null where it takes nothing back, or nothing on record.</summary>
    public StoredEvent? Grant { get; init; }

    /// <summary>What it took away itself; null for every event but a redaction.</summary>
    public LedgerEvent.Redacted? Redacts => Event.Type == EventNames.Redacted ? EventJson.Read(Event.Type, Event.Data.Span) as LedgerEvent.Redacted : null;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string? Data => Exact.Data is { } data ? JsonSerializer.Serialize(data, Indented) : null;

    public string Metadata => JsonSerializer.Serialize(Exact.Metadata, Indented);

    public string? Leaf => Receipt is null ? null : Hash.OfLeaf(System.Text.Encoding.UTF8.GetBytes(Receipt.Entry)).ToString();

    /// <param name="stored">The event.</param>
    /// <param name="snapshot">Its negotiation's; null where it is of tokens and roles.</param>
    /// <param name="upTo">What comes after this position is not told of.</param>
    /// <param name="store">The log's events.</param>
    /// <param name="tables">The log.</param>
    /// <param name="coverage">What is signed.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<AuditedEvent> ReadAsync(StoredEvent stored, Snapshot? snapshot, long upTo, LedgerStore store, LogTables tables, Coverage coverage, CancellationToken ct)
    {
        var position = stored.Position;
        var receipt = position <= coverage.SignedUpTo ? await ReceiptRoutes.OfAsync(tables, position, ct) : null;
        // A receipt leaves out what is left of a redacted event.
        var exact = stored.RedactedBy is null && receipt is not null ? receipt.Event : BundledEvent.Of((await tables.ReadEventsAsync(position - 1, 1, ct))[0]);
        var near = (await store.ReadStreamAsync(stored.Stream, stored.Version - 2, stored.Version + 1, ct)).Where(e => e.Position <= upTo).ToList();
        return new AuditedEvent(stored, exact, receipt, snapshot is null ? null : Changed.By(stored, snapshot),
            near.FirstOrDefault(e => e.Version == stored.Version - 1)?.Position, near.FirstOrDefault(e => e.Version == stored.Version + 1)?.Position)
        {
            Grant = await Granted.BeforeAsync(stored, store, ct),
            Redaction = stored.RedactedBy is { } by ? await store.GetEventAsync(by, ct) : null,
        };
    }
}

/// <summary>What was said of the same thing until an event, and what the event says.</summary>
/// <param name="Position">Of the event that said it.</param>
/// <param name="Fields">What differs; null where all of it is taken back.</param>
/// <param name="Then">What was taken back.</param>
public sealed record Changed(long Position, IReadOnlyList<(string Name, string Then, string Now)>? Fields, Entry Then)
{
    public static Changed? By(StoredEvent stored, Snapshot snapshot) => EventNames.Meaning(stored.Type) is null ? null : EventJson.Read(stored.Type, stored.Data.Span) switch
    {
        LedgerEvent.Recorded(StatusReport status) => Since(snapshot.All<StatusReport>().Where(s => s.Entry.Draft == status.Draft && s.Entry.Point == status.Point), stored.Position, status),
        LedgerEvent.Recorded(Resolution resolution) => Since(snapshot.All<Resolution>().Where(r => r.Entry.Conflict == resolution.Conflict), stored.Position, resolution),
        LedgerEvent.Corrected(var now) when Last(snapshot, now.EntryKind, now.Key, stored.Position) is var (position, then) => new(position, FieldsChanged.Between(then, now), then),
        LedgerEvent.Retracted gone when Last(snapshot, gone.Of, gone.Key, stored.Position) is var (position, then) => new(position, null, then),
        _ => null,
    };

    private static Changed? Since<T>(IEnumerable<AsRecorded<T>> earlier, long before, T now) where T : Entry =>
        earlier.LastOrDefault(e => e.Position < before) is { } last ? new(last.Position, FieldsChanged.Between(last.Entry, now), last.Entry) : null;

    // What the entry said last before a position.
    private static (long Position, Entry Entry)? Last(Snapshot snapshot, EntryKind kind, string key, long before) => snapshot.ChangesOf(kind, key)
        .Where(change => change.Position < before)
        .Select(change => (change.Position, Entry: change.Event switch { LedgerEvent.Recorded(var entry) => entry, LedgerEvent.Corrected(var entry) => entry, _ => null }))
        .LastOrDefault(said => said.Entry is not null) is { Entry: { } found, Position: var at } ? (at, found) : null;
}
