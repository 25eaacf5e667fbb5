namespace ProposalLedger.Views.Since;

/// <summary>
/// What changed between an earlier state and the one that the cut names. The earlier one is named by the clocks: what had happened
/// (<c>occurred</c>), what was published, what was recorded by then. Both are cuts of one record, so a body at a position never changes.
/// </summary>
internal static class SinceQuestion
{
    public static readonly string[] Parameters = ["published", "occurred", "recorded", "draft", "kind", "change", "limit", "next"];

    private static readonly (string Name, string OfCut)[] Clocks = [("occurred", "asOf"), ("published", "knownBy"), ("recorded", "at")];

    public static Answer Ask(Snapshot now, Query query)
    {
        var named = Named(now, query);
        var (kinds, changes) = (query.AnyOf<EntryKind>("kind"), query.AnyOf<SinceChange>("change"));
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        var draft = query["draft"];
        if (draft is not null && now.FindDraft(draft) is null) return Missing.Draft(now, draft);
        // Dates that are not named stand in both states where the cut has them.
        var then = now.At(named with { AsOf = named.AsOf ?? now.Cut.AsOf, KnownBy = named.KnownBy ?? now.Cut.KnownBy });
        bool Asked(Entry entry) => (kinds is null || kinds.Contains(entry.EntryKind)) && (draft is null || OfDraft.Concerns(now, draft, entry));

        var all = Differences.Between(then, now, named).Where(e => Asked((Entry)e.Entry))
            .OrderBy(e => e.Change).ThenBy(e => Chronology.Of(e.PublicSince, e.Position)).ThenBy(e => e.Kind).ToList();
        var wanted = changes is null ? all : all.FindAll(e => changes.Contains(e.Change));
        var (items, next) = query.Cut(wanted, e => $"{e.Kind} {e.Key}");
        return query.Refusals.Count > 0 ? new Answer.Refused(query.Refusals) : new Answer.Body(new StateSince
        {
            Earlier = named,
            Draft = draft is null ? null : new DraftSince(draft, now.FindDraft(draft)!.Entry.Title, Points(then, draft), Points(now, draft)),
            Changes = Counts.Of(all.Select(e => e.Change)),
            Kinds = [.. all.GroupBy(e => e.Kind).OrderBy(g => g.Key).Select(g => new KindSince(g.Key, g.Count(e => e.Change != SinceChange.New), Counts.Of(g.Select(e => e.Change))))],
            Items = items,
            Total = wanted.Count,
            LeftOutEarlier = then.LeftOut<Entry>(Asked),
            LeftOut = now.LeftOut<Entry>(Asked),
            Next = next,
        });
    }

    private static int? Points(Snapshot state, string draft) => state.FindDraft(draft)?.Entry.AllPoints.Count();

    private static Cut Named(Snapshot now, Query query)
    {
        var given = Clocks.Where(c => query[c.Name] is not null).ToDictionary(c => c.OfCut, c => query[c.Name]!, StringComparer.Ordinal);
        if (given.Count == 0)
            query.Refusals.Add(new("missing-parameter", "/published", "Say since when: ?published=2025-11-24 for what the public could know by then, ?occurred= for what had happened, ?recorded= for a ledger position."));
        var refusals = Cut.TryRead(given, out var cut);
        foreach (var refusal in refusals)
            query.Refusals.Add(refusal with { Pointer = "/" + Clocks.First(c => "/" + c.OfCut == refusal.Pointer).Name });
        if (cut.At > now.Position) Reversed("recorded", $"position {cut.At} is behind position {now.Position}");
        if (cut.AsOf?.End > now.Cut.AsOf?.End) Reversed("occurred", $"{cut.AsOf} ends after {now.Cut.AsOf}");
        if (cut.KnownBy?.End > now.Cut.KnownBy?.End) Reversed("published", $"{cut.KnownBy} ends after {now.Cut.KnownBy}");
        return cut;

        void Reversed(string name, string why) =>
            query.Refusals.Add(new("reversed-states", "/" + name, $"The earlier state is not before the one that is read: {why}."));
    }
}
