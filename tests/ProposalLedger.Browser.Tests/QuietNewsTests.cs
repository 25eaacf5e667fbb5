using System.Text.Json;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>News moves nothing that the reader sees, is said politely and seldom, and where motion is unwelcome nothing moves at all.</summary>
public sealed class QuietNewsTests(Chromium chromium) : IAsyncLifetime
{
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server, points: 12);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/harbour-talks", 1280)]
    [InlineData("/harbour-talks", 390)]
    [InlineData("/harbour-talks/drafts", 1280)]
    [InlineData("/harbour-talks/drafts", 390)]
    [InlineData("/harbour-talks/audit", 1280)]
    [InlineData("/harbour-talks/timeline", 390)]
    [InlineData("/harbour-talks/drafts/harbour-plan/first", 390)]
    public async Task Nothing_on_the_screen_moves_when_news_comes_or_the_connection_goes(string address, int width)
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, width);
        var (open, away) = (new List<IWebSocketRoute>(), false);
        await visit.Page.RouteWebSocketAsync("**/hubs/ledger**", socket =>
        {
            if (away) { _ = socket.CloseAsync(); return; }
            open.Add(socket);
            socket.ConnectToServer();
        });
        await visit.Page.RouteAsync("**/hubs/ledger/negotiate**", route => away ? route.AbortAsync() : route.ContinueAsync());
        if (address.EndsWith("/audit", StringComparison.Ordinal)) await visit.Page.SetViewportSizeAsync(width, Harbour.AuditHeight);
        await visit.GoAsync(address);
        await visit.LiveAsync();
        var focused = visit.Page.Locator("main a").First;
        await focused.FocusAsync();
        await visit.Page.EvaluateAsync("window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => window.shift += entry.value)).observe({ type: 'layout-shift' }); window.box = JSON.stringify(document.activeElement.getBoundingClientRect())");

        await Harbour.TableAsync(server, "second", "Second draft");
        await Harbour.PostAsync(server, "/proposals/harbour-plan/status", new
        {
            id = "first-1-open", draft = "harbour-plan/first", point = "1", status = "open", occurred = "2024-03-03", sources = new[] { "gazette" }, reason = "Said aloud.",
        });
        await Expect(visit.Page.Locator("#news button")).ToBeVisibleAsync();
        away = true;
        foreach (var socket in open) await socket.CloseAsync();
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Stale since");

        await visit.Page.EvaluateAsync("new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
        Assert.Equal(0, await visit.Page.EvaluateAsync<double>("shift"));
        Assert.Equal(await visit.Page.EvaluateAsync<string>("box"), await visit.Page.EvaluateAsync<string>("JSON.stringify(document.activeElement.getBoundingClientRect())"));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task What_has_the_focus_is_not_hidden_behind_the_news()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, width: 390);
        await visit.GoAsync("/harbour-talks/drafts/harbour-plan/first");
        await visit.LiveAsync();
        var last = visit.Page.Locator("#export summary");
        await last.FocusAsync();
        await last.EvaluateAsync("field => scrollBy(0, field.getBoundingClientRect().bottom - innerHeight + 2)");
        await Harbour.PostAsync(server, "/proposals/harbour-plan/status", new
        {
            id = "first-1-open", draft = "harbour-plan/first", point = "1", status = "open", occurred = "2024-03-03", sources = new[] { "gazette" }, reason = "Said aloud.",
        });
        await Expect(visit.Page.Locator("#news button")).ToBeVisibleAsync();
        Assert.True(await last.EvaluateAsync<bool>("field => { const [a, b] = [field.getBoundingClientRect(), document.getElementById('news').getBoundingClientRect()]; return a.bottom <= b.top || a.top >= b.bottom; }"));
    }

    [Theory]
    [InlineData("/harbour-talks/audit")]
    [InlineData("/harbour-talks/live")]
    public async Task Under_many_events_a_screen_reader_hears_of_them_every_few_seconds_at_most(string address)
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.Page.SetViewportSizeAsync(1280, Harbour.AuditHeight);
        await visit.GoAsync(address);
        await visit.LiveAsync();
        // Every place of the page that is said when it changes.
        await visit.Page.EvaluateAsync("""
            () => {
              window.said = [];
              for (const place of document.querySelectorAll('[role=status], [role=alert], [role=log], [aria-live]'))
                new MutationObserver(() => place.textContent && window.said.push({ at: performance.now(), words: place.textContent })).observe(place, { subtree: true, childList: true, characterData: true });
            }
            """);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var events = 0;
        for (; watch.Elapsed < TimeSpan.FromSeconds(14); events++) await Harbour.PostAsync(server, "/parties", new { id = $"quay-{events}", name = $"Quay {events}", kind = "party" });
        await visit.Page.WaitForFunctionAsync("last => said.at(-1)?.words.includes(last)", address.EndsWith("audit", StringComparison.Ordinal) ? "new - show" : $"Quay {events - 1}", new() { Timeout = 20_000 });

        // What is said of the connection on a busy machine is no news.
        var said = await visit.Page.EvaluateAsync<JsonElement>("said.filter(s => s.words !== 'Live')");
        var times = said.EnumerateArray().Select(s => s.GetProperty("at").GetDouble()).ToList();
        Assert.InRange(events, 20, int.MaxValue);
        Assert.InRange(times.Count, 2, 5);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 5_000, double.MaxValue));
        Assert.Contains("new", said[0].GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_animated_for_who_wants_no_motion()
    {
        foreach (var address in new[] { "/harbour-talks/live", "/harbour-talks/drafts", "/harbour-talks/lineage", "/harbour-talks?replay=at" })
        {
            await using var visit = await chromium.VisitAsync(server.BaseAddress);
            await visit.GoAsync(address);
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(Moving));
        }

        // Where it is welcome, the wall's news fades in, once and briefly, and stays marked when it has.
        await using var wall = await chromium.VisitAsync(server.BaseAddress);
        await wall.GoAsync("/harbour-talks/live");
        await wall.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(wall.Page.Locator(".wall-latest [data-new]")).ToContainTextAsync("Second draft");
        Assert.Empty(await wall.Page.EvaluateAsync<string[]>(Moving));
        await wall.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        Assert.NotEmpty(await wall.Page.EvaluateAsync<string[]>(Moving));
    }

    /// <summary>Everything that has a transition, an animation or smooth scrolling.</summary>
    private const string Moving = """
        [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e); return s.transitionDuration.split(', ').some(d => parseFloat(d) > 0) || s.animationName !== 'none' || s.scrollBehavior === 'smooth'; }).map(e => `${e.localName}.${e.className.baseVal ?? e.className}`)
        """;
}
