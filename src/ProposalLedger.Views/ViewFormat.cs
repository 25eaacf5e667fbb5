using System.Globalization;

namespace ProposalLedger.Views;

/// <summary>The forms in which view bodies are written: <c>v</c> of a query. What was once released is written for ever (docs/adr/0009).</summary>
public static class ViewFormat
{
    public const int Current = 1;

    public static IReadOnlyList<int> All { get; } = [1];

    /// <summary>What is wrong with a query's <c>v</c>; null where it is left out or is one that there is.</summary>
    public static Refusal? Check(IReadOnlyDictionary<string, string> query) =>
        !query.TryGetValue("v", out var text) || All.Any(v => v.ToString(CultureInfo.InvariantCulture) == text) ? null
            : new Refusal("unknown-format", "/v", $"There is no format '{text}' of views. Formats are {string.Join(", ", All)}; without v it is {Current}.");
}
