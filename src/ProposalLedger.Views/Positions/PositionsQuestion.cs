using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Positions;

internal static class PositionsQuestion
{
    private const int ClaimsShown = 20;

    public static Answer Ask(Snapshot snapshot, Query query)
    {
        IReadOnlyList<PositionColumn> columns;
        if (query["draft"] is not { } reference) columns = Propositions(snapshot);
        else if (snapshot.FindDraft(reference) is { } draft) columns = Points(snapshot, draft.Entry);
        else return Missing.Draft(reference);
        var (part, next) = query.Cut(columns, SubjectOf, Query.MaxLimit);
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        var subjects = columns.Select(SubjectOf).ToHashSet(StringComparer.Ordinal);
        return new Answer.Body(new PositionMatrix
        {
            Parties = Rows(snapshot),
            Columns = part,
            Cells = Cells(snapshot, part),
            LeftOut = snapshot.LeftOut<Claim>(c => IsPosition(c) && subjects.Contains(SubjectOf(c.About))),
            Next = next,
        });
    }

    /// <summary>Bodies, observers and populations may speak; they are no rows.</summary>
    private static List<string> Rows(Snapshot snapshot) =>
        [.. snapshot.All<Party>().Where(p => p.Entry.Kind is PartyKind.Party or PartyKind.ThirdParty).Select(p => p.Entry.Id)];

    private static List<PositionColumn> Propositions(Snapshot snapshot)
    {
        var issues = snapshot.All<Issue>().Select((issue, place) => (issue.Entry.Id, place)).ToDictionary(i => i.Id, i => i.place, StringComparer.Ordinal);
        return [.. snapshot.All<Proposition>().OrderBy(p => issues.GetValueOrDefault(p.Entry.Issue, int.MaxValue)).Select(p =>
            new PositionColumn { Proposition = p.Entry.Id, Issue = p.Entry.Issue, Text = p.Entry.Text })];
    }

    private static List<PositionColumn> Points(Snapshot snapshot, Draft draft)
    {
        var whole = snapshot.All<Claim>().Any(c => IsPosition(c.Entry) && c.Entry.About.Draft == draft.Key);
        return [.. whole ? (PositionColumn[])[new() { Draft = draft.Key, Label = draft.Title }] : [],
            .. draft.AllPoints.Select(p => new PositionColumn { Point = PointRef.Of(draft, p), Label = p.Label, Issue = p.Issue, Text = p.Text })];
    }

    private static List<PositionCell> Cells(Snapshot snapshot, IEnumerable<PositionColumn> columns)
    {
        var disputes = snapshot.Derive(s => new Disputes(s));
        var claims = snapshot.InTime<Claim>().Where(c => IsPosition(c.Entry)).ToLookup(c => (c.Entry.Holder, SubjectOf(c.Entry.About)));
        var rows = Rows(snapshot);
        return [.. from column in columns from party in rows
            let behind = claims[(party, SubjectOf(column))].Reverse().ToList()
            where behind.Count > 0
            select Cell(party, column, behind, disputes)];
    }

    private static PositionCell Cell(string party, PositionColumn column, List<AsRecorded<Claim>> latestFirst, Disputes disputes)
    {
        // What others say of a party stands in only while the party itself has not been heard (P13).
        var deciding = latestFirst.Find(c => c.Entry.Basis == Basis.FirstHand) ?? latestFirst[0];
        return new PositionCell
        {
            Party = party,
            Proposition = column.Proposition,
            Point = column.Point,
            Draft = column.Draft,
            Stance = deciding.Entry.Stance!.Value,
            Condition = deciding.Entry.Condition,
            Occurred = deciding.Entry.Occurred,
            FirstHand = deciding.Entry.Basis == Basis.FirstHand,
            Conflict = latestFirst.Exists(c => disputes.IsOpen(EntryKind.Claim, c.Entry.Id)),
            Resolved = disputes.ResolvedOf(latestFirst.Select(c => c.Entry.Id).ToHashSet(StringComparer.Ordinal)),
            Total = latestFirst.Count,
            Claims = [.. latestFirst.Take(ClaimsShown)],
        };
    }

    private static bool IsPosition(Claim claim) => claim is { Kind: ClaimKind.Position, Stance: not null, Holder: not null };

    private static string SubjectOf(PositionColumn column) => SubjectOf(new Subject { Proposition = column.Proposition, Point = column.Point, Draft = column.Draft });

    /// <summary>Ids of different kinds may be equal: the kind is said with them.</summary>
    private static string SubjectOf(Subject about) => about switch
    {
        { Proposition: { } id } => $"proposition {id}",
        { Point: { } id } => $"point {id}",
        { Draft: { } id } => $"draft {id}",
        _ => "",
    };
}
