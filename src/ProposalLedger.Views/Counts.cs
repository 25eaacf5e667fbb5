using System.Text.Json;

namespace ProposalLedger.Views;

internal static class Counts
{
    /// <summary>How often each value occurs, under its JSON name, in the order of the enumeration.</summary>
    public static IReadOnlyDictionary<string, int> Of<T>(IEnumerable<T> values) where T : struct, Enum =>
        values.CountBy(v => v).OrderBy(c => c.Key).ToDictionary(c => Word(c.Key), c => c.Value, StringComparer.Ordinal);

    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
