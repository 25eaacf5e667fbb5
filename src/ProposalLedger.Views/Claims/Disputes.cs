namespace ProposalLedger.Views.Claims;

public enum ConflictStanding
{
    Open,

    /// <summary>The last resolution chose a side, and that side still holds. One that chose <c>none</c> leaves the conflict open.</summary>
    Resolved,

    /// <summary>What it was between holds no longer: too few of its sides are left, because they were retracted or are not within the cut.</summary>
    Lapsed,
}

/// <summary>Which entries stand in a conflict at a cut, and which lost when it was resolved.</summary>
public sealed class Disputes
{
    private readonly HashSet<(EntryKind, string)> disputed = [];
    private readonly HashSet<string> losers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConflictStanding> standings = new(StringComparer.Ordinal);
    private readonly List<(Conflict Conflict, ResolvedConflict Resolved)> resolved = [];
    private readonly ILookup<string, AsRecorded<Resolution>> resolutions;
    private readonly ILookup<string, string> naming;
    private readonly Lazy<Dictionary<string, int>> openOn;

    public Disputes(Snapshot snapshot)
    {
        resolutions = snapshot.All<Resolution>().ToLookup(r => r.Entry.Conflict, StringComparer.Ordinal);
        naming = snapshot.All<Conflict>().SelectMany(c => c.Entry.Claims.Distinct().Select(claim => (claim, c.Entry.Id))).ToLookup(n => n.claim, n => n.Id, StringComparer.Ordinal);
        foreach (var conflict in snapshot.All<Conflict>().Select(c => c.Entry))
        {
            var sides = Sides(conflict);
            var live = sides.Where(s => Holds(snapshot, s)).ToList();
            var chosen = resolutions[conflict.Id].LastOrDefault()?.Entry.Chosen;
            standings[conflict.Id] = live.Exists(s => s.Kind is EntryKind.Claim or EntryKind.Link && s.Key == chosen) ? ConflictStanding.Resolved
                // A rendering, a cut quotation, a source's error may be of one thing alone.
                : live.Count < Math.Min(2, sides.Count) ? ConflictStanding.Lapsed : ConflictStanding.Open;
            switch (standings[conflict.Id])
            {
                case ConflictStanding.Resolved:
                    losers.UnionWith(conflict.Links.Where(link => link != chosen));
                    resolved.Add((conflict, new ResolvedConflict(conflict.Id, chosen!)));
                    break;
                case ConflictStanding.Open:
                    Open.Add(conflict.Id);
                    disputed.UnionWith(live);
                    break;
            }
        }
        // A conflict counts once on each thing that its live claims are about.
        openOn = new(() => snapshot.All<Conflict>().Where(c => standings[c.Entry.Id] == ConflictStanding.Open)
            .SelectMany(c => c.Entry.Claims.Select(id => snapshot.Find<Claim>(EntryKind.Claim, id)).OfType<AsRecorded<Claim>>().Select(claim => Subjects.Of(claim.Entry.About)).Distinct())
            .CountBy(subject => subject).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Ids of the conflicts that are open, by position.</summary>
    public List<string> Open { get; } = [];

    public ConflictStanding StandingOf(string conflict) => standings[conflict];

    /// <summary>The conflicts that name a claim, by position.</summary>
    public IEnumerable<string> Naming(string claim) => naming[claim];

    /// <summary>By position: the last is in force.</summary>
    public IEnumerable<AsRecorded<Resolution>> ResolutionsOf(string conflict) => resolutions[conflict];

    /// <summary>It stands in an open conflict.</summary>
    public bool IsOpen(EntryKind kind, string key) => disputed.Contains((kind, key));

    /// <summary>How many open conflicts name a claim about a subject, which is said as <see cref="Subjects"/> does.</summary>
    public int OpenOn(string subject) => openOn.Value.GetValueOrDefault(subject);

    /// <summary>A conflict names both, open or not.</summary>
    public bool AreRivals(string claim, string other) => claim != other && naming[claim].Intersect(naming[other], StringComparer.Ordinal).Any();

    /// <summary>Ids of the links that resolutions chose others than.</summary>
    public IEnumerable<string> Losers => losers;

    /// <summary>A resolution chose another link than this one.</summary>
    public bool Lost(string link) => losers.Contains(link);

    /// <summary>The resolved conflicts that name one of these claims, by position.</summary>
    public IReadOnlyList<ResolvedConflict> ResolvedOf(IReadOnlySet<string> claims) =>
        [.. resolved.Where(r => r.Conflict.Claims.Any(claims.Contains)).Select(r => r.Resolved)];

    private static List<(EntryKind Kind, string Key)> Sides(Conflict conflict) =>
    [
        .. new[]
        {
            conflict.Claims.Select(c => (EntryKind.Claim, c)), conflict.Links.Select(l => (EntryKind.Link, l)), conflict.Sessions.Select(s => (EntryKind.Session, s)),
            conflict.Drafts.Select(d => (EntryKind.Draft, d)), conflict.Points.Select(p => (PointSide, p)),
        }.SelectMany(s => s).Distinct(),
    ];

    // A point is no entry of its own: it holds while its draft has it.
    private const EntryKind PointSide = (EntryKind)(-1);

    private static bool Holds(Snapshot snapshot, (EntryKind Kind, string Key) side) => side.Kind != PointSide
        ? snapshot.Holds(side.Kind, side.Key)
        : snapshot.FindDraft(PointRef.DraftOf(side.Key))?.Entry.AllPoints.Any(p => p.Id == PointRef.PointOf(side.Key)) == true;
}
