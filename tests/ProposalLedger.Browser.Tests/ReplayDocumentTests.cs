using System.Text.RegularExpressions;

namespace ProposalLedger.Browser.Tests;

/// <summary>The addresses that docs/replay.md shows answer.</summary>
public sealed partial class ReplayDocumentTests(RealCase real)
{
    public static TheoryData<string> Shown => [.. Address().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "replay.md"))).Select(m => m.Groups["address"].Value)];

    [Theory, MemberData(nameof(Shown))]
    public async Task An_address_that_is_shown_answers(string address)
    {
        using var answer = await real.Server.Reader.GetAsync(address);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains(address.StartsWith("/api", StringComparison.Ordinal) ? "\"sentence\":" : "<details open", body, StringComparison.Ordinal);
    }

    [GeneratedRegex("`(?<address>/(api/negotiations/)?ukraine-2025/[^` ]*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
