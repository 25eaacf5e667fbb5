namespace ProposalLedger.Views.Timeline;

internal static class TimelineQuestion
{
    /// <summary>Claims are many: they come when they are asked for.</summary>
    private static readonly IReadOnlySet<TimelineKind> Default = Enum.GetValues<TimelineKind>().Where(k => k != TimelineKind.Claim).ToHashSet();

    public static Answer Ask(Snapshot snapshot, Query query)
    {
        var kinds = query.AnyOf<TimelineKind>("kind") ?? Default;
        var span = query.Time();
        foreach (var name in new[] { "actor", "target" })
        {
            // A misspelt name must not read as "nothing happened".
            if (query[name] is { } party && !snapshot.WasRecorded(EntryKind.Party, party)) query.Refusals.Add(new($"unknown-{name}", $"/{name}", $"'{party}' is no party that is on record here."));
        }
        // Only an action has them: asked for by one of them, nothing else fits.
        bool Acts(Entry? entry) => (query["actor"], query["target"]) is (null, null)
            || entry is OutsideAction action && (query["actor"] ?? action.Actor) == action.Actor && (query["target"] ?? action.Target) == action.Target;
        var entries = All(snapshot, kinds).Where(e => span.Touches(e.Occurred) && Acts(e.Entry as Entry))
            .OrderBy(e => Chronology.Of(e.Occurred, e.Position)).ThenBy(e => e.Kind)
            .Select(e => span.IsAsked ? e with { Uncertain = !span.Holds(e.Occurred) } : e).ToList();
        return query.Page(entries, e => $"{e.Kind} {e.Key}", LeftOut(snapshot, kinds, e => span.Touches(e.HappenedOn) && Acts(e)));
    }

    private static IEnumerable<TimelineEntry> All(Snapshot snapshot, IReadOnlySet<TimelineKind> kinds) =>
        Of<Session>(snapshot, TimelineKind.Session, kinds)
            .Concat(Of<OutsideAction>(snapshot, TimelineKind.Action, kinds).Select(a => a with { Claims = [.. snapshot.Derive(s => new AboutActions(s)).Claims[a.Key]] }))
            .Concat(Of<Proposal>(snapshot, TimelineKind.Proposal, kinds))
            .Concat(Of<Draft>(snapshot, TimelineKind.Draft, kinds))
            .Concat(Of<Amendment>(snapshot, TimelineKind.Amendment, kinds))
            .Concat(Of<StatusReport>(snapshot, TimelineKind.Status, kinds))
            .Concat(Of<Claim>(snapshot, TimelineKind.Claim, kinds))
            .Concat(kinds.Contains(TimelineKind.Movement) ? Movements.Of(snapshot).Select(Of) : []);

    private static IEnumerable<TimelineEntry> Of<T>(Snapshot snapshot, TimelineKind kind, IReadOnlySet<TimelineKind> kinds) where T : Entry =>
        kinds.Contains(kind) ? snapshot.All<T>().Where(e => e.Entry.HappenedOn is not null).Select(e => Of(kind, e, e.Entry)) : [];

    private static TimelineEntry Of(Movement movement) => Of(TimelineKind.Movement, movement.Later, movement);

    private static TimelineEntry Of<T>(TimelineKind kind, AsRecorded<T> recorded, object content) where T : Entry => new()
    {
        Kind = kind,
        Key = recorded.Entry.Key,
        Occurred = recorded.Entry.HappenedOn!,
        PublicSince = recorded.PublicSince,
        Position = recorded.Position,
        Recorded = recorded.Recorded,
        Sources = [.. recorded.Entry.SourceIds.Distinct(StringComparer.Ordinal)],
        Entry = content,
    };

    /// <summary>Of what is asked for: what certainly lies elsewhere is not missed here.</summary>
    private static int LeftOut(Snapshot snapshot, IReadOnlySet<TimelineKind> kinds, Func<Entry, bool> fits) => kinds.Sum(kind => kind switch
    {
        TimelineKind.Session => snapshot.LeftOut<Session>(fits),
        TimelineKind.Action => snapshot.LeftOut<OutsideAction>(fits),
        TimelineKind.Proposal => snapshot.LeftOut<Proposal>(fits),
        TimelineKind.Draft => snapshot.LeftOut<Draft>(fits),
        TimelineKind.Amendment => snapshot.LeftOut<Amendment>(fits),
        TimelineKind.Status => snapshot.LeftOut<StatusReport>(fits),
        TimelineKind.Claim => snapshot.LeftOut<Claim>(fits),
        _ => 0,
    });

    private sealed class AboutActions(Snapshot snapshot)
    {
        public ILookup<string, AsRecorded<Claim>> Claims { get; } = snapshot.InTime<Claim>().Where(c => c.Entry.About.Action is not null).ToLookup(c => c.Entry.About.Action!, StringComparer.Ordinal);
    }
}
