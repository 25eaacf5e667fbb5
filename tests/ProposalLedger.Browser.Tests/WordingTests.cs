using System.Net;
using System.Text.RegularExpressions;

namespace ProposalLedger.Browser.Tests;

/// <summary>What the pages say of the real case, read as text and without a browser.</summary>
public sealed partial class WordingTests(RealCase real)
{
    private const string Plan = "us-peace-plan";

    [Theory]
    // P12: what is suggested is on record, and is no assertion.
    [InlineData($"drafts/{Plan}/us-ua-19", "No assertion says what became of point 1", "Suggested as carried, not asserted: 1, 16, 18, 20.")]
    [InlineData("drafts", "No assertion accounts for 4 points of it.", "Suggested as carried, not asserted: 1, 16, 18, 20.")]
    [InlineData($"compare?drafts={Plan}/us-28,{Plan}/us-ua-19", "4 suggested, not asserted", "Suggested, not asserted: carried")]
    // P13: who says it, and how directly, stands beside every claim.
    [InlineData("timeline?kind=claim&limit=500", "Claim (attributed: Steve Witkoff, speaking of Ukraine).", "Claim (first-hand: ")]
    [InlineData("claims/p091", "Donald Trump (US offer) (United States): The United States offers a guarantee", "It speaks of: Donald Trump")]
    [InlineData("positions", "not first-hand but attributed", "not first-hand but reported by an outlet")]
    [InlineData($"positions?draft={Plan}/us-28", "No position on these points is on record under ", "United States")]
    // A way to the points, across a draft whose text nobody knows.
    [InlineData($"drafts/{Plan}/us-ua-20", "The nearest earlier draft whose points are known is 28-point draft", ": compare, concordance")]
    [InlineData($"lineage?from={Plan}/us-ua-20&to={Plan}/us-28", "The links on record run the other way", "links from 28-point draft")]
    // Without a choice the first step that the overview tells of.
    [InlineData("compare", "28-point draft", "Points side by side")]
    [InlineData("lineage", "Concordance of 28-point draft and 19-point framework", "How this is known")]
    // What is inferred is said wherever it is counted.
    [InlineData($"lineage?from={Plan}/us-28&to={Plan}/us-ua-20", "asserted links of 30 are inferred", "Of 28 points: ")]
    [InlineData($"compare?drafts={Plan}/us-28,{Plan}/us-ua-20", "10 dropped (8 of them inferred)", "Of its 8 sub-points: 1 dropped")]
    [InlineData("positions", "other claims", "1 claim")]
    public async Task A_page_says(string path, string one, string other)
    {
        var text = await TextAsync(path);
        Assert.Contains(one, text, StringComparison.Ordinal);
        Assert.Contains(other, text, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await real.Server.Reader.GetAsync($"ukraine-2025/{path}");
        var page = await real.Server.Reader.GetStringAsync(answer.Headers.Location?.ToString() ?? $"ukraine-2025/{path}");
        var main = page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];
        var text = Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(main, "")), " ");
        return text.Replace(" ,", ",", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal);
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
