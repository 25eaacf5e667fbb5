using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Proposals;

internal static class DraftRules
{
    public static IEnumerable<Refusal> Check(Draft draft) =>
        Extent(draft).Concat(Points(draft.Points, "/points", new HashSet<string>(StringComparer.Ordinal))).Concat(OwnBase(draft)).Concat(Counts(draft));

    private static IEnumerable<Refusal> Extent(Draft draft)
    {
        if (draft is { Text: TextExtent.Full, Points.Count: 0 })
            yield return new Refusal("empty-list", "/points", "A full text has points.");
        if (draft is { Text: TextExtent.Unknown, Points.Count: > 0 })
            yield return new Refusal("text-is-unknown", "/points", "A text that has points here is at least partly known: write partial.");
    }

    private static IEnumerable<Refusal> Points(Values<Point> points, string pointer, HashSet<string> seen)
    {
        for (var i = 0; i < points.Count; i++)
        {
            var (point, at) = (points[i], $"{pointer}/{i}");
            if (!seen.Add(point.Id))
                yield return new Refusal("id-taken", $"{at}/id", $"Another point of this draft is '{point.Id}'; nested ones count too.");
            foreach (var refusal in Terms.Check(point.Terms, at).Concat(Points(point.Points, $"{at}/points", seen))) yield return refusal;
        }
    }

    private static IEnumerable<Refusal> Counts(Draft draft) => draft.Reported.Index().Where(r => r.Item.Count < 1)
        .Select(r => new Refusal("number-out-of-range", $"/reported/{r.Index}/count", "A count of points begins at 1; without one, leave it out."));

    private static IEnumerable<Refusal> OwnBase(Draft draft)
    {
        if (draft.BasedOn == draft.Key)
            yield return new Refusal("same-draft", "/basedOn", "A draft is based on another.");
    }
}
