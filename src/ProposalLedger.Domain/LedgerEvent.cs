using System.Text.Json;

namespace ProposalLedger.Domain;

/// <summary>
/// What happened to an entry of the record. Who did it, why, and the three clocks are metadata of the stored event.
/// </summary>
public abstract record LedgerEvent
{
    private LedgerEvent() { }

    public abstract EntryKind Kind { get; }

    public sealed record Recorded(Entry Entry) : LedgerEvent
    {
        public override EntryKind Kind => Entry.EntryKind;
    }

    /// <summary>The whole entry as it should have been coded. The first coding stays readable.</summary>
    public sealed record Corrected(Entry Entry) : LedgerEvent
    {
        public override EntryKind Kind => Entry.EntryKind;
    }

    /// <summary>The entry no longer holds: since <paramref name="Published"/> where a source took it back, else by an editor, for every time.</summary>
    public sealed record Retracted(EntryKind Of, string Key, Edtf? Published, Values<string> Sources) : LedgerEvent
    {
        public override EntryKind Kind => Of;
    }

    /// <summary>
    /// The text of an earlier event had to go by law. The tombstone stands in the place of that event's data, and the metadata, where they are given, in the
    /// place of what was said about it. This event itself cannot be redacted.
    /// </summary>
    /// <param name="Position">Of the earlier event.</param>
    /// <param name="Stream">Its stream.</param>
    /// <param name="Version">Its number in the stream.</param>
    /// <param name="Type">Its stored name.</param>
    /// <param name="Tombstone">JSON.</param>
    /// <param name="Metadata">JSON; null where they stay as they are.</param>
    public sealed record Redacted(long Position, string Stream, long Version, string Type, JsonElement Tombstone, JsonElement? Metadata) : LedgerEvent
    {
        public override EntryKind Kind => EntryKind.Negotiation;
    }

    /// <summary>Who may read the negotiation from now on, and for all of its past.</summary>
    public sealed record VisibilitySet(Visibility Visibility) : LedgerEvent
    {
        public override EntryKind Kind => EntryKind.Negotiation;
    }
}
