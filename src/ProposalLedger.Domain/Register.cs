using System.Collections.Immutable;

namespace ProposalLedger.Domain;

/// <summary>What the record of one negotiation holds of an entry.</summary>
/// <param name="Entry">As it is now.</param>
/// <param name="Retracted">It no longer holds, and stays readable.</param>
/// <param name="First">As it was recorded: this chose the stream in which all that happens to it is written.</param>
public sealed record Held(Entry Entry, bool Retracted, Entry First);

/// <summary>
/// The state that the rules decide on: every entry of one negotiation, folded from its events. What is referred to only
/// grows, so a register that lags behind can refuse too much, never allow too much.
/// </summary>
public sealed record Register
{
    private Register(ImmutableDictionary<(EntryKind, string), Held> entries) => Entries = entries;

    public static Register Empty { get; } = new(ImmutableDictionary<(EntryKind, string), Held>.Empty);

    public ImmutableDictionary<(EntryKind Kind, string Key), Held> Entries { get; }

    public Held? Find(EntryKind kind, string key) => Entries.GetValueOrDefault((kind, key));

    public bool Has(EntryKind kind, string key) => Entries.ContainsKey((kind, key));

    /// <summary>Finds <c>proposal/draft/point</c>.</summary>
    public Point? FindPoint(string reference)
    {
        var cut = reference.LastIndexOf('/');
        return cut > 0 && Find(EntryKind.Draft, reference[..cut])?.Entry is Draft draft
            ? draft.AllPoints.FirstOrDefault(p => p.Id == reference[(cut + 1)..]) : null;
    }

    /// <summary>Total: never throws, never validates.</summary>
    public Register Evolve(LedgerEvent e) => e switch
    {
        LedgerEvent.Recorded(var entry) => With(entry, retracted: false),
        LedgerEvent.Corrected(var entry) => With(entry, Find(entry.EntryKind, entry.Key)?.Retracted ?? false),
        LedgerEvent.Retracted r when Find(r.Of, r.Key) is { } held => new(Entries.SetItem((r.Of, r.Key), held with { Retracted = true })),
        _ => this,
    };

    private Register With(Entry entry, bool retracted) => new(Entries.SetItem((entry.EntryKind, entry.Key), new Held(entry, retracted, Find(entry.EntryKind, entry.Key)?.First ?? entry)));
}
