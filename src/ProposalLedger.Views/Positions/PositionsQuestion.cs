using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Views.Positions;

public enum PositionSort { Issue, Contention, Changed }

internal static class PositionsQuestion
{
    private const int ClaimsShown = 20;

    public static Answer Ask(Snapshot snapshot, Query query)
    {
        IReadOnlyList<PositionColumn> columns;
        if (query["draft"] is not { } reference) columns = Propositions(snapshot);
        else if (snapshot.FindDraft(reference) is { } draft) columns = Points(snapshot, draft.Entry);
        else return Missing.Draft(snapshot, reference);
        var rows = Rows(snapshot);
        var week = Week(snapshot);
        // Parties and columns are each many: their product is never walked through, only what somebody has said.
        var places = rows.Select((party, place) => (party, place)).ToDictionary(r => r.party, r => r.place, StringComparer.Ordinal);
        var cells = Cells(snapshot, columns, places, week);
        columns = Sorted([.. columns.Select(c => Weighed(snapshot, c, [.. cells[Subjects.Of(c)]]))], query.OneOf("sort", PositionSort.Issue));
        var (part, next) = query.Cut(columns, Subjects.Of, Query.MaxLimit);
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        var all = columns.Select(Subjects.Of).ToHashSet(StringComparer.Ordinal);
        var shown = part.Select(Subjects.Of).ToHashSet(StringComparer.Ordinal);
        return new Answer.Body(new PositionMatrix
        {
            Parties = rows,
            Columns = part,
            Cells = [.. part.SelectMany(c => cells[Subjects.Of(c)])],
            Related = [.. Related(snapshot, part, places)],
            Coverage = [.. Coverage(rows, columns, cells)],
            Movements = [.. Movements.Of(snapshot).Where(m => places.ContainsKey(m.Holder) && shown.Contains(Subjects.Of(m.About))).OrderBy(m => Chronology.Of(m.Later))],
            Week = week,
            LeftOut = snapshot.LeftOut<Claim>(c => IsPosition(c) && all.Contains(Subjects.Of(c.About))),
            Next = next,
        });
    }

    /// <summary>Bodies, observers and populations may speak; they are no rows.</summary>
    public static List<string> Rows(Snapshot snapshot) =>
        [.. snapshot.All<Party>().Where(p => p.Entry.Kind is PartyKind.Party or PartyKind.ThirdParty).Select(p => p.Entry.Id)];

    private static List<PositionColumn> Propositions(Snapshot snapshot)
    {
        var issues = snapshot.All<Issue>().Select((issue, place) => (issue.Entry.Id, place)).ToDictionary(i => i.Id, i => i.place, StringComparer.Ordinal);
        return [.. snapshot.All<Proposition>().OrderBy(p => issues.GetValueOrDefault(p.Entry.Issue, int.MaxValue)).Select(p =>
            new PositionColumn { Proposition = p.Entry.Id, Issue = p.Entry.Issue, Text = p.Entry.Text })];
    }

    private static List<PositionColumn> Points(Snapshot snapshot, Draft draft)
    {
        var statuses = snapshot.Derive(s => new LatestStatuses(s));
        var reports = snapshot.InTime<StatusReport>().Where(s => s.Entry.Draft == draft.Key).ToLookup(s => s.Entry.Point, StringComparer.Ordinal);
        var whole = snapshot.All<Claim>().Any(c => IsPosition(c.Entry) && c.Entry.About.Draft == draft.Key);
        return [.. whole ? (PositionColumn[])[new() { Draft = draft.Key, Label = draft.Title }] : [],
            .. draft.AllPoints.Select(p => new PositionColumn
            {
                Point = PointRef.Of(draft, p), Label = p.Label, Issue = p.Issue, Text = p.Text, Status = statuses.Of(draft, p),
                State = PointStates.Own(draft, p, reports).State,
            })];
    }

    private static ILookup<string, PositionCell> Cells(Snapshot snapshot, IReadOnlyList<PositionColumn> columns, Dictionary<string, int> places, ShownWeek? week)
    {
        var disputes = snapshot.Derive(s => new Disputes(s));
        var claims = Positions(snapshot).Where(c => places.ContainsKey(c.Entry.Holder!)).ToLookup(c => Subjects.Of(c.Entry.About), StringComparer.Ordinal);
        var subjects = Positions(snapshot).ToDictionary(c => c.Entry.Id, c => Subjects.Of(c.Entry.About), StringComparer.Ordinal);
        // Two claims of which only one is a position on the subject set no position on it against another.
        var over = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        bool IsOver(string conflict, string subject) => (over.TryGetValue(conflict, out var several) ? several : over[conflict] =
            [.. snapshot.Find<Conflict>(EntryKind.Conflict, conflict)!.Entry.Claims.Select(c => subjects.GetValueOrDefault(c)).OfType<string>().CountBy(s => s).Where(s => s.Value > 1).Select(s => s.Key)]).Contains(subject);
        return (from column in columns
            let subject = Subjects.Of(column)
            from behind in claims[subject].GroupBy(c => c.Entry.Holder!).OrderBy(g => places[g.Key])
            select (Subject: subject, Cell: Cell(behind.Key, column, [.. behind], disputes, IsOver, week))).ToLookup(c => c.Subject, c => c.Cell, StringComparer.Ordinal);
    }

    private static PositionCell Cell(string party, PositionColumn column, List<AsRecorded<Claim>> inTime, Disputes disputes, Func<string, string, bool> isOver, ShownWeek? week)
    {
        // What others say of a party stands in only while the party itself has not been heard (P13).
        var own = inTime.Where(c => c.Entry.Basis == Basis.FirstHand).ToList();
        var deciding = own.Count > 0 ? own[^1] : inTime[^1];
        var conflicts = inTime.SelectMany(c => disputes.Naming(c.Entry.Id)).Distinct(StringComparer.Ordinal).Where(id => disputes.StandingOf(id) == ConflictStanding.Open).ToLookup(id => isOver(id, Subjects.Of(column)));
        var history = StanceRuns.Of(own);
        var changed = history.Count > 0 ? history[^1].Since : deciding.Entry.Occurred;
        return new PositionCell
        {
            Party = party,
            Proposition = column.Proposition,
            Point = column.Point,
            Draft = column.Draft,
            Stance = deciding.Entry.Stance!.Value,
            Condition = deciding.Entry.Condition,
            Occurred = deciding.Entry.Occurred,
            FirstHand = own.Count > 0,
            Changed = changed,
            Moved = history.Count > 1,
            InWeek = week is not null && changed.Start >= week.From && changed.End <= week.To,
            History = history,
            Conflict = conflicts[true].Any(),
            ConflictElsewhere = conflicts[false].Any(),
            Resolved = disputes.ResolvedOf(inTime.Select(c => c.Entry.Id).ToHashSet(StringComparer.Ordinal)),
            Total = inTime.Count,
            Claims = [.. inTime.AsEnumerable().Reverse().Take(ClaimsShown)],
        };
    }

    private static IEnumerable<RelatedPositions> Related(Snapshot snapshot, IReadOnlyList<PositionColumn> columns, Dictionary<string, int> places)
    {
        var issues = snapshot.Derive(s => new IssueOf(s));
        var held = snapshot.All<Claim>().Where(c => c.Entry is { Kind: ClaimKind.Position, Holder: { } holder } && places.ContainsKey(holder)).ToLookup(c => issues.Of(c.Entry.About));
        return from column in columns where column is { Point: not null, Issue: not null }
            from party in held[column.Issue].Where(c => c.Entry.About.Point != column.Point).GroupBy(c => c.Entry.Holder!).OrderBy(g => places[g.Key])
            let related = party.ToList()
            select new RelatedPositions(party.Key, column.Point!, column.Issue!, related.Count, related.Count(c => c.Entry.Basis == Basis.FirstHand));
    }

    private static PositionColumn Weighed(Snapshot snapshot, PositionColumn column, List<PositionCell> cells)
    {
        var disputes = snapshot.Derive(s => new Disputes(s));
        var (opposed, open) = (Leanings.Opposed(cells), disputes.OpenOn(Subjects.Of(column)));
        return column with
        {
            Contention = opposed + open,
            OpposedPairs = opposed,
            OpenConflicts = open,
            Changed = cells.Select(c => c.Changed).MaxBy(date => Chronology.Of(date, 0)),
        };
    }

    private static IEnumerable<PartyCoverage> Coverage(List<string> rows, IReadOnlyList<PositionColumn> columns, ILookup<string, PositionCell> cells)
    {
        var (texts, known) = (columns.Count(c => c.Draft is null), columns.SelectMany(c => cells[Subjects.Of(c)]).ToLookup(c => c.Party, StringComparer.Ordinal));
        return rows.Select(party =>
        {
            var firstHand = known[party].Count(c => c.Draft is null && c.FirstHand);
            var byOthers = known[party].Count(c => c.Draft is null && !c.FirstHand);
            return new PartyCoverage
            {
                Party = party,
                FirstHand = firstHand,
                ByOthersOnly = byOthers,
                Unknown = texts - firstHand - byOthers,
                WholeDraft = known[party].FirstOrDefault(c => c.Draft is not null)?.Stance,
            };
        });
    }

    /// <summary>The draft as a whole stays first: it is no point among points.</summary>
    private static List<PositionColumn> Sorted(List<PositionColumn> columns, PositionSort sort) => sort switch
    {
        PositionSort.Contention => [.. columns.OrderByDescending(c => c.Draft is not null).ThenByDescending(c => c.Contention)],
        PositionSort.Changed => [.. columns.OrderByDescending(c => c.Draft is not null).ThenByDescending(c => Chronology.Of(c.Changed, 0))],
        _ => columns,
    };

    private static ShownWeek? Week(Snapshot snapshot)
    {
        var end = snapshot.Cut.AsOf?.End ?? Positions(snapshot).Select(c => c.Entry.Occurred.End).Max();
        // In the first week of all years nothing can have changed.
        return end is { } to && to - DateTimeOffset.MinValue >= TimeSpan.FromDays(7) ? new ShownWeek(to.AddDays(-7), to) : null;
    }

    private static IEnumerable<AsRecorded<Claim>> Positions(Snapshot snapshot) => snapshot.InTime<Claim>().Where(c => IsPosition(c.Entry));

    private static bool IsPosition(Claim claim) => claim is { Kind: ClaimKind.Position, Stance: not null, Holder: not null };
}
