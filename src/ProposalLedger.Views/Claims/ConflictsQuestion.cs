namespace ProposalLedger.Views.Claims;

internal static class ConflictsQuestion
{
    public static Answer AskList(Snapshot snapshot, Query query)
    {
        var (kinds, standings) = (query.AnyOf<ConflictKind>("kind"), query.AnyOf<ConflictStanding>("standing"));
        var disputes = snapshot.Derive(s => new Disputes(s));
        ConflictStanding Standing(AsRecorded<Conflict> conflict) => disputes.StandingOf(conflict.Entry.Id);
        var all = snapshot.All<Conflict>();
        var fit = all.Where(c => kinds?.Contains(c.Entry.Kind) != false && standings?.Contains(Standing(c)) != false).OrderBy(c => c.Entry.Kind).ToList();
        var (items, next) = query.Cut(fit, c => c.Entry.Id);
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        return new Answer.Body(new ConflictList
        {
            Items = [.. items.Select(c => Shown(snapshot, c))],
            Total = fit.Count,
            LeftOut = snapshot.LeftOut<Conflict>(c => kinds?.Contains(c.Kind) != false),
            Next = next,
            Kinds = [.. Enum.GetValues<ConflictKind>().Select(kind =>
            {
                var ofKind = all.Where(c => c.Entry.Kind == kind).Select(Standing).ToList();
                int Count(ConflictStanding standing) => ofKind.Count(s => s == standing);
                return new ConflictsOfKind(kind, ofKind.Count, Count(ConflictStanding.Open), Count(ConflictStanding.Resolved), Count(ConflictStanding.Lapsed));
            })],
        });
    }

    public static Answer AskOne(Snapshot snapshot, string id) =>
        snapshot.FindEvenRetracted<Conflict>(EntryKind.Conflict, id) is { } conflict
            ? new Answer.Body(new ConflictInFull
            {
                Conflict = Shown(snapshot, conflict),
                Changes = ClaimsQuestion.Shown(snapshot.ChangesOf(EntryKind.Conflict, id)),
                LeftOut = snapshot.LeftOut<Resolution>(r => r.Conflict == id) + snapshot.LeftOut<Claim>(c => conflict.Entry.Claims.Contains(c.Id)),
            })
            : Missing.Entry(snapshot, EntryKind.Conflict, id);

    public static ConflictShown Shown(Snapshot snapshot, AsRecorded<Conflict> conflict)
    {
        // One that was retracted is in no dispute any more; its resolutions stay readable.
        var (disputes, outlets) = (snapshot.Derive(s => new Disputes(s)), snapshot.Derive(s => new Outlets(s)));
        var standing = conflict.Retracted is null ? disputes.StandingOf(conflict.Entry.Id) : (ConflictStanding?)null;
        var rivals = conflict.Entry.Claims.Select(id => snapshot.Find<Claim>(EntryKind.Claim, id)).OfType<AsRecorded<Claim>>().OrderBy(Chronology.Of).ToList();
        return new ConflictShown
        {
            Conflict = conflict,
            Resolutions = [.. disputes.ResolutionsOf(conflict.Entry.Id)],
            Resolved = standing == ConflictStanding.Resolved,
            Lapsed = standing == ConflictStanding.Lapsed,
            Rivals = rivals,
            OneOutlet = [.. rivals.Where(r => outlets.IsOne(r.Entry)).Select(r => r.Entry.Id)],
        };
    }
}
