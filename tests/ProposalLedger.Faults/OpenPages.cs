using Microsoft.Playwright;
using ProposalLedger.Browser.Tests;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Faults;

/// <summary>Pages that are opened before the first fault and compared after the last: one that watches a view, one that tails the log, and the wall.</summary>
internal sealed class OpenPages : IAsyncDisposable
{
    private static readonly string[] Addresses = [$"/{Stand.Negotiation}", $"/{Stand.Negotiation}/audit", $"/{Stand.Negotiation}/live"];
    private readonly Chromium chromium;
    private readonly Uri server;
    private readonly List<(string Address, Visit Visit)> open = [];

    private OpenPages(Chromium chromium, Uri server) => (this.chromium, this.server) = (chromium, server);

    public static async Task<OpenPages> OpenAsync(Chromium chromium, Uri server)
    {
        var pages = new OpenPages(chromium, server);
        foreach (var address in Addresses)
        {
            var visit = await chromium.VisitAsync(server);
            await visit.Page.Clock.InstallAsync(); // so that a laptop can sleep for an hour; it goes on by itself
            await visit.GoAsync(address);
            await visit.LiveAsync();
            await visit.Page.EvaluateAsync("window.opened = true");
            pages.open.Add((address, visit));
        }
        return pages;
    }

    /// <summary>Leaves as many idle connections to the server as a browser keeps of those that a page was loaded over: it believes in each until that has failed.</summary>
    public async Task KeepConnectionsAsync()
    {
        foreach (var (_, visit) in open)
            await visit.Page.EvaluateAsync("() => Promise.all(Array.from({ length: 6 }, async (_, i) => (await fetch(`/health/live?${i}`)).text()))");
    }

    /// <summary>An hour passes at once, as when a lid is opened: of timers that would have run out, each does so once.</summary>
    public async Task SleepAnHourAsync()
    {
        foreach (var (_, visit) in open) await visit.Page.Clock.FastForwardAsync("01:00:00");
    }

    /// <summary>Waits until each says, as its own first words, how fresh it is.</summary>
    public async Task SayAsync(string freshness)
    {
        foreach (var (_, visit) in open)
            await Expect(visit.Page.Locator("#badge")).ToContainTextAsync(freshness, new() { Timeout = 120_000 });
    }

    /// <summary>Each shows, word by word and element by element, what a page that is opened now shows, and says that it is live.</summary>
    public async Task ShowWhatFreshOnesShowAsync()
    {
        foreach (var (address, visit) in open)
        {
            await using var another = await chromium.VisitAsync(server);
            await another.GoAsync(address);
            await another.LiveAsync();
            var fresh = await ContentAsync(another.Page);
            await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Live", new() { Timeout = 60_000 });
            // What is new may wait behind a button for its reader.
            var deadline = TimeProvider.System.GetTimestamp();
            while (await ContentAsync(visit.Page) != fresh && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30))
            {
                await visit.Page.EvaluateAsync("document.querySelector('#news button')?.click()");
                await Task.Delay(100);
            }
            Assert.Equal(fresh, await ContentAsync(visit.Page));
            await visit.LiveAsync();
            Assert.True(await visit.Page.EvaluateAsync<bool>("window.opened === true"), $"{address} was loaded anew.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, visit) in open) await visit.DisposeAsync();
    }

    // data-new marks what came while the page was open, and the wall has a clock, which an hour of sleep has moved; nothing else may tell the two apart.
    private static Task<string> ContentAsync(IPage page) => page.EvaluateAsync<string>("""
        () => {
          const copy = document.getElementById("main").cloneNode(true);
          copy.querySelector("#now")?.remove();
          for (const element of [copy, ...copy.querySelectorAll("*")]) element.removeAttribute("data-new");
          return `${document.title}\n${copy.outerHTML}`;
        }
        """);
}
