using System.Diagnostics;
using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>Long texts, right-to-left texts, words without a break and drafts of 200 points do not break the pages.</summary>
public sealed class LargeCaseTests(Chromium chromium, LargeCase large, ITestOutputHelper output) : IClassFixture<LargeCase>
{
    /// <summary>Made and sent by a busy machine; what the pages take here is in the output.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);

    public static TheoryData<string> Paths =>
    [
        "", "/drafts", "/drafts/plan/first", "/drafts/plan/second", "/compare?drafts=plan/first,plan/second", "/compare?drafts=plan/first,plan/second,plan/third",
        "/lineage?from=plan/first&to=plan/second", "/positions", "/positions?draft=plan/first", "/convergence", "/claims", "/claims/c0-0", "/claims/c0-1", "/timeline",
        "/timeline?kind=claim,draft,session", "/provisions/first.1", "/parties", "/propositions", "/issues", "/sources", "/sources/gazette", "/sessions", "/conflicts", "/audit", "/steps?clock=at",
        "/search?q=waters", "/live", "/positions?asOf=2024-04-15&replay=asOf",
    ];

    [Theory, MemberData(nameof(Paths))]
    public async Task A_page_of_awkward_dimensions_stays_within_the_screen_and_the_paper_and_is_sound(string path)
    {
        var address = $"/{LargeCase.Id}{path}";
        var watch = Stopwatch.StartNew();
        using (var answer = await large.Server.Reader.GetAsync(address)) Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        var first = watch.Elapsed;
        watch.Restart();
        var size = (await large.Server.Reader.GetByteArrayAsync(address)).Length;
        output.WriteLine($"{address}: {first.TotalMilliseconds:F0} ms at first, {watch.Elapsed.TotalMilliseconds:F0} ms again, {size / 1024} KiB");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var visit = await chromium.VisitAsync(large.Server.BaseAddress, width, scheme: scheme);
            await visit.GoAsync(address);
            await Assertions.Expect(visit.Page.Locator("#replay details[open] #replay-track:empty")).ToHaveCountAsync(0);
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Wider));
            await Axe.CheckAsync(visit.Page);
            Assert.Empty(visit.Complaints);
            if (width != 1280) continue;
            // A4 with margins of a centimetre, in CSS pixels.
            await visit.Page.SetViewportSizeAsync(718, 1000);
            await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Wider));
        }
    }

    [Fact]
    public async Task A_text_has_the_direction_of_its_script()
    {
        await using var visit = await chromium.VisitAsync(large.Server.BaseAddress);
        await visit.GoAsync($"/{LargeCase.Id}/drafts/plan/first");
        var turned = await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.point .text')].filter(e => /^[\\u0590-\\u06ff]/.test(e.textContent.trim()) !== (getComputedStyle(e).direction === 'rtl')).map(e => e.textContent.slice(0, 40))");
        Assert.Empty(turned);
        await Assertions.Expect(visit.Page.Locator(".point .text[lang=ar]").First).ToContainTextAsync("تتقاسم");
    }

    /// <summary>What makes the page wider than the screen; empty where nothing does.</summary>
    private const string Wider = """
        () => {
          const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
          if (over <= 1) return []; // a pixel is rounding
          const inBox = e => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
          return [`${over}px at ${root.clientWidth}`, ...[...document.querySelectorAll('body *')].filter(e => (e.getBoundingClientRect().right > root.clientWidth + 1 || (e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)) && !inBox(e)).slice(-3).map(e => `${e.localName}.${e.className} in ${e.parentElement.localName}.${e.parentElement.className}: ${e.textContent.slice(0, 40)}`)];
        }
        """;
}
