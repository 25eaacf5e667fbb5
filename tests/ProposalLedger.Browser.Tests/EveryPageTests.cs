using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>What holds for every page, whoever reads it and on whatever.</summary>
public sealed class EveryPageTests(Chromium chromium, RealCase real)
{
    public static TheoryData<string> Pages => Addresses.Theory;

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_fits_a_desk_and_a_phone_is_legible_in_light_and_dark_breaks_no_policy_and_is_sound(string address)
    {
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var visit = await chromium.VisitAsync(real.Address, width, scheme: scheme);
            await visit.GoAsync(address);
            await Assertions.Expect(visit.Page.Locator("#replay details[open] #replay-track:empty")).ToHaveCountAsync(0);
            Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Soundness));
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Contrast));
            await Axe.CheckAsync(visit.Page);
            Assert.Empty(visit.Complaints);
        }
    }

    [Fact]
    public async Task Everything_can_be_read_and_reached_without_script()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/");
        await Assertions.Expect(visit.Page.Locator(".negotiations > li").First).ToContainTextAsync("28-point draft becomes 19-point framework after Geneva");
        await visit.Page.ClickAsync("text=US-drafted peace plan for Russia and Ukraine, 2025");
        await Assertions.Expect(visit.Page.Locator("main h2").First).ToHaveTextAsync("28 points, then 19 (as reported; others count 22 and 27), then 20");
        foreach (var place in new[] { "Drafts", "Compare", "Lineage", "Positions", "Convergence", "Claims", "Conflicts", "Timeline", "Audit", "Live", "Overview" })
        {
            await visit.Page.ClickAsync($"nav >> text={place}");
            await Assertions.Expect(visit.Page.Locator("nav a[aria-current=page]")).ToHaveTextAsync(place);
        }
        await visit.Page.ClickAsync("nav >> text=Compare");
        await visit.Page.Locator("select").Nth(0).SelectOptionAsync("us-peace-plan/us-28");
        await visit.Page.Locator("select").Nth(1).SelectOptionAsync("us-peace-plan/us-ua-20");
        await visit.Page.ClickAsync("main button");
        await visit.ArriveAsync("/ukraine-2025/compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-20");
        var labels = await visit.Page.Locator("table.compare tbody td:nth-child(1) .label span:last-child").AllInnerTextsAsync();
        Assert.Equal(Enumerable.Range(1, 28).Select(n => $"{n}"), labels.Where(l => l.All(char.IsDigit)));
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_and_shows_where_it_is()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync("/ukraine-2025/lineage?from=us-peace-plan/us-28&to=us-peace-plan/us-ua-19");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Page.Locator(".skip")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator(".skip")).ToBeInViewportAsync();
        var all = await visit.Page.EvaluateAsync<int>("[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility() && e.tabIndex >= 0).length");
        var reached = 1;
        for (; reached <= all; reached++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await visit.Page.EvaluateAsync<bool>("document.activeElement === document.body")) break;
            Assert.True(await visit.Page.EvaluateAsync<bool>("parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"));
        }
        Assert.Equal(all, reached);
        await visit.Page.ReloadAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Print_has_the_texts_and_not_the_tools()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var address in new[]
        {
            "/ukraine-2025/drafts/us-peace-plan/us-28", "/ukraine-2025/positions", "/ukraine-2025/lineage?from=us-peace-plan/us-28&to=us-peace-plan/us-ua-19",
            "/ukraine-2025/compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-20", "/ukraine-2025/claims", "/ukraine-2025/conflicts", "/ukraine-2025/convergence", "/ukraine-2025/timeline", "/ukraine-2025/audit", "/audit", "/ukraine-2025/live",
        })
        {
            await visit.GoAsync(address);
            foreach (var tool in new[] { "nav", "form", "select", "button", "input", ".badge" })
                Assert.Equal(0, await visit.Page.Locator($"{tool}:visible").CountAsync());
            await Assertions.Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
            await Assertions.Expect(visit.Page.Locator("#state")).ToBeVisibleAsync();
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main *')].filter(e => e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY !== 'visible' && !e.classList.contains('visually-hidden')).map(e => e.className)"));
        }
    }

    [Fact]
    public async Task The_audit_can_be_read_whole_on_a_phone()
    {
        await using var visit = await chromium.VisitAsync(real.Address, width: 390);
        await visit.GoAsync("/ukraine-2025/audit");
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("(wide => wide.scrollWidth - wide.clientWidth)(document.querySelector('.wide'))"));
        var by = visit.Page.Locator("td[data-head=By]").First;
        await by.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(by).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    /// <summary>Landmarks, headings, names and ids, as a screen reader needs them.</summary>
    private const string Soundness = """
        () => {
          const wrong = [], all = q => [...document.querySelectorAll(q)];
          if (all('h1').length !== 1) wrong.push('h1: ' + all('h1').length);
          for (const landmark of ['header', 'main', 'footer']) if (all('body > ' + landmark).length !== 1) wrong.push(landmark);
          let level = 0;
          for (const h of all('h1, h2, h3, h4')) { const l = +h.localName[1]; if (l > level + 1) wrong.push('heading skips to ' + h.textContent); level = l; }
          const ids = all('[id]').map(e => e.id); for (const id of new Set(ids)) if (ids.filter(i => i === id).length > 1) wrong.push('id twice: ' + id);
          for (const e of all('[aria-labelledby]')) if (!document.getElementById(e.getAttribute('aria-labelledby'))) wrong.push('no label ' + e.getAttribute('aria-labelledby'));
          for (const t of all('table')) if (!t.caption && !t.closest('[aria-labelledby],[aria-label]')) wrong.push('table without a name');
          for (const th of all('th')) if (!th.scope) wrong.push('th without scope: ' + th.textContent);
          for (const f of all('input:not([type=hidden]), select')) if (!f.labels.length) wrong.push('field without label: ' + f.name);
          for (const a of all('a[href], button')) if (!a.textContent.trim() && !a.getAttribute('aria-label')) wrong.push('link without words: ' + a.href);
          if (all('[style], style, script:not([src]), [onclick], [onerror], [onload]').length) wrong.push('something inline');
          if (!document.documentElement.lang || !document.title) wrong.push('lang or title');
          return wrong;
        }
        """;

    /// <summary>WCAG's contrast of each piece of text with the nearest filled ground behind it.</summary>
    private const string Contrast = """
        () => {
          const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return { rgb: m.slice(0, 3), a: m[3] ?? 1 }; };
          const light = rgb => { const [r, g, b] = rgb.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
          const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a === 1) return c.rgb; } return [255, 255, 255]; };
          const wrong = new Set();
          for (const e of document.querySelectorAll('body *')) {
            if (e.closest('.visually-hidden, .skip, option, optgroup') || !e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
            const style = getComputedStyle(e);
            if (style.webkitTextStrokeWidth !== '0px') continue; // a large outlined numeral: its stroke is what is read
            const [a, b] = [light(parse(style.color).rgb), light(ground(e))].sort((x, y) => y - x);
            const ratio = (a + .05) / (b + .05);
            if (ratio < 4.5) wrong.add(`${e.localName}.${e.className} ${style.color} on ${ground(e)}: ${ratio.toFixed(2)}`);
          }
          return [...wrong];
        }
        """;
}
