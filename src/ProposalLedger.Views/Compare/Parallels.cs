namespace ProposalLedger.Views.Compare;

internal static class Parallels
{
    /// <summary>What a row shows of the second and the third draft against the first; null where it does not show both.</summary>
    public static ParallelFates? Of(IReadOnlyList<Draft> drafts, ComparisonRow row)
    {
        List<ComparedAs> Kinds(int step) => [.. row.Changes.Where(c => c.Step == step && c.From.Any(p => PointRef.IsIn(p, drafts[0].Key))).Select(c => c.Kind).Distinct().Order()];
        var (second, third) = (Kinds(0), Kinds(2));
        if (second.Count == 0 || third.Count == 0) return null;
        var (first, own, others) = (Terms(row, 0), Terms(row, 1), Terms(row, 2));
        return new ParallelFates
        {
            From = [.. row.Cells[0].Select(p => p.Ref)],
            Second = second,
            Third = third,
            SameTerms = [.. own.Where(t => others.Contains(t) && !first.Contains(t))],
        };
    }

    private static List<Term> Terms(ComparisonRow row, int draft) => [.. row.Cells[draft].SelectMany(p => p.Point.WithNested()).SelectMany(p => p.Terms).Distinct()];
}
