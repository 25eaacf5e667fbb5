using Microsoft.Playwright;
using ProposalLedger.Testing;

namespace ProposalLedger.Browser.Tests;

/// <summary>The drawing of a lineage, and its equal, the concordance.</summary>
public sealed class LineageTests(Chromium chromium, RealCase real)
{
    private const string Line = "/ukraine-2025/lineage?from=us-peace-plan/us-28&to=us-peace-plan/us-ua-20";

    private static ILocator Block(Visit visit, string point) => visit.Page.Locator($".alluvial .block[data-point='us-peace-plan/{point}']");

    [Fact]
    public async Task The_address_without_a_choice_leads_to_the_whole_main_line_and_to_the_rival_branches()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/lineage");
        Assert.EndsWith(Line, Uri.UnescapeDataString(visit.Page.Url), StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.Locator("#drawing-name")).ToContainTextAsync(
            "28-point draft (28 points), then 19-point framework after Geneva (text not known), then 20-point framework as described by Zelenskyy (20 points).");
        await visit.Page.ClickAsync("text=28-point draft to E3 mark-up of the 28 points");
        await visit.ArriveAsync("from=us-peace-plan/us-28&to=e3-counter/e3-28");
        Assert.Equal(2, await visit.Page.Locator(".alluvial .head").CountAsync());
    }

    [Theory]
    [InlineData(Line)]
    [InlineData("/ukraine-2025/lineage?from=us-peace-plan/us-28&to=e3-counter/e3-28")]
    [InlineData("/ukraine-2025/lineage?from=us-peace-plan/us-28&to=us-peace-plan/us-ua-20&via=e3-counter/e3-28")]
    [InlineData("/lake-vell-crossing/lineage?from=bridge-agreement/march&to=bridge-agreement/july")]
    public async Task Drawing_and_tables_say_the_same_of_every_link_in_the_same_order(string address)
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync(address);
        var drawn = await visit.Page.Locator(".alluvial .told").EvaluateAllAsync<string[]>("all => all.map(r => r.dataset.link)");
        var told = await visit.Page.Locator(".concordance tbody tr[data-link]").EvaluateAllAsync<string[]>("all => all.map(r => r.dataset.link)");
        Assert.NotEmpty(drawn);
        Assert.Equal(told, drawn);
        var sentences = await visit.Page.Locator(".alluvial .told title").AllTextContentsAsync();
        foreach (var (link, place) in told.Select((l, i) => (l, i)))
        {
            var row = visit.Page.Locator($"tr[data-link='{link}']");
            var fate = (await row.Locator(".fate-word").InnerTextAsync()).ToLowerInvariant();
            Assert.Contains($": {fate}", sentences[place].ToLowerInvariant(), StringComparison.Ordinal);
            foreach (var standing in new[] { "suggested, not asserted", "disputed", "another link gives it another fate" })
                Assert.Equal((await row.Locator("td").First.InnerTextAsync()).Contains(standing, StringComparison.Ordinal), sentences[place].Contains(standing, StringComparison.Ordinal));
            // The word at the ribbon may be shortened, never another.
            var word = (await visit.Page.Locator($".told[data-link='{link}'] text").First.TextContentAsync())!.ToLowerInvariant();
            Assert.StartsWith((word.StartsWith("or ", StringComparison.Ordinal) ? word[3..] : word).Replace(" (suggested)", "", StringComparison.Ordinal).TrimEnd('…'), fate, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Arrow_keys_go_along_a_column_and_along_the_ribbons_and_one_point_is_followed_while_the_rest_is_dimmed()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Line);
        await Assertions.Expect(Block(visit, "us-28/2")).ToHaveAttributeAsync("tabindex", "-1");
        Assert.Equal(1, await visit.Page.Locator(".alluvial .block[tabindex='0']").CountAsync());
        await Block(visit, "us-28/1").FocusAsync();
        for (var i = 0; i < 5; i++) await visit.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(Block(visit, "us-28/6")).ToBeFocusedAsync();
        await Assertions.Expect(Block(visit, "us-28/6")).ToHaveAttributeAsync("tabindex", "0");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Block(visit, "us-ua-20/4")).ToBeFocusedAsync();
        // The 28's point 6 with both rival fates in the 19, and the 20's point 4.
        await Assertions.Expect(visit.Page.Locator(".alluvial .block.lit")).ToHaveCountAsync(2);
        await Assertions.Expect(Block(visit, "us-28/6")).ToHaveCSSAsync("opacity", "1");
        await Assertions.Expect(Block(visit, "us-28/7")).ToHaveCSSAsync("opacity", "0.18");
        await Assertions.Expect(visit.Page.Locator("tr[data-lit]")).ToHaveCountAsync(1);
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(Block(visit, "us-28/6")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator(".alluvial .ribbon.lit")).ToHaveCountAsync(3);
        await visit.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(Block(visit, "us-28/28")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Page.Locator(".alluvial.following")).ToHaveCountAsync(0);
        await Block(visit, "us-28/12").HoverAsync();
        await Assertions.Expect(visit.Page.Locator(".alluvial .block.lit")).ToHaveCountAsync(3);
        await Block(visit, "us-28/7").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/drafts/us-peace-plan/us-28#7");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_screen_reader_hears_of_each_point_what_became_of_it()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync(Line);
        var heard = await Block(visit, "us-28/7").Locator("title").TextContentAsync();
        Assert.StartsWith("Point 7 of 28-point draft: NATO membership", heard, StringComparison.Ordinal);
        Assert.Contains("In 19-point framework after Geneva: set aside for Presidents Trump and Zelenskyy, or dropped; reports differ.", heard, StringComparison.Ordinal);
        Assert.Contains("In 20-point framework as described by Zelenskyy: dropped.", heard, StringComparison.Ordinal);
        Assert.Contains("suggested, not asserted: carried", await Block(visit, "us-28/1").Locator("title").TextContentAsync(), StringComparison.Ordinal);
        await using var scripted = await chromium.VisitAsync(real.Address);
        await scripted.GoAsync(Line);
        await Axe.CheckAsync(scripted.Page);
    }

    [Fact]
    public async Task Without_script_a_block_is_a_link_to_its_point()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync(Line);
        await Block(visit, "us-28/6").ClickAsync();
        Assert.EndsWith("/ukraine-2025/drafts/us-peace-plan/us-28#6", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_phone_the_tables_come_first_and_the_drawing_scrolls_by_itself()
    {
        await using var visit = await chromium.VisitAsync(real.Address, width: 390);
        await visit.GoAsync(Line);
        async Task<double> Top(string what) => await visit.Page.Locator(what).EvaluateAsync<double>("e => e.getBoundingClientRect().top");
        Assert.True(await Top(".tables") < await Top(".drawing"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.True(await visit.Page.Locator(".drawing .wide").EvaluateAsync<bool>("e => e.scrollWidth > e.clientWidth"));
        await using var desk = await chromium.VisitAsync(real.Address);
        await desk.GoAsync(Line);
        Assert.True(await desk.Page.EvaluateAsync<bool>("document.querySelector('.tables').getBoundingClientRect().top > document.querySelector('.drawing').getBoundingClientRect().top"));
        Assert.Equal(0, await desk.Page.Locator(".drawing .wide").EvaluateAsync<int>("e => e.scrollWidth - e.clientWidth"));
    }

    [Fact]
    public async Task No_text_runs_out_of_its_block_and_all_of_it_is_legible()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Line);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('.alluvial .block')].flatMap(block => {
              const box = block.querySelector('rect').getBBox();
              return [...block.querySelectorAll('text')].filter(t => { const b = t.getBBox(); return b.x + b.width > box.x + box.width + 1 || b.y + b.height > box.y + box.height + 2; }).map(t => t.textContent);
            })
            """));
        Assert.True(await visit.Page.EvaluateAsync<bool>("[...document.querySelectorAll('.alluvial text')].every(t => parseFloat(getComputedStyle(t).fontSize) >= 12)"));
    }

    [Fact]
    public async Task Two_hundred_points_from_right_to_left_break_neither_the_drawing_nor_the_comparison()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server, points: 200);
        await Harbour.TableAsync(server, "second", "הטיוטה השנייה", 200, string.Concat(Enumerable.Repeat("הנמל יהיה פתוח. ", 15)));
        foreach (var (id, from, to) in new[] { ("first-link", 1, 200), ("second-link", 200, 1) })
            await Harbour.PostAsync(server, "/lineage", new
            {
                id, fate = "moved", from = new[] { $"harbour-plan/first/{from}" }, to = new[] { $"harbour-plan/second/{to}" }, mode = "asserted", confidence = "reported", sources = new[] { "gazette" },
            });
        foreach (var width in new[] { 1280, 390 })
        {
            await using var visit = await chromium.VisitAsync(server.BaseAddress, width);
            await visit.GoAsync($"/{Harbour.Id}/lineage?from=harbour-plan/first&to=harbour-plan/second");
            await Assertions.Expect(visit.Page.Locator(".alluvial .block")).ToHaveCountAsync(400);
            Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            await visit.Page.Locator(".alluvial .block").First.FocusAsync();
            await visit.Page.Keyboard.PressAsync("ArrowRight");
            await Assertions.Expect(visit.Page.Locator(".alluvial .block[data-point='harbour-plan/second/200']")).ToBeFocusedAsync();
            await Assertions.Expect(visit.Page.Locator(".alluvial .block[data-point='harbour-plan/second/200']")).ToBeInViewportAsync();
            await visit.GoAsync($"/{Harbour.Id}/compare?drafts=harbour-plan/first,harbour-plan/second");
            await visit.Page.Keyboard.PressAsync("n");
            await Assertions.Expect(visit.Page.Locator(".change-bar output")).ToContainTextAsync("Change 1 of 398");
            Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Empty(visit.Complaints);
        }
    }
}
