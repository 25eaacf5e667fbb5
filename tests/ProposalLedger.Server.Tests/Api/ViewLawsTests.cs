using System.Net;
using System.Text.RegularExpressions;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Api;

public sealed class ViewLawsTests(Talks talks) : IClassFixture<Talks>
{
    /// <summary>Whoever adds a view adds it to <see cref="EveryView"/>, and so to the laws of the three clocks.</summary>
    [Fact]
    public async Task Every_view_of_the_API_is_under_the_laws_of_time()
    {
        const string Start = "/api/negotiations/{n}";
        var paths = (await talks.Reader.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json.GetProperty("paths");
        var views = paths.EnumerateObject().Where(p => p.Name.StartsWith(Start, StringComparison.Ordinal) && p.Value.TryGetProperty("get", out var get) && get.TryGetProperty("parameters", out var takes)
            && takes.EnumerateArray().Any(t => t.GetProperty("name").GetString() == "asOf")).Select(p => p.Name[Start.Length..].Trim('/')).ToList();
        Assert.True(views.Count > 30, string.Join(' ', views));
        var tested = EveryView.Paths.Select(p => p.Split('?')[0]).ToList();
        Assert.DoesNotContain(views, view => !EveryView.Elsewhere.Contains(view.Split('/')[0])
            && !tested.Exists(path => Regex.IsMatch(path, "^" + Regex.Replace(view, "{[^}]*}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$", RegexOptions.None, TimeSpan.FromSeconds(1))));
    }

    /// <summary>What may not be read is refused like what is not there (ADR 4), so this holds of both: no cut, and no view, tells more of it than another.</summary>
    [Fact]
    public async Task P15_Of_what_there_is_not_every_view_says_the_same_in_the_present_and_the_past()
    {
        const string Start = "/api/negotiations/{n}";
        var paths = (await talks.Reader.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json.GetProperty("paths");
        var views = paths.EnumerateObject().Where(p => p.Name.StartsWith(Start, StringComparison.Ordinal) && p.Value.TryGetProperty("get", out var get) && get.TryGetProperty("parameters", out var takes)
            && takes.EnumerateArray().Any(t => t.GetProperty("name").GetString() == "asOf")).Select(p => Regex.Replace(p.Name[Start.Length..], "{[^}]*}", "some", RegexOptions.None, TimeSpan.FromSeconds(1))).ToList();
        Assert.True(views.Count > 30, string.Join(' ', views));
        string[] cuts = ["", "?asOf=2025-01-01", "?knownBy=2025-01-01", "?at=3", "?asOf=2025-01-01&knownBy=2025-01-01&at=3", "?at=999999999"];
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var view in views)
        {
            foreach (var cut in cuts)
            {
                var api = (await talks.Reader.ReadAsync($"/api/negotiations/nowhere{view}{(view == "/export" ? $"?format=csv&{cut.TrimStart('?')}".TrimEnd('&') : cut)}")).Must(HttpStatusCode.NotFound);
                said.Add($"{api.Json.GetProperty("type").GetString()} {api.Json.GetProperty("detail").GetString()}");
            }
        }
        Assert.Equal(["/problems/unknown-negotiation There is no negotiation 'nowhere'."], said);
        foreach (var cut in cuts)
        {
            foreach (var page in new[] { "", "/claims", "/compare", "/export", "/print", "/audit", "/audit/3", "/search", "/steps" })
                Assert.Contains("There is no negotiation 'nowhere'.", WebUtility.HtmlDecode((await talks.Reader.ReadAsync($"/nowhere{page}{cut}")).Must(HttpStatusCode.NotFound).Body), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("claims/north-supports", "asOf=2025-01-09", "on record, but not in this state of the negotiation: it happened after asOf")]
    [InlineData("claims/north-supports", "knownBy=2025-01-09", "it was published after knownBy")]
    [InlineData("claims/north-supports", "asOf=2025-01-09&knownBy=2025-01-09", "it happened after asOf, and it was published after knownBy")]
    [InlineData("claims/north-supports", "asOf=2025-01-10T12:00:00Z", "nobody knows whether it happened before the end of asOf or after it")]
    [InlineData("drafts/zone-plan/first", "asOf=2025-01-08", "it happened after asOf"), InlineData("provisions/first.1", "asOf=2025-01-08", "its draft is not in this state of the negotiation: it happened after asOf")]
    [InlineData("positions?draft=zone-plan/first", "asOf=2025-01-08", "it happened after asOf"), InlineData("claims/north-supports", "asOf=2025-01-09&at=8", "holds no claim 'north-supports'")]
    public async Task What_is_known_but_outside_the_cut_is_404_and_says_by_which_clock(string view, string cut, string says)
    {
        var address = $"/island-talks/{view}{(view.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{cut}";
        var api = await talks.Reader.ReadAsync("/api/negotiations" + address);
        Assert.Equal(HttpStatusCode.NotFound, api.Status);
        Assert.Contains(says, api.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var page = await talks.Reader.ReadAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains(says, WebUtility.HtmlDecode(page.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_honours_all_three_clocks()
    {
        async Task<IReadOnlyList<string>> PositionsAsync(string cut) => [.. Regex.Matches((await talks.Reader.ReadAsync("/island-talks/audit?" + cut)).Must(HttpStatusCode.OK).Body, @"data-key=""log/(?<position>\d+)""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["position"].Value)];
        Assert.Equal(9, (await PositionsAsync("at=9")).Count);
        // The claim is of 10 January, the draft of the 9th and published with the gazette on the 10th; what has no date is in every state by asOf.
        Assert.DoesNotContain("9", await PositionsAsync("asOf=2025-01-09&at=9"));
        Assert.Contains("8", await PositionsAsync("asOf=2025-01-09&at=9"));
        Assert.DoesNotContain("8", await PositionsAsync("asOf=2025-01-08&at=9"));
        Assert.DoesNotContain("8", await PositionsAsync("knownBy=2025-01-09&at=9"));
        Assert.Contains("8", await PositionsAsync("knownBy=2025-01-10&at=9"));
        // The claim alone: the newspaper of that day is a source, which does not happen.
        var straddling = await talks.Reader.ReadAsync("/island-talks/audit?asOf=2025-01-10T12:00:00Z&at=9");
        Assert.Contains("1 record of uncertain date is left out", straddling.Body, StringComparison.Ordinal);
        foreach (var (address, status) in new[] { ("audit/9", 200), ("audit/9?at=9", 200), ("audit/9?at=8", 404), ("audit/9?asOf=2025-01-09", 404), ("audit/9?asOf=2025-01-10", 200), ("audit/8?knownBy=2025-01-09", 404) })
            Assert.Equal((address, status), (address, (int)(await talks.Reader.ReadAsync($"/island-talks/{address}")).Status));
    }
}
