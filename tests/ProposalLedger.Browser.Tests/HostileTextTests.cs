using System.Text.Json;
using ProposalLedger.Testing;
using ProposalLedger.Testing.Hostile;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>Texts come from outside. Whatever they hold, they are shown as text.</summary>
public sealed class HostileTextTests(Chromium chromium)
{
    private const string Script = "<script>alert('harbour')</script>";
    private const string Image = "\"><img src=x onerror=alert('harbour')>";
    private const string RightToLeft = "الميناء مفتوح \u202eneddih";

    [Fact]
    public async Task Markup_turned_and_very_long_texts_are_shown_as_text()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/sources", new { id = "bad", publisher = Script, title = Image, kind = "blog" });
        await Harbour.PostAsync(server, "/issues", new { id = "water", title = Image });
        await Harbour.PostAsync(server, "/propositions", new { id = "open", issue = "water", text = Script + RightToLeft });
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "c1", kind = "position", holder = "north-quay", speaker = new { name = Image, party = "north-quay" }, about = new { proposition = "open" },
            stance = "supports", basis = "first-hand", occurred = "2024-03-02", text = Script, sources = new[] { "bad" },
        });
        await Harbour.TableAsync(server, "bad", Script, 2, Image + RightToLeft);
        var longest = string.Concat(Enumerable.Repeat("Unbrokenstretchoftext", 770));
        await Harbour.TableAsync(server, "long", "Long", 1, longest[..16_000]);
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "c2", kind = "position", holder = "north-quay", speaker = new { name = "Long", party = "north-quay" }, about = new { proposition = "open" },
            stance = "supports", basis = "first-hand", occurred = "2024-03-02", text = longest[..10_000], sources = new[] { "bad" },
        });

        foreach (var width in new[] { 1280, 390 })
        {
            await using var visit = await chromium.VisitAsync(server.BaseAddress, width);
            foreach (var path in new[]
            {
                "", "/drafts", "/drafts/harbour-plan/bad", "/drafts/harbour-plan/long", "/compare?drafts=harbour-plan/first,harbour-plan/bad", "/compare?drafts=harbour-plan/bad,harbour-plan/long",
                "/positions", "/claims", "/claims/c1", "/timeline?kind=claim,draft", "/sources", "/sources/bad", "/issues", "/propositions", "/audit", "/audit/8", "/claims?speaker=" + Uri.EscapeDataString(Image),
                "/" + Uri.EscapeDataString(Script),
            })
            {
                await visit.GoAsync($"/{Harbour.Id}{path}");
                Assert.Equal(0, await visit.Page.Locator("main script, main img, a[href^='javascript:']").CountAsync());
                Assert.True(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, $"{path} scrolls sideways at {width}");
            }
            Assert.Empty(visit.Complaints);
            await visit.GoAsync($"/{Harbour.Id}/drafts/harbour-plan/bad");
            await Expect(visit.Page.Locator("h1")).ToHaveTextAsync(Script);
            await Expect(visit.Page.Locator(".point .text").First).ToHaveTextAsync($"{Image}{RightToLeft} (1)");
            foreach (var path in new[] { "/claims", "/timeline?kind=claim" })
            {
                await visit.GoAsync($"/{Harbour.Id}{path}");
                await Expect(visit.Page.Locator("main summary")).ToHaveTextAsync("Show all 10,000 characters");
            }
            await visit.GoAsync($"/{Harbour.Id}");
            await Expect(visit.Page.Locator("main .events")).ToContainTextAsync("… (10,000 characters)");
            await visit.GoAsync($"/{Harbour.Id}/drafts/harbour-plan/long");
            await Expect(visit.Page.Locator(".point summary").First).ToContainTextAsync("Show all 16,004 characters");
        }
    }

    [Fact]
    public async Task No_text_that_may_be_stored_runs_breaks_a_policy_or_a_layout_or_turns_what_stands_beside_it_on_any_page()
    {
        await using var server = await LedgerServer.StartAsync();
        // One glyph of hundreds of combining characters is wider than any screen, and cannot be broken: docs/hostile-input.md.
        var texts = HostileTexts.Storable.Where(hostile => Glyphs(hostile.Text).All(length => length <= 100)).ToList();
        var negotiations = await WholeNegotiation.RecordHostileAsync(server.Writer, texts);
        string[] pages =
        [
            "", "/drafts", "/drafts/plan/first", "/drafts/plan/second", "/proposals/plan", "/compare?drafts=plan/first,plan/second", "/lineage", "/lineage?from=plan/first&to=plan/second", "/lineage/link-1", "/positions", "/positions?draft=plan/first", "/claims", "/claims/claim-1", "/claims/claim-2", "/timeline?kind=session,action,proposal,draft,amendment,status,claim,movement", "/convergence", "/conflicts", "/conflicts/dispute", "/conflicts/dispute-2",
            "/resolutions/settled", "/sources", "/sources/paper", "/parties", "/parties/north", "/persons", "/persons/envoy", "/mandates", "/mandates/brief", "/issues", "/issues/dam", "/propositions", "/propositions/dam-stays", "/sessions", "/sessions/meeting", "/actions", "/actions/gates", "/provisions/first.1", "/provisions/first.2a", "/search?q=script", "/since?recorded=5", "/steps", "/live", "/export", "/print?draft=plan/first", "/audit",
        ];
        var (visited, wrong) = (0, new List<string>());
        foreach (var (negotiation, i) in negotiations.Select((n, i) => (n, i)))
        {
            var first = await FirstPositionAsync(server, negotiation);
            await using var visit = await chromium.VisitAsync(server.BaseAddress, width: 390, scheme: i % 2 == 0 ? Microsoft.Playwright.ColorScheme.Light : Microsoft.Playwright.ColorScheme.Dark);
            await visit.Page.AddInitScriptAsync($"window.{HostileTexts.Canary} = () => console.error('a text has run');");
            foreach (var page in (string[])[.. pages, .. Enumerable.Range(0, 30).Where(n => n % 4 == i % 4).Select(n => $"/audit/{first + n}")])
            {
                var answer = await visit.GoAsync($"/{negotiation}{page}");
                visited++;
                if (answer.Status != 200 && !page.StartsWith("/audit/", StringComparison.Ordinal)) wrong.Add($"{page}: {answer.Status}");
                var wide = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if (wide != 0) wrong.Add($"{page} of {negotiation} is {wide} wider than the screen: {await visit.Page.EvaluateAsync<string>(Widest)}");
                if (await visit.Page.Locator("main script, main img, main iframe, main object, main style, main form[action*='//'], a[href^='javascript:' i], a[href^='data:' i]").CountAsync() > 0) wrong.Add($"{page} of {negotiation} has an element that came as text");
                wrong.AddRange((await visit.Page.EvaluateAsync<string[]>(Turned)).Select(t => $"{page} of {negotiation}: {t}"));
            }

            wrong.AddRange(visit.Complaints);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"pages: {visited} of {negotiations.Count} negotiations, each of {texts.Count} texts in a field");
        Assert.True(wrong.Count == 0, $"{wrong.Count}: {string.Join('\n', wrong.Distinct().Take(60))}");
    }

    private static IEnumerable<int> Glyphs(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = System.Globalization.StringInfo.GetNextTextElementLength(text, at);
            yield return length;
            at += length;
        }
    }

    private static async Task<long> FirstPositionAsync(LedgerServer server, string negotiation) =>
        JsonDocument.Parse((await server.Reader.GetStringAsync($"/api/events?negotiation={negotiation}&limit=1", TestContext.Current.CancellationToken)).Split('\n')[0]).RootElement.GetProperty("position").GetInt64();

    private const string Widest = """
        () => { const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && ![...e.children].some(c => c.getBoundingClientRect().right > document.documentElement.clientWidth + 1)); return wide.slice(0, 3).map(e => `${e.localName}.${e.className} in ${e.parentElement.localName}.${e.parentElement.className}: ${e.textContent.trim().slice(0, 40)}`).join('; '); }
        """;

    /// <summary>Texts that turn the direction of writing, in a line with words that are not theirs.</summary>
    private const string Turned = """
        () => {
          const wrong = new Set(), turns = /[\u202a-\u202e\u2066-\u2069]/;
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = walk.nextNode();) {
            if (!turns.test(node.data) || node.parentElement.closest('script, style, option, title, textarea')) continue;
            let e = node.parentElement;
            while (getComputedStyle(e).unicodeBidi === 'normal' && getComputedStyle(e).display.startsWith('inline') && getComputedStyle(e).display === 'inline') e = e.parentElement;
            if (e.textContent.trim() !== node.data.trim() && getComputedStyle(e).unicodeBidi === 'normal' || e.textContent.trim() !== node.data.trim() && e !== node.parentElement && !/isolate|plaintext/.test(getComputedStyle(e).unicodeBidi)) wrong.add(`turned in ${e.localName}.${e.className}: ${JSON.stringify(e.textContent.trim().slice(0, 90))}`);
          }
          return [...wrong];
        }
        """;
}
