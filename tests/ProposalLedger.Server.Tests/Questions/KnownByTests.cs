using System.Net;
using System.Text.Json.Nodes;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Questions;

/// <summary>What the pages, the search and the tables of the real case say in a state as it could be known.</summary>
public sealed class KnownByTests(RealCase real) : IClassFixture<RealCase>
{
    [Fact]
    public async Task P6_What_was_reported_in_December_is_not_found_by_who_searches_in_November()
    {
        async Task<int> FoundAsync(string cut) => (int)JsonNode.Parse((await real.Server.Reader.ReadAsync(
            $"{RealCase.Api}/ukraine-2025/search?q=%22Russian%20side%20in%20December%22{cut}")).Must(HttpStatusCode.OK).Body)!["total"]!;
        Assert.Equal(1, await FoundAsync(""));
        Assert.Equal(1, await FoundAsync("&knownBy=2025-12-03"));
        Assert.Equal(0, await FoundAsync("&knownBy=2025-11-24"));
        Assert.Equal(0, await FoundAsync("&at=900&knownBy=2025-11-24"));
    }

    [Fact]
    public async Task P6_The_page_of_a_draft_shows_no_later_report_and_names_no_later_source()
    {
        Assert.Contains("27 points on the Russian side in December", await real.WordsAtAsync("/ukraine-2025/drafts/us-peace-plan/us-28"), StringComparison.Ordinal);
        var then = await real.WordsAtAsync("/ukraine-2025/drafts/us-peace-plan/us-28?knownBy=2025-11-24");
        Assert.DoesNotContain("on the Russian side in December", then, StringComparison.Ordinal);
        var whole = (await real.Server.Reader.ReadAsync("/ukraine-2025/drafts/us-peace-plan/us-28?knownBy=2025-11-24")).Body;
        Assert.DoesNotContain("prv-1203", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_the_past_names_its_sources_though_they_were_published_after_what_happened()
    {
        Assert.Contains("The Washington Post", await real.WordsAtAsync("/ukraine-2025/sources/overview-wp?asOf=2025-11-24&knownBy=2025-12-01"), StringComparison.Ordinal);
        Assert.DoesNotContain("overview-wp", await real.WordsAtAsync("/ukraine-2025/drafts/us-peace-plan/us-ua-19?asOf=2025-11-24&knownBy=2025-12-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_says_in_a_state_of_the_past_that_it_was_written_when_the_entry_was_recorded()
    {
        const string Told = "Editor's note, written when this was recorded: The second half concerns";
        Assert.Contains(Told, await real.WordsAtAsync("/ukraine-2025/claims/p065?knownBy=2025-12-01"), StringComparison.Ordinal);
        Assert.Contains(Told, await real.WordsAtAsync("/ukraine-2025/claims/p065?asOf=2025-12-01"), StringComparison.Ordinal);
        var now = await real.WordsAtAsync("/ukraine-2025/claims/p065");
        Assert.Contains("Note: The second half concerns", now, StringComparison.Ordinal);
        Assert.DoesNotContain("written when", now, StringComparison.Ordinal);
        foreach (var page in new[] { "/ukraine-2025", "/" })
        {
            Assert.Contains("Editor's summary, written when this was recorded", await real.WordsAtAsync($"{page}?knownBy=2025-12-01"), StringComparison.Ordinal);
            Assert.DoesNotContain("Editor's summary", await real.WordsAtAsync(page), StringComparison.Ordinal);
        }
    }
}
