using System.Net;

namespace ProposalLedger.Browser.Tests;

/// <summary>What an address answers, seen without a browser.</summary>
public sealed class AddressTests(RealCase real)
{
    [Theory]
    [InlineData("/ukraine-2025", 200)]
    [InlineData("/ukraine-2025/", 200)]
    [InlineData("/no-such-negotiation", 404)]
    [InlineData("/Upper-Case", 404)]
    [InlineData("/ukraine-2025/drafts/us-peace-plan/us-99", 404)]
    [InlineData("/ukraine-2025?at=99999999", 404)]
    [InlineData("/ukraine-2025?at=1", 404)]
    [InlineData("/ukraine-2025?asOf=yesterday", 400)]
    [InlineData("/ukraine-2025/claims?limit=0", 400)]
    [InlineData("/ukraine-2025/claims?holder=nix", 400)]
    [InlineData("/ukraine-2025?foo=1", 400)]
    [InlineData("/?foo=1", 400)]
    [InlineData("/ukraine-2025/audit?after=x", 400)]
    [InlineData("/ukraine-2025/audit/99999999", 404)]
    [InlineData("/ukraine-2025/audit/1", 404)] // an event of the other negotiation
    public async Task P14_A_page_answers_with_the_status_that_fits_in_the_frame_and_with_a_strict_policy(string address, int status)
    {
        using var answer = await real.Server.Reader.GetAsync(address);
        Assert.Equal(status, (int)answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<main id=\"main\"", page, StringComparison.Ordinal);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.Contains("Referrer-Policy"));
    }

    [Fact]
    public async Task What_is_for_programs_is_no_page()
    {
        using var posted = await real.Server.Writer.PostAsync("api/no-such-thing", null);
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        Assert.Equal("application/problem+json", posted.Content.Headers.ContentType?.MediaType);
        using var written = await real.Server.Reader.PostAsync("ukraine-2025/claims", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, written.StatusCode);
    }

    [Fact]
    public async Task A_form_leads_to_the_address_that_is_cited()
    {
        using var answer = await real.Server.Reader.GetAsync("ukraine-2025/compare?drafts=us-peace-plan/us-28&drafts=us-peace-plan/us-ua-20&drafts=&knownBy=");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/ukraine-2025/compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-20", Uri.UnescapeDataString(answer.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task A_page_is_the_answer_of_the_API_at_the_same_address()
    {
        foreach (var path in new[] { "ukraine-2025", "ukraine-2025/drafts/us-peace-plan/us-28", "ukraine-2025/positions", "ukraine-2025/claims?holder=us", "ukraine-2025?asOf=2025-11-24&knownBy=2025-12-01" })
        {
            using var data = await real.Server.Reader.GetAsync($"api/negotiations/{path}");
            var page = await real.Server.Reader.GetStringAsync(path);
            Assert.Contains($"data-etag=\"{data.Headers.ETag!.Tag.Trim('"')}\"", page, StringComparison.Ordinal);
        }
    }
}
