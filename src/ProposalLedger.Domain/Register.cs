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
    private Register(ImmutableDictionary<(EntryKind, string), Held> entries, ImmutableDictionary<string, string> drafts,
        ImmutableDictionary<string, ImmutableList<string>> onward, Negotiation? negotiation) =>
        (Entries, Drafts, Onward, Negotiation) = (entries, drafts, onward, negotiation);

    public static Register Empty { get; } = new(
        ImmutableDictionary<(EntryKind, string), Held>.Empty, ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableList<string>>(StringComparer.Ordinal), null);

    /// <summary>The negotiation that this is the record of; null before it is opened.</summary>
    public Negotiation? Negotiation { get; }

    /// <summary><c>proposal/draft</c> by draft id: these are unique across proposals.</summary>
    private ImmutableDictionary<string, string> Drafts { get; }

    /// <summary>Ids of the links that ever led from a point.</summary>
    private ImmutableDictionary<string, ImmutableList<string>> Onward { get; }

    public ImmutableDictionary<(EntryKind Kind, string Key), Held> Entries { get; }

    public Held? Find(EntryKind kind, string key) => Entries.GetValueOrDefault((kind, key));

    public bool Has(EntryKind kind, string key) => Entries.ContainsKey((kind, key));

    /// <summary>Live and retracted ones, in no order.</summary>
    public IEnumerable<T> All<T>() where T : Entry => Entries.Values.Select(held => held.Entry).OfType<T>();

    public string? DraftKey(string id) => Drafts.GetValueOrDefault(id);

    /// <summary>Links that lead from a point, as they are now, without those that were retracted.</summary>
    public IEnumerable<Link> LinksFrom(string point) => Onward.GetValueOrDefault(point, []).Select(id => Find(EntryKind.Link, id))
        .Where(held => held is { Retracted: false }).Select(held => (Link)held!.Entry).Where(link => link.From.Contains(point));

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
        LedgerEvent.Retracted r when Find(r.Of, r.Key) is { } held => new(Entries.SetItem((r.Of, r.Key), held with { Retracted = true }), Drafts, Onward, Negotiation),
        _ => this,
    };

    private Register With(Entry entry, bool retracted) => new(
        Entries.SetItem((entry.EntryKind, entry.Key), new Held(entry, retracted, Find(entry.EntryKind, entry.Key)?.First ?? entry)),
        entry is Draft ? Drafts.SetItem(entry.Id, entry.Key) : Drafts,
        entry is Link link ? link.From.Aggregate(Onward, (onward, point) => onward.GetValueOrDefault(point, []) is var ids && ids.Contains(link.Id)
            ? onward : onward.SetItem(point, ids.Add(link.Id))) : Onward,
        entry as Negotiation ?? Negotiation);
}
