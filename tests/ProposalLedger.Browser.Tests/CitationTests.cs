using System.Net.Http.Json;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

public sealed class CitationTests(Chromium chromium, RealCase real)
{
    private const string Address = "/ukraine-2025/positions?draft=us-peace-plan/us-28&knownBy=2025-12-01";

    [Fact]
    public async Task The_drawer_opens_by_keyboard_and_copies_what_it_shows()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visit.GoAsync(Address);
        await visit.Page.FocusAsync("#cite > summary");
        await visit.Page.Keyboard.PressAsync("Enter");
        foreach (var style in new[] { "apa", "bibtex", "ris", "csl" })
        {
            await visit.Page.FocusAsync($"[data-copy=cite-{style}]");
            await visit.Page.Keyboard.PressAsync("Enter");
            var named = (await visit.Page.Locator($"[data-copy=cite-{style}]").TextContentAsync())!.Replace("Copy the ", "", StringComparison.Ordinal).Replace("Copy ", "", StringComparison.Ordinal);
            await Expect(visit.Page.Locator("#cite .copied")).ToHaveTextAsync($"{named}: copied."); // and not of the one before
            Assert.Equal(await visit.Page.Locator($"#cite-{style}").TextContentAsync(), await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        }
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Without_script_the_drawer_opens_and_its_texts_and_files_are_those_of_the_state()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync(Address);
        await visit.Page.ClickAsync("#cite > summary");
        Assert.Equal(0, await visit.Page.Locator("#cite button:visible").CountAsync());
        await Expect(visit.Page.Locator("#cite-apa")).ToContainTextAsync("State as known on 1 December 2025");
        foreach (var (style, text) in new[] { ("bibtex", "@misc{"), ("ris", "TY  - DATA"), ("csl", "\"dataset\""), ("apa", "[Data set]") })
        {
            await Expect(visit.Page.Locator($"#cite-{style}")).ToContainTextAsync(text);
            var file = await real.Server.Reader.GetStringAsync(await visit.Page.Locator($"#cite a[href*='style={style}']").GetAttributeAsync("href"), TestContext.Current.CancellationToken);
            Assert.Equal((await visit.Page.Locator($"#cite-{style}").TextContentAsync())!.Trim().ReplaceLineEndings("\n"), file.Trim().ReplaceLineEndings("\n"));
        }
        using var data = await real.Server.Reader.GetAsync(await visit.Page.Locator("#cite-data").GetAttributeAsync("href"), TestContext.Current.CancellationToken);
        Assert.Equal(await visit.Page.Locator("#cite-hash").InnerTextAsync(), data.Headers.ETag!.Tag.Trim('"'));
        await visit.Page.ClickAsync("#export > summary");
        foreach (var link in await visit.Page.Locator("#export li a[download]").AllAsync())
        {
            using var file = await real.Server.Reader.GetAsync(await link.GetAttributeAsync("href"), TestContext.Current.CancellationToken);
            Assert.True(file.IsSuccessStatusCode);
        }
        await visit.Page.ClickAsync("#cite-page");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
    }

    [Fact]
    public async Task P6_A_pinned_page_says_what_was_corrected_since_and_stays_as_it_was()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
        foreach (var id in new[] { "one", "two" })
            await Harbour.PostAsync(server, "/claims", new { id, kind = "occurrence", speaker = new { name = "A. Quay" }, about = new { draft = "harbour-plan/first" }, basis = "outlet-reported", occurred = "2024-03-03", text = $"Claim {id} as first coded.", sources = new[] { "gazette" } });
        await using var visit = await chromium.VisitAsync(server.BaseAddress, script: false);
        await visit.GoAsync("/harbour-talks/claims");
        await visit.Page.ClickAsync("#cite > summary");
        await visit.Page.ClickAsync("#cite-page");
        await Expect(visit.Page.Locator(".corrected-since")).ToContainTextAsync("Nothing that is shown here has been corrected since position");
        await ChangeAsync(server, "one/corrections", new { reason = "Read <b>again</b>.", text = "Claim one as coded anew." });
        await ChangeAsync(server, "two/retractions", new { reason = "The paper took it back." });
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator(".corrected-since .told")).ToHaveTextAsync("1 record shown here has been corrected since, 1 retracted");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Claim one as first coded.");
        await visit.Page.ClickAsync(".corrected-since summary");
        await Expect(visit.Page.Locator(".corrected-since del")).ToHaveTextAsync("Claim one as first coded.");
        await Expect(visit.Page.Locator(".corrected-since ins")).ToHaveTextAsync("Claim one as coded anew.");
        await Expect(visit.Page.Locator(".corrected-since")).ToContainTextAsync("Read <b>again</b>.");
        await visit.Page.ClickAsync(".corrected-since a:has-text('retracted at position')");
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("Event at position");
        await visit.Page.GoBackAsync();
        await visit.Page.ClickAsync("text=Show the current state >> nth=-1");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Claim one as coded anew.");
    }

    [Fact]
    public async Task The_printable_table_has_a_column_for_each_party_that_has_spoken_and_names_the_others()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync("/ukraine-2025/print?draft=us-peace-plan/us-28");
        var heads = await visit.Page.Locator("table.columns thead th").AllInnerTextsAsync();
        Assert.Equal(("Point", "Wording", "Status"), (heads[0], heads[1], heads[^1]));
        for (var column = 2; column < heads.Count - 1; column++)
            Assert.Contains(await visit.Page.Locator($"table.columns tbody td:nth-child({column + 1})").AllInnerTextsAsync(), cell => cell.Trim().Length > 0);
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("No position on a point of this draft is known of");
        var points = await visit.Page.Locator("table.columns tbody th").AllInnerTextsAsync();
        Assert.Equal(Enumerable.Range(1, 28).Select(n => $"{n}"), points.Where(p => p.All(char.IsDigit)));
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal("table-header-group", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.columns thead')).display"));
        Assert.Equal("sideways", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).page"));
    }

    private static async Task ChangeAsync(LedgerServer server, string what, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/negotiations/{Harbour.Id}/claims/{what}") { Content = JsonContent.Create(body) };
        request.Headers.Add("If-Match", "*");
        using var answer = await server.Writer.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
