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
    private Register() { }

    public static Register Empty { get; } = new();

    /// <summary>The negotiation that this is the record of; null before it is opened.</summary>
    public Negotiation? Negotiation { get; private init; }

    /// <summary>Who may read it.</summary>
    public Visibility Visibility { get; private init; }

    /// <summary><c>proposal/draft</c> by draft id: these are unique across proposals.</summary>
    private ImmutableDictionary<string, string> Drafts { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Ids of the links that ever led from a point.</summary>
    private ImmutableDictionary<string, ImmutableList<string>> Onward { get; init; } = ImmutableDictionary.Create<string, ImmutableList<string>>(StringComparer.Ordinal);

    public ImmutableDictionary<(EntryKind Kind, string Key), Held> Entries { get; private init; } = ImmutableDictionary<(EntryKind, string), Held>.Empty;

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
        LedgerEvent.Retracted r when Find(r.Of, r.Key) is { } held => this with { Entries = Entries.SetItem((r.Of, r.Key), held with { Retracted = true }) },
        LedgerEvent.VisibilitySet(var visibility) => this with { Visibility = visibility },
        _ => this,
    };

    private Register With(Entry entry, bool retracted) => this with
    {
        Entries = Entries.SetItem((entry.EntryKind, entry.Key), new Held(entry, retracted, Find(entry.EntryKind, entry.Key)?.First ?? entry)),
        Drafts = entry is Draft ? Drafts.SetItem(entry.Id, entry.Key) : Drafts,
        Onward = entry is Link link ? link.From.Aggregate(Onward, (onward, point) => onward.GetValueOrDefault(point, []) is var ids && ids.Contains(link.Id)
            ? onward : onward.SetItem(point, ids.Add(link.Id))) : Onward,
        Negotiation = entry as Negotiation ?? Negotiation,
    };
}
