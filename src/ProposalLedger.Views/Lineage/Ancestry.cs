using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Lineage;

/// <summary>
/// The links that say what became of what (asserted ones alone, P13, without those that lost a resolved conflict), and the
/// identity of every provision along them.
/// </summary>
internal sealed class Ancestry
{
    private readonly ILookup<string, AsRecorded<Link>> byDraft;
    private readonly Dictionary<string, List<(string Point, long Position)>> parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AsRecorded<Draft>> drafts;

    /// <summary>That of a snapshot; cuts that hold the same drafts and links, and the same losers, have it in common.</summary>
    public static Ancestry Of(Snapshot snapshot) => snapshot.Derive(s =>
        s.DeriveOnce([EntryKind.Draft, EntryKind.Link], string.Join(' ', s.Derive(d => new Disputes(d)).Losers.Order(StringComparer.Ordinal)), d => new Ancestry(d)));

    /// <summary>Of nothing but drafts, links and what is resolved of links: see <see cref="Of"/>.</summary>
    public Ancestry(Snapshot snapshot)
    {
        var disputes = snapshot.Derive(s => new Disputes(s));
        drafts = snapshot.All<Draft>().ToDictionary(d => d.Entry.Key, StringComparer.Ordinal);
        Links = [.. snapshot.All<Link>().Where(l => l.Entry.Mode == LinkMode.Asserted && !disputes.Lost(l.Entry.Id))];
        byDraft = Links.SelectMany(l => DraftsOf(l.Entry).Select(draft => (draft, l))).ToLookup(p => p.draft, p => p.l, StringComparer.Ordinal);
        FollowOneToOne();
    }

    /// <summary>By position.</summary>
    public IReadOnlyList<AsRecorded<Link>> Links { get; }

    public IEnumerable<AsRecorded<Link>> LinksOf(string draft) => byDraft[draft];

    /// <summary>Every draft that a link names, directly or by a point, each once.</summary>
    public static IEnumerable<string> DraftsOf(Link link) =>
        link.From.Concat(link.To).Select(PointRef.DraftOf).Append(link.FromDraft).Append(link.ToDraft).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>It says something of what became of one draft in the other.</summary>
    public static bool IsBetween(Link link, string from, string to) =>
        (link.FromDraft == from || link.From.Any(p => PointRef.IsIn(p, from))) && (link.ToDraft == to || link.To.Any(p => PointRef.IsIn(p, to)));

    /// <summary>The first point of the provision that a point stands for.</summary>
    public string FirstOf(string point)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(point) && parents.TryGetValue(point, out var from)) point = from[0].Point;
        return point;
    }

    /// <summary>A point's provision: <c>{draft}.{point}</c> of its first point.</summary>
    public string ProvisionOf(string point) => IdOf(FirstOf(point));

    public static string IdOf(string point) => $"{PointRef.PointOf(PointRef.DraftOf(point))}.{PointRef.PointOf(point)}";

    /// <summary>All points of the provision that begins with this one, itself included, by their drafts' time.</summary>
    public IReadOnlyList<string> PointsFrom(string first)
    {
        var found = new List<string> { first };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(children.GetValueOrDefault(found[i], []).Where(p => !found.Contains(p) && FirstOf(p) == first));
        return [.. found.OrderBy(DraftTime).ThenBy(p => p, StringComparer.Ordinal)];
    }

    private void FollowOneToOne()
    {
        var pairs = Links.Where(l => l.Entry is { From.Count: 1, To.Count: 1 } && l.Entry.Fate is not (Fate.Unknown or Fate.Split or Fate.Joined))
            .Select(l => (From: l.Entry.From[0], To: l.Entry.To[0], l.Position)).ToList();
        // Two fates of a point in one draft, or two origins of a point in one draft, are no identity.
        var different = pairs.DistinctBy(p => (p.From, p.To)).ToList();
        var targets = different.ToLookup(p => (p.From, PointRef.DraftOf(p.To)));
        var origins = different.ToLookup(p => (p.To, PointRef.DraftOf(p.From)));
        foreach (var (from, to, position) in pairs)
        {
            if (targets[(from, PointRef.DraftOf(to))].Skip(1).Any()) continue;
            if (origins[(to, PointRef.DraftOf(from))].Skip(1).Any()) continue;
            (parents.TryGetValue(to, out var list) ? list : parents[to] = []).Add((from, position));
            (children.TryGetValue(from, out var points) ? points : children[from] = []).Add(to);
        }
        // Of several earlier drafts the base is the nearest, then the latest one.
        foreach (var (to, list) in parents)
        {
            var basedOn = drafts.GetValueOrDefault(PointRef.DraftOf(to))?.Entry.BasedOn;
            var ordered = list.OrderByDescending(p => PointRef.DraftOf(p.Point) == basedOn)
                .ThenByDescending(p => DraftTime(p.Point)).ThenBy(p => p.Position).ToList();
            list.Clear();
            list.AddRange(ordered);
        }
    }

    private Chronology DraftTime(string point) =>
        drafts.TryGetValue(PointRef.DraftOf(point), out var draft) ? Chronology.Of(draft) : default;
}
