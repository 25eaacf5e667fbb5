namespace ProposalLedger.Views.Claims;

internal static class ClaimsQuestion
{
    public static Answer AskList(Snapshot snapshot, Query query)
    {
        var kinds = query.AnyOf<ClaimKind>("kind");
        bool Wanted(Claim c) =>
            (query["holder"] is not { } holder || c.Holder == holder)
            && (query["speaker"] is not { } speaker || c.Speaker.Name == speaker || c.Speaker.Party == speaker || c.Speaker.Person == speaker)
            && (query["about"] is not { } about || IsAbout(c.About, about))
            && (query["session"] is not { } session || c.About.Session == session)
            && (query["source"] is not { } source || c.Sources.Contains(source))
            && (kinds is null || kinds.Contains(c.Kind));
        return query.Page([.. snapshot.InTime<Claim>().Where(c => Wanted(c.Entry))], c => c.Entry.Id, snapshot.LeftOut<Claim>(Wanted));
    }

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
