using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Compare;

/// <summary>Which points of the compared drafts belong into one row: those that asserted links connect.</summary>
internal sealed class Alignment
{
    private readonly Dictionary<string, string> parents = new(StringComparer.Ordinal);

    public Alignment(IReadOnlyList<Draft> drafts, IReadOnlyList<Link> links)
    {
        var linked = links.SelectMany(l => l.From.Concat(l.To)).ToHashSet(StringComparer.Ordinal);
        // A part that no link names stays in the row of the point that it stands in.
        Units = [.. drafts.Select(d => (IReadOnlyList<string>)[.. d.AllPoints
            .Where(p => d.Points.Contains(p) || linked.Contains(PointRef.Of(d, p))).Select(p => PointRef.Of(d, p))])];
        var known = Units.SelectMany(u => u).ToHashSet(StringComparer.Ordinal);
        foreach (var point in known) parents[point] = point;
        foreach (var points in links.Select(l => l.From.Concat(l.To).Where(known.Contains).ToList()).Where(p => p.Count > 1))
            foreach (var other in points.Skip(1)) parents[Root(other)] = Root(points[0]);
        Rows = Ordered();
    }

    /// <summary>For each draft the points that are compared by themselves, in its order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Units { get; }

    /// <summary>
    /// In the order of the first draft; what only later drafts have stands after the row of the point before it there.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    public string Root(string point)
    {
        while (parents[point] != point) point = parents[point];
        return point;
    }

    private List<List<string>> Ordered()
    {
        var rows = new List<List<string>>();
        var byRoot = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var units in Units)
        {
            List<string>? before = null;
            foreach (var point in units)
            {
                if (!byRoot.TryGetValue(Root(point), out var row))
                {
                    byRoot[Root(point)] = row = [];
                    rows.Insert(before is null ? 0 : rows.IndexOf(before) + 1, row);
                }
                row.Add(point);
                before = row;
            }
        }
        return rows;
    }
}
