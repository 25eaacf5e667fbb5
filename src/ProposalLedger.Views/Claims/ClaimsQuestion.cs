namespace ProposalLedger.Views.Claims;

internal static class ClaimsQuestion
{
    /// <param name="What">What the parameter names.</param>
    /// <param name="Kinds">Of the entries that it may name.</param>
    private sealed record Filter(string Name, string What, EntryKind[] Kinds, Func<Claim, string, bool> Fits);

    private static readonly Filter[] All =
    [
        new("holder", "party", [EntryKind.Party], (c, id) => c.Holder == id),
        new("speaker", "speaker", [EntryKind.Party, EntryKind.Person], (c, id) => c.Speaker.Name == id || c.Speaker.Party == id || c.Speaker.Person == id),
        new("about", "subject", [EntryKind.Proposition, EntryKind.Draft, EntryKind.Session, EntryKind.Action, EntryKind.Claim], (c, id) => IsAbout(c.About, id)),
        new("session", "session", [EntryKind.Session], (c, id) => c.About.Session == id),
        new("source", "source", [EntryKind.Source], (c, id) => c.Sources.Contains(id)),
    ];

    public static IEnumerable<string> Filters => All.Select(f => f.Name);

    public static Answer AskList(Snapshot snapshot, Query query)
    {
        var kinds = query.AnyOf<ClaimKind>("kind");
        var given = All.Where(f => query[f.Name] is not null).Select(f => (Filter: f, Id: query[f.Name]!)).ToList();
        // A misspelt name must not read as "nobody said anything".
        foreach (var (filter, id) in given.Where(g => !IsOnRecord(snapshot, g.Filter, g.Id)))
            query.Refusals.Add(new("unknown-" + filter.What, "/" + filter.Name, $"'{id}' is no {filter.What} that is on record here."));
        bool Wanted(Claim c) => given.All(g => g.Filter.Fits(c, g.Id)) && (kinds is null || kinds.Contains(c.Kind));
        return query.Page([.. snapshot.InTime<Claim>().Where(c => Wanted(c.Entry))], c => c.Entry.Id, snapshot.LeftOut<Claim>(Wanted));
    }

    /// <summary>Dates do not count: what a cut leaves out is known all the same.</summary>
    private static bool IsOnRecord(Snapshot snapshot, Filter filter, string id) =>
        filter.Kinds.Any(kind => snapshot.WasRecorded(kind, id)) || snapshot.EverRecorded<Claim>().Any(c => filter.Fits(c, id))
        || (filter.Name == "about" && snapshot.EverRecorded<Draft>().Any(d => PointRef.IsIn(id, d.Key) && d.AllPoints.Any(p => PointRef.Of(d, p) == id)));

    public static Answer AskOne(Snapshot snapshot, string id)
    {
        if (snapshot.FindEvenRetracted<Claim>(EntryKind.Claim, id) is not { } claim) return Missing.Entry(EntryKind.Claim, id);
        return new Answer.Body(new ClaimInFull
        {
            Claim = claim,
            Changes = Shown(snapshot.ChangesOf(EntryKind.Claim, id)),
            Conflicts = [.. snapshot.All<Conflict>().Where(c => c.Entry.Claims.Contains(id)).Select(c => Shown(snapshot, c))],
            Resolved = snapshot.Derive(s => new Disputes(s)).ResolvedOf(new HashSet<string> { id }),
            Replies = [.. snapshot.InTime<Claim>().Where(c => c.Entry.About.Claim == id)],
        });
    }

    public static Answer AskConflict(Snapshot snapshot, string id) =>
        snapshot.FindEvenRetracted<Conflict>(EntryKind.Conflict, id) is { } conflict
            ? new Answer.Body(new ConflictInFull { Conflict = Shown(snapshot, conflict), Changes = Shown(snapshot.ChangesOf(EntryKind.Conflict, id)) })
            : Missing.Entry(EntryKind.Conflict, id);

    public static ConflictShown Shown(Snapshot snapshot, AsRecorded<Conflict> conflict)
    {
        // One that was retracted is in no dispute any more; its resolutions stay readable.
        var disputes = snapshot.Derive(s => new Disputes(s));
        var standing = conflict.Retracted is null ? disputes.StandingOf(conflict.Entry.Id) : (ConflictStanding?)null;
        return new ConflictShown
        {
            Conflict = conflict,
            Resolutions = [.. disputes.ResolutionsOf(conflict.Entry.Id)],
            Resolved = standing == ConflictStanding.Resolved,
            Lapsed = standing == ConflictStanding.Lapsed,
            Rivals = [.. conflict.Entry.Claims.Select(id => snapshot.Find<Claim>(EntryKind.Claim, id)).OfType<AsRecorded<Claim>>()],
        };
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
