using System.Net.Http.Headers;
using System.Text;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>The matrix of positions, its claims, and convergence, as a reader has them.</summary>
public sealed class PositionsPageTests(Chromium chromium, RealCase real)
{
    private const string Twenty = "/ukraine-2025/positions?draft=us-peace-plan/us-ua-20";

    [Fact]
    public async Task P13_No_position_known_is_hatched_and_said_and_never_takes_the_look_of_a_stance()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Twenty);
        var unknown = visit.Page.Locator(".matrix td.stance-none");
        // 21 rows by Russia, Ukraine, the E3, the United States and the EU: three positions are on record.
        var stances = await visit.Page.Locator(".matrix td[class*=stance-]:not(.stance-none)").CountAsync();
        Assert.InRange(stances, 2, 3);
        await Expect(unknown).ToHaveCountAsync(21 * 5 - stances);
        // What is said on the subject of a point is counted in the hatched cell, in words, and leads to it.
        Assert.All(await unknown.AllTextContentsAsync(), text => Assert.Matches("^(no position known|[0-9]+ on its subject.* no claim on record is about this point itself.*)$", text));
        await Expect(visit.Page.Locator(".matrix td.related a[href*='issue=nuclear-plant&holder=ukraine&kind=position']")).ToContainTextAsync("2 on its subject");
        Assert.True(await unknown.EvaluateAllAsync<bool>("cells => cells.every(c => getComputedStyle(c).backgroundImage.startsWith('repeating-linear-gradient'))"));
        Assert.True(await visit.Page.Locator(".matrix td[class*=stance-]:not(.stance-none)").EvaluateAllAsync<bool>("cells => cells.every(c => getComputedStyle(c).backgroundImage === 'none')"));
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("17 agreed between the United States and Ukraine (on Volodymyr Zelenskyy's account alone; the United States is not heard on this draft)");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("The Russian Federation opposes the draft as a whole (26 December 2025).");
    }

    [Fact]
    public async Task The_table_makes_sense_when_it_is_copied()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Twenty);
        var text = await visit.Page.EvaluateAsync<string>("(() => { getSelection().selectAllChildren(document.querySelector('.matrix')); return getSelection().toString(); })()");
        var rows = text.Split('\n');
        Assert.Contains(rows, row => row.StartsWith("14 Territory is open", StringComparison.Ordinal));
        Assert.Contains("O Russian Federation opposes", text, StringComparison.Ordinal);
        Assert.Contains("if Ukraine supports on a condition", text, StringComparison.Ordinal);
        Assert.Contains("no position known\tno position known", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrow_keys_lead_from_cell_to_cell_and_a_link_leads_past_the_matrix()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync("/ukraine-2025/positions?sort=contention");
        var first = visit.Page.Locator(".matrix td a").First;
        await first.FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("cell/ukraine/nato-ukraine-renounces", await Focused());
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("cell/us/territory-ukraine-concedes-land", await Focused());
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal("cell/us/recognition-us-recognises", await Focused());
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal("cell/ukraine/territory-ukraine-concedes-land", await Focused());
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal("cell/ukraine/nato-ukraine-renounces", await Focused());
        await visit.Page.Locator(".past-matrix").FocusAsync();
        await Expect(visit.Page.Locator(".past-matrix")).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#past-matrix")).ToBeFocusedAsync();

        Task<string> Focused() => visit.Page.EvaluateAsync<string>("document.activeElement.closest('td').dataset.key");
    }

    [Fact]
    public async Task Every_order_and_filter_is_in_the_address_and_works_without_script()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/positions");
        await visit.Page.ClickAsync("text=most contended first");
        await visit.ArriveAsync("/ukraine-2025/positions?sort=contention");
        await Expect(visit.Page.Locator(".sorts a[aria-current]")).ToHaveTextAsync("most contended first");
        await Expect(visit.Page.Locator("#movement ~ .movements")).ToContainTextAsync("Ukraine, from reserves its position to opposes");
        await Expect(visit.Page.Locator("#movement ~ .note")).ToContainTextAsync("new allies or a new speaker");
        await visit.GoAsync("/ukraine-2025/claims");
        await visit.Page.Locator("select[name=session]").SelectOptionAsync("m-moscow-1202");
        await visit.Page.ClickAsync("main button");
        await visit.ArriveAsync("/ukraine-2025/claims?session=m-moscow-1202");
        Assert.Equal(["First-hand: in their own words 3 claims", "Attributed: one speaks of another 0 claims", "Outlets in their own voice 5 claims", "Observers and commentators 3 claims"],
            await visit.Page.Locator("main section.word h2").AllInnerTextsAsync());
        await Expect(visit.Page.Locator("main .lead")).ToContainTextAsync("Not heard first-hand among the session's parties: the United States.");
        await visit.GoAsync("/ukraine-2025/claims?holder=ukraine&about=nato-ukraine-renounces");
        await Expect(visit.Page.Locator(".turn")).ToHaveTextAsync("Up to here others spoke of Ukraine. From here on it is heard first-hand.");
        await Expect(visit.Page.Locator(".turn + .claim")).ToHaveIdAsync("p071");
    }

    [Fact]
    public async Task P13_The_bars_say_what_the_table_says_and_are_silent_where_nothing_is_reported()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync("/ukraine-2025/convergence");
        var heads = await visit.Page.Locator("table.convergence").First.Locator("thead th").AllInnerTextsAsync();
        var rows = await visit.Page.Locator("table.convergence").First.Locator("tbody tr").AllAsync();
        var bars = await visit.Page.Locator(".state-bars > li > .state-bar").EvaluateAllAsync<string[]>("bars => bars.map(b => b.getAttribute('aria-label'))");
        Assert.Equal(rows.Count, bars.Length);
        foreach (var (row, bar) in rows.Zip(bars))
        {
            var cells = await row.Locator("td").AllInnerTextsAsync();
            var told = heads.Skip(3).SkipLast(1).Zip(cells.Skip(2)).Where(c => c.Second != "0").Select(c => $"{c.Second} {c.First.ToLowerInvariant()}");
            Assert.Equal(string.Join(", ", told), bar);
        }
        await Expect(visit.Page.Locator("[data-key='convergence/us-peace-plan/us-28']")).ToContainTextAsync("too thin to say anything of convergence");
        await Expect(visit.Page.Locator("[data-key='convergence/us-peace-plan/us-ua-20']")).ToContainTextAsync("17 of 20 points (85 %), 17 between Ukraine and the United States (on Volodymyr Zelenskyy's account alone");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task P10_A_resolution_is_public_and_reversible_and_a_grade_names_its_editor()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/issues", new { id = "gate", title = "The gate" });
        await Harbour.PostAsync(server, "/propositions", new { id = "open", issue = "gate", text = "The gate stays open" });
        foreach (var (id, stance, grade) in new[] { ("yes", "supports", (int?)2), ("no", "opposes", null) })
            await Harbour.PostAsync(server, "/claims", Claim(id, stance, "2024-03-01", grade));
        await Harbour.PostAsync(server, "/conflicts", new { id = "quarrel", kind = "two-voices", claims = new[] { "yes", "no" }, text = "Both spoke for the quay.", sources = new[] { "gazette" } });
        await using var visit = await chromium.VisitAsync(server.BaseAddress, script: false);
        await visit.GoAsync("/harbour-talks/claims/yes");
        await Expect(visit.Page.Locator("main > .claim")).ToContainTextAsync("Credibility 2 of 6, graded by ");
        await Expect(visit.Page.Locator(".rivals .claim")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator(".conflict")).ToContainTextAsync("Not resolved.");
        await ResolveAsync("yes", "the first report is signed");
        await ResolveAsync("no", "the second is signed, too, and later");
        await visit.GoAsync("/harbour-talks/conflicts?standing=resolved");
        Assert.Equal(["Resolved: Says no. is taken to hold.", "Earlier, replaced: Says yes. was taken to hold."], (await visit.Page.Locator(".resolutions li").AllInnerTextsAsync()).Select(t => t[..(t.IndexOf(" hold.", StringComparison.Ordinal) + 6)]));
        await Expect(visit.Page.Locator(".resolutions")).ToContainTextAsync("Reason: the first report is signed");
        await visit.GoAsync("/harbour-talks/claims");
        await Expect(visit.Page.Locator("#yes .beside")).ToContainTextAsync("Taken to hold: Says no.");
        await ResolveAsync("none", "neither is signed after all");
        await visit.GoAsync("/harbour-talks/conflicts?standing=open");
        await Expect(visit.Page.Locator(".conflict")).ToContainTextAsync("Open again: not resolved.");
        await Expect(visit.Page.Locator(".resolutions li")).ToHaveCountAsync(3);

        async Task ResolveAsync(string chosen, string reason)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"api/negotiations/{Harbour.Id}/resolutions")
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { id = $"r-{chosen}", conflict = "quarrel", chosen, reason }),
            };
            request.Headers.Add("If-Match", "*");
            using var answer = await server.Writer.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_cell_of_500_claims_leads_to_all_of_them_a_part_at_a_time()
    {
        await using var server = await LedgerServer.StartAsync();
        var file = new StringBuilder("""
            negotiation: {id: crowd, title: A crowd of claims}
            parties: [{id: north, name: North, kind: party}]
            issues: [{id: gate, title: The gate}]
            propositions: [{id: open, issue: gate, text: The gate stays open}]
            sources: [{id: wire, publisher: The wire, title: News, published: "2024-03-01", kind: agency}]
            claims:
            """);
        for (var i = 0; i < 500; i++)
            file.Append($"\n  - {{id: c{i}, kind: position, holder: north, speaker: {{name: Jo, party: north}}, about: {{proposition: open}}, stance: supports, basis: first-hand, occurred: \"2024-0{1 + (i % 2)}-{1 + (i % 28):00}\", text: Jo says so for the {i}th time., sources: [wire]}}");
        using var content = new StringContent(file.ToString(), Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/yaml");
        using var answer = await server.Writer.PostAsync("api/imports", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await server.ProjectedAsync(TestContext.Current.CancellationToken);
        await using var visit = await chromium.VisitAsync(server.BaseAddress, script: false);
        await visit.GoAsync("/crowd/positions");
        await Expect(visit.Page.Locator(".matrix td a")).ToContainTextAsync("500 claims");
        await visit.Page.ClickAsync(".matrix td a");
        await visit.Page.WaitForURLAsync(url => !url.EndsWith("/crowd/positions", StringComparison.Ordinal));
        var seen = new HashSet<string>();
        for (var part = 1; ; part++)
        {
            var shown = await visit.Page.Locator(".claim").EvaluateAllAsync<string[]>("claims => claims.map(c => c.id)");
            Assert.Equal(100, shown.Length);
            seen.UnionWith(shown);
            if (part == 5) break;
            var before = visit.Page.Url;
            await visit.Page.ClickAsync("a[rel=next]");
            await visit.Page.WaitForURLAsync(url => url != before);
        }
        await Expect(visit.Page.Locator("a[rel=next]")).ToHaveCountAsync(0);
        Assert.Equal(500, seen.Count);
    }

    private static object Claim(string id, string stance, string occurred, int? credibility) => new
    {
        id, kind = "position", holder = "north-quay", speaker = new { name = $"Speaker {id}", party = "north-quay" }, about = new { proposition = "open" }, stance, basis = "first-hand",
        occurred, text = $"Says {id}.", credibility, sources = new[] { "gazette" },
    };
}
