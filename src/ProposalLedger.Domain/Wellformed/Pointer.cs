namespace ProposalLedger.Domain.Wellformed;

/// <summary>JSON Pointer, RFC 6901.</summary>
internal static class Pointer
{
    public static string To(string parent, string name) =>
        $"{parent}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string To(string parent, int index) => $"{parent}/{index}";
}
