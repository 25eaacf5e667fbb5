namespace ProposalLedger.Views.Lineage;

public enum PointStanding
{
    /// <summary>Asserted links say one thing of it.</summary>
    Told,

    /// <summary>Asserted links say several things of it, and no resolution chose.</summary>
    ReportsDiffer,

    /// <summary>Nothing is asserted of it, something is suggested.</summary>
    Suggested,
    Unaccounted,

    /// <summary>A sub-point of which nothing is said for itself: it is accounted for with the point that it stands in.</summary>
    WithParent,

    /// <summary>Nothing is said of it as a whole, and something of its sub-points.</summary>
    InParts,

    /// <summary>Nothing is said, and nothing has to be: the later draft does not account for the earlier one.</summary>
    Unspoken,
}

/// <summary>What is told of one point of an earlier draft in a later one. Whatever counts points counts these, so that each counts once.</summary>
public sealed record PointFate
{
    /// <summary><c>p/d/pt</c></summary>
    public required string Point { get; init; }

    /// <summary>It stands within another point, and is counted apart.</summary>
    public required bool IsPart { get; init; }
    public required PointStanding Standing { get; init; }

    /// <summary>Several where reports differ; none where nothing is said of it for itself.</summary>
    public required IReadOnlyList<Fate> Fates { get; init; }

    /// <summary>Nobody reported it: it is inferred.</summary>
    public required bool Inferred { get; init; }

    /// <summary>The point that it is accounted for with.</summary>
    public string? With { get; init; }
}

/// <summary>Sub-points that are accounted for with the point that they stand in, in its order.</summary>
public sealed record WithParent(string Parent, IReadOnlyList<string> Points);

internal static class PointFates
{
    /// <summary>Of every point of the earlier draft, in its order.</summary>
    /// <param name="links">Between the two; those that lost a resolved conflict say nothing.</param>
    /// <param name="accounting">Of the two; nothing is unaccounted for where nothing has to be accounted for.</param>
    public static IReadOnlyList<PointFate> Of(Snapshot snapshot, Draft earlier, IReadOnlyList<AsRecorded<Link>> links, Accounting accounting)
    {
        var inForce = Ancestry.Of(snapshot).LinksOf(earlier.Key).Select(l => l.Entry.Id).ToHashSet(StringComparer.Ordinal);
        var rows = links.SelectMany(l => l.Entry.From.Select(point => (point, l.Entry))).ToLookup(p => p.point, p => p.Entry, StringComparer.Ordinal);
        var missing = accounting.Unaccounted.ToHashSet(StringComparer.Ordinal);
        return [.. earlier.Points.SelectMany(p => Nested(p, null, false))];

        List<Link> Asserted(string point) => [.. rows[point].Where(l => inForce.Contains(l.Id))];
        IEnumerable<PointFate> Nested(Point point, string? with, bool isMissing)
        {
            var reference = PointRef.Of(earlier, point);
            var (asserted, suggested) = (Asserted(reference), rows[reference].Where(l => l.Mode == LinkMode.Suggested).ToList());
            isMissing |= missing.Contains(reference);
            var told = asserted.Count > 0 ? asserted : suggested;
            List<Fate> fates = [.. told.Select(l => l.Fate).Distinct().Order()];
            var standing = asserted.Count > 0 ? fates.Count == 1 ? PointStanding.Told : PointStanding.ReportsDiffer
                : with is not null ? PointStanding.WithParent
                : suggested.Count > 0 ? PointStanding.Suggested
                : isMissing ? PointStanding.Unaccounted
                : point.WithNested().Skip(1).Any(p => Asserted(PointRef.Of(earlier, p)).Count > 0) ? PointStanding.InParts : PointStanding.Unspoken;
            return point.Points.SelectMany(p => Nested(p, asserted.Count > 0 ? reference : with, isMissing)).Prepend(new PointFate
            {
                Point = reference,
                IsPart = !earlier.Points.Contains(point),
                Standing = standing,
                Fates = standing == PointStanding.WithParent ? [] : fates,
                Inferred = asserted.Count > 0 && asserted.TrueForAll(l => l.Confidence == Confidence.Inferred),
                With = standing == PointStanding.WithParent ? with : null,
            });
        }
    }

    public static IReadOnlyList<WithParent> WithParents(IEnumerable<PointFate> fates) =>
        [.. fates.Where(f => f.With is not null).GroupBy(f => f.With!, f => f.Point).Select(g => new WithParent(g.Key, [.. g]))];
}
