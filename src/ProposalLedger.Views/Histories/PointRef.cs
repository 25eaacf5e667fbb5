namespace ProposalLedger.Views.Histories;

/// <summary><c>proposal/draft/point</c> taken apart.</summary>
internal static class PointRef
{
    public static string Of(Draft draft, Point point) => $"{draft.Key}/{point.Id}";

    /// <summary>The <c>proposal/draft</c> of a point; empty where the text is no reference.</summary>
    public static string DraftOf(string point) => point.LastIndexOf('/') is > 0 and var cut ? point[..cut] : "";

    public static string PointOf(string point) => point[(point.LastIndexOf('/') + 1)..];

    public static bool IsIn(string point, string draft) =>
        point.Length > draft.Length && point[draft.Length] == '/' && point.StartsWith(draft, StringComparison.Ordinal)
        && point.IndexOf('/', draft.Length + 1) < 0;
}
