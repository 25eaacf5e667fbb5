using ProposalLedger.Views.Positions;

namespace ProposalLedger.Views.Claims;

internal static class ClaimsQuestion
{
    /// <param name="What">What the parameter names.</param>
    /// <param name="Kinds">Of the entries that it may name.</param>
    private sealed record Filter(string Name, string What, EntryKind[] Kinds, Func<Snapshot, Claim, string, bool> Fits);

    private static readonly Filter[] All =
    [
        new("holder", "party", [EntryKind.Party], (_, c, id) => c.Holder == id),
        new("speaker", "speaker", [EntryKind.Party, EntryKind.Person], (_, c, id) => c.Speaker.Name == id || c.Speaker.Party == id || c.Speaker.Person == id),
        new("about", "subject", [EntryKind.Proposition, EntryKind.Draft, EntryKind.Session, EntryKind.Action, EntryKind.Claim], (_, c, id) => IsAbout(c.About, id)),
        new("session", "session", [EntryKind.Session], (_, c, id) => c.About.Session == id),
        new("issue", "issue", [EntryKind.Issue], (snapshot, c, id) => snapshot.Derive(s => new IssueOf(s)).Of(c.About) == id),
        new("source", "source", [EntryKind.Source], (_, c, id) => c.Sources.Contains(id)),
    ];

    public static IEnumerable<string> Parameters => All.Select(f => f.Name).Concat(["kind", "basis", "stance", "conflict", "outlets", "from", "to", "group"]);

    public static Answer AskList(Snapshot snapshot, Query query)
    {
        var given = All.Where(f => query[f.Name] is not null).Select(f => (Filter: f, Id: query[f.Name]!)).ToList();
        // A misspelt name must not read as "nobody said anything".
        foreach (var (filter, id) in given.Where(g => !IsOnRecord(snapshot, g.Filter, g.Id)))
            query.Refusals.Add(new("unknown-" + filter.What, "/" + filter.Name, $"'{id}' is no {filter.What} that is on record here."));
        var fits = ClaimFilter.Read(snapshot, query);
        var span = query.Time();
        bool Wanted(Claim c) => given.All(g => g.Filter.Fits(snapshot, c, g.Id)) && fits(c) && span.Touches(c.Occurred);
        var session = query["session"] ?? (query["about"] is { } about && snapshot.WasRecorded(EntryKind.Session, about) ? about : null);
        var group = query.OneOf("group", session is null ? ClaimGrouping.Time : ClaimGrouping.Basis);
        var all = snapshot.InTime<Claim>().Where(c => Wanted(c.Entry)).ToList();
        var ordered = group == ClaimGrouping.Basis ? [.. all.OrderBy(c => c.Entry.Basis)] : all;
        var (items, next) = query.Cut(ordered, c => c.Entry.Id);
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        var outlets = snapshot.Derive(s => new Outlets(s));
        return new Answer.Body(new ClaimList
        {
            Items = items,
            Total = all.Count,
            LeftOut = snapshot.LeftOut<Claim>(Wanted),
            Next = next,
            Group = group,
            Groups = [.. Enum.GetValues<Basis>().Select(basis => new ClaimGroup(basis, all.Count(c => c.Entry.Basis == basis)))],
            FirstHandFrom = all.Find(c => c.Entry.Basis == Basis.FirstHand)?.Entry.Id,
            Vaguer = span.IsAsked ? all.Count(c => !span.Holds(c.Entry.Occurred)) : 0,
            NotHeardFirstHand = NarrowedOtherwise(query, session) ? [] : NotHeard(Asked(snapshot, session, span, all), all),
            OneOutlet = [.. items.Where(c => outlets.IsOne(c.Entry)).Select(c => c.Entry.Id)],
        });
    }

    /// <summary>Beyond a session and a time: then that somebody is not in the list says nothing of whether it was heard.</summary>
    private static bool NarrowedOtherwise(Query query, string? session) =>
        Parameters.Except(["session", "from", "to", "group"]).Any(name => query[name] is { } value && !(name == "about" && value == session));

    /// <summary>Who could be heard in what is asked: the parties of the session; of a time alone those that its claims are of.</summary>
    private static IEnumerable<string> Asked(Snapshot snapshot, string? session, TimeAsked span, List<AsRecorded<Claim>> claims) => session is not null
        ? snapshot.Find<Session>(EntryKind.Session, session)?.Entry.Participants.Select(p => p.Party).OfType<string>() ?? []
        : span.IsAsked ? PositionsQuestion.Rows(snapshot).Where(party => claims.Exists(c => c.Entry.Holder == party)) : [];

    private static List<string> NotHeard(IEnumerable<string> parties, List<AsRecorded<Claim>> claims) =>
        [.. parties.Distinct().Where(party => !claims.Exists(c => c.Entry.Basis == Basis.FirstHand && (c.Entry.Speaker.Party == party || c.Entry.Holder == party)))];

    /// <summary>Dates do not count: what a cut leaves out is known all the same.</summary>
    private static bool IsOnRecord(Snapshot snapshot, Filter filter, string id) =>
        filter.Kinds.Any(kind => snapshot.WasRecorded(kind, id)) || snapshot.EverRecorded<Claim>().Any(c => filter.Fits(snapshot, c, id))
        || (filter.Name == "about" && snapshot.EverRecorded<Draft>().Any(d => PointRef.IsIn(id, d.Key) && d.AllPoints.Any(p => PointRef.Of(d, p) == id)));

    public static Answer AskOne(Snapshot snapshot, string id)
    {
        if (snapshot.FindEvenRetracted<Claim>(EntryKind.Claim, id) is not { } claim) return Missing.Entry(snapshot, EntryKind.Claim, id);
        return new Answer.Body(new ClaimInFull
        {
            Claim = claim,
            Changes = Shown(snapshot.ChangesOf(EntryKind.Claim, id)),
            Conflicts = [.. snapshot.All<Conflict>().Where(c => c.Entry.Claims.Contains(id)).Select(c => ConflictsQuestion.Shown(snapshot, c))],
            GradedBy = Grades.By(snapshot, EntryKind.Claim, id)?.Actor,
            Outlets = snapshot.Derive(s => new Outlets(s)).Of(claim.Entry),
            Resolved = snapshot.Derive(s => new Disputes(s)).ResolvedOf(new HashSet<string> { id }),
            Replies = [.. snapshot.InTime<Claim>().Where(c => c.Entry.About.Claim == id)],
            LeftOut = snapshot.LeftOut<Claim>(c => c.About.Claim == id) + snapshot.LeftOut<Conflict>(c => c.Claims.Contains(id))
                + snapshot.LeftOut<Resolution>(r => snapshot.Find<Conflict>(EntryKind.Conflict, r.Conflict)?.Entry.Claims.Contains(id) == true),
        });
    }

    public static IReadOnlyList<ChangeShown> Shown(IEnumerable<Change> changes) => [.. changes.Select(c => new ChangeShown
    {
        Position = c.Position,
        Recorded = c.Recorded,
        Type = c.Type,
        Actor = c.Actor,
        Reason = c.Reason,
        Entry = c.Event switch { LedgerEvent.Recorded(var entry) => entry, LedgerEvent.Corrected(var entry) => entry, _ => null },
    })];

    private static bool IsAbout(Subject about, string id) =>
        about.Proposition == id || about.Point == id || about.Draft == id || about.Session == id || about.Action == id || about.Claim == id;
}
