using System.Net;

namespace ProposalLedger.Server.Tests.Api;

public sealed class SearchTests(Talks talks) : IClassFixture<Talks>
{
    [Theory]
    [InlineData("", "missing-parameter")]
    [InlineData("q=", "missing-parameter")]
    [InlineData("q=%00", "bad-search")]
    [InlineData("q=zone&q=zone", "bad-parameter")]
    [InlineData("q=zone&kind=fish", "unknown-kind")]
    [InlineData("q=zone&limit=0", "bad-limit")]
    [InlineData("q=zone&next=xyz", "bad-cursor")]
    [InlineData("q=zone&asOf=2025/..", "open-ended-cut")]
    [InlineData("q=zone&word=x", "unknown-parameter")]
    public async Task P14_A_search_that_cannot_be_read_says_which_part_of_it(string query, string code)
    {
        var answer = await talks.Reader.ReadAsync($"{Talks.N}/search?{query}");
        answer.Must(HttpStatusCode.BadRequest);
        Assert.Contains($"\"{code}\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P14_A_search_of_ten_thousand_characters_is_refused() =>
        Assert.Contains("\"bad-search\"", (await talks.Reader.ReadAsync($"{Talks.N}/search?q={new string('a', 6_000)}+{new string('b', 3_999)}")).Must(HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);

    [Fact]
    public async Task P14_A_position_beyond_the_head_is_not_searched() =>
        (await talks.Reader.ReadAsync($"{Talks.N}/search?q=zone&at=100000")).Must(HttpStatusCode.NotFound);

    [Fact]
    public async Task P6_A_search_has_a_tag_and_at_a_position_the_same_bytes_after_what_comes_later()
    {
        var head = await talks.HeadAsync();
        var before = (await talks.Reader.ReadAsync($"{Talks.N}/search?q=zone&at={head}")).Must(HttpStatusCode.OK);
        Assert.Contains("north-supports", before.Body, StringComparison.Ordinal);
        (await talks.Writer.PostAsync(Talks.N + "/claims", Talks.Claim.Replace("north-supports", "later-on", StringComparison.Ordinal))).Must(HttpStatusCode.Created);
        var after = (await talks.Reader.ReadAsync($"{Talks.N}/search?q=zone&at={head}")).Must(HttpStatusCode.OK);
        Assert.Equal((before.Body, before.Header("ETag")), (after.Body, after.Header("ETag")));
        // P8: the writer finds at once what was written.
        Assert.Contains("later-on", (await talks.Reader.ReadAsync($"{Talks.N}/search?q=zone")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_marks_what_was_found_and_shows_what_is_typed_as_text()
    {
        var page = await talks.Reader.GetStringAsync("/island-talks/search?q=zone+%22%3Cscript%3E%22+or+zone", TestContext.Current.CancellationToken);
        Assert.Contains("<mark>zone</mark>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }
}
