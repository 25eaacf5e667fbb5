namespace ProposalLedger.Views.Lineage;

/// <summary>P12: what asserted links say of each point of an earlier draft in a later one, and of which they say nothing.</summary>
internal sealed record Accounting(IReadOnlyList<string> Unaccounted, IReadOnlyList<string> ReportedUnknown)
{
    public static Accounting Nothing { get; } = new([], []);

    /// <summary>The draft whose points are accounted for, as <c>p/d</c>; null where there is none.</summary>
    public string? Earlier { get; private init; }

    /// <summary>
    /// Of a draft's base in the draft; where nobody knows the base's text, of the nearest draft before it whose points are known: a point
    /// must not disappear behind a text that nobody has seen. Nothing where there is no such draft in this cut.
    /// </summary>
    public static Accounting OfBase(Snapshot snapshot, Draft draft) =>
        Before(snapshot, draft) is { } earlier ? Of(snapshot, earlier, draft.Key) with { Earlier = earlier.Key } : Nothing;

    /// <summary>The nearest draft before one whose points are known.</summary>
    public static Draft? Before(Snapshot snapshot, Draft draft)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { draft.Key };
        for (var at = draft; at.BasedOn is { } origin && seen.Add(origin) && snapshot.FindDraft(origin) is { } found; at = found.Entry)
            if (found.Entry.Points.Count > 0) return found.Entry;
        return null;
    }

    public static Accounting Of(Snapshot snapshot, Draft earlier, string later)
    {
        var fates = Ancestry.Of(snapshot).LinksOf(later)
            .Where(l => l.Entry.ToDraft == later || l.Entry.To.Any(p => PointRef.IsIn(p, later)))
            .SelectMany(l => l.Entry.From.Select(point => (point, l.Entry.Fate)))
            .ToLookup(p => p.point, p => p.Fate, StringComparer.Ordinal);
        return new Accounting(
            [.. earlier.Points.SelectMany(Missing).Select(p => PointRef.Of(earlier, p))],
            [.. earlier.AllPoints.Select(p => PointRef.Of(earlier, p)).Where(p => fates[p].Any() && fates[p].All(f => f == Fate.Unknown))]);

        // A point is accounted for by a link of its own or by links of all its parts, a part also by its parent's.
        IEnumerable<Point> Missing(Point point)
        {
            if (fates.Contains(PointRef.Of(earlier, point))) return [];
            var anyPart = point.WithNested().Skip(1).Any(p => fates.Contains(PointRef.Of(earlier, p)));
            return anyPart ? point.Points.SelectMany(Missing) : [point];
        }
    }
}
