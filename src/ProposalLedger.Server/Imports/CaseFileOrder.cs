namespace ProposalLedger.Server.Imports;

/// <summary>
/// The order in which a file's entries are recorded: what others refer to first (parties, issues, sources), then by publication, ties by
/// file order; and never anything before what it refers to.
/// </summary>
internal static class CaseFileOrder
{
    public static IReadOnlyList<CaseFileItem> Of(IReadOnlyList<CaseFileItem> items, Register known)
    {
        var byKey = new Dictionary<(EntryKind, string), CaseFileItem>();
        foreach (var item in items.Where(i => i.Entry is not null)) byKey.TryAdd((item.Kind, item.Entry!.Key), item);
        var everything = items.Where(i => i.Entry is not null).Aggregate(known, (r, i) => r.Evolve(new LedgerEvent.Recorded(i.Entry!)));
        var ranks = new Dictionary<CaseFileItem, Rank>(ReferenceEqualityComparer.Instance);

        var above = new HashSet<CaseFileItem>(ReferenceEqualityComparer.Instance);

        Rank RankOf(CaseFileItem item)
        {
            if (ranks.TryGetValue(item, out var rank)) return rank;
            above.Add(item);
            var entry = item.Entry!;
            // A file that says in which order things were recorded is followed, as far as references let it be.
            rank = item.Order is { } place ? new Rank(Group(EntryKind.Negotiation), DateTimeOffset.MinValue, place) : new Rank(Group(item.Kind), EventClocks.Of(new LedgerEvent.Recorded(entry), everything).Published?.Start ?? DateTimeOffset.MinValue, 0);
            foreach (var reference in References(entry).Concat(item.Retracted?.Sources.Select(s => (EntryKind.Source, s)) ?? []))
            {
                // What is not in the file is in the ledger or nowhere; what refers to itself is for the rules to refuse.
                if (!byKey.TryGetValue(reference, out var other) || above.Contains(other)) continue;
                rank = rank.After(RankOf(other));
            }
            above.Remove(item);
            return ranks[item] = rank;
        }

        return [.. items.Where(i => i.Entry is not null).OrderBy(i => RankOf(i))];
    }

    private static int Group(EntryKind kind) => kind switch
    {
        EntryKind.Negotiation => 0,
        EntryKind.Party or EntryKind.Person or EntryKind.Issue or EntryKind.Source or EntryKind.Proposition => 1,
        _ => 2,
    };

    private sealed record Rank(int Group, DateTimeOffset Published, int Depth) : IComparable<Rank>
    {
        public int CompareTo(Rank? other) => other is null ? 1 : (Group, Published, Depth).CompareTo((other.Group, other.Published, other.Depth));

        public Rank After(Rank other)
        {
            var least = other with { Depth = other.Depth + 1 };
            var same = (Group, Published) == (least.Group, least.Published);
            return same ? this with { Depth = Math.Max(Depth, least.Depth) } : CompareTo(least) >= 0 ? this : least;
        }
    }

    /// <summary>What an entry names.</summary>
    internal static IEnumerable<(EntryKind, string)> References(Entry entry)
    {
        static IEnumerable<(EntryKind, string)> All(EntryKind kind, IEnumerable<string?> keys) => keys.OfType<string>().Select(k => (kind, k));
        static string? DraftOf(string? point) => point?.LastIndexOf('/') is > 0 and var cut ? point[..cut] : null;
        var own = entry switch
        {
            Proposition p => All(EntryKind.Issue, [p.Issue]),
            Party p => All(EntryKind.Party, p.Members),
            Mandate m => All(EntryKind.Person, [m.Person]).Concat(All(EntryKind.Party, [m.Party])),
            Session s => All(EntryKind.Party, s.Participants.Select(p => p.Party)),
            OutsideAction a => All(EntryKind.Party, [a.Actor, a.Target]),
            Proposal p => All(EntryKind.Party, p.By),
            Draft d => All(EntryKind.Proposal, [d.Proposal]).Concat(All(EntryKind.Draft, [d.BasedOn])).Concat(All(EntryKind.Issue, d.AllPoints.Select(p => p.Issue))),
            Rendering r => All(EntryKind.Draft, [r.Draft]),
            Amendment a => All(EntryKind.Draft, [a.Draft]).Concat(All(EntryKind.Party, a.By)),
            StatusReport s => All(EntryKind.Draft, [s.Draft]).Concat(All(EntryKind.Party, s.Between)),
            Link l => All(EntryKind.Draft, [l.FromDraft, l.ToDraft, .. l.From.Select(DraftOf), .. l.To.Select(DraftOf)]),
            Claim c => All(EntryKind.Party, [c.Holder, c.Speaker.Party]).Concat(All(EntryKind.Person, [c.Speaker.Person]))
                .Concat(All(EntryKind.Proposition, [c.About.Proposition])).Concat(All(EntryKind.Draft, [c.About.Draft, DraftOf(c.About.Point)]))
                .Concat(All(EntryKind.Session, [c.About.Session])).Concat(All(EntryKind.Action, [c.About.Action])).Concat(All(EntryKind.Claim, [c.About.Claim])),
            Conflict c => All(EntryKind.Claim, c.Claims).Concat(All(EntryKind.Link, c.Links)).Concat(All(EntryKind.Session, c.Sessions))
                .Concat(All(EntryKind.Draft, [.. c.Drafts, .. c.Points.Select(DraftOf)])),
            Resolution r => All(EntryKind.Conflict, [r.Conflict]),
            _ => [],
        };
        return own.Concat(All(EntryKind.Source, entry.SourceIds));
    }
}
