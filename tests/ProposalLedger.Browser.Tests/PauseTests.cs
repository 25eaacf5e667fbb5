using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>WCAG 2.2.2: whatever a page does by itself, its reader can stop, and see later.</summary>
public sealed partial class PauseTests(Chromium chromium) : IAsyncLifetime
{
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync(null, ("Ledger:Following:Heartbeat", "00:00:01"));
        await Harbour.OpenAsync(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/harbour-talks/drafts")]
    [InlineData("/harbour-talks/audit")]
    [InlineData("/harbour-talks/live")]
    public async Task P9_A_paused_page_does_not_change_says_since_when_and_how_much_is_new_and_shows_it_on_resume(string address)
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync(address);
        await visit.LiveAsync();
        var button = Button(visit);
        await Expect(button).ToHaveAccessibleNameAsync("Pause updates");
        await button.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(button).ToHaveTextAsync("Resume");
        await Expect(button).ToHaveAccessibleNameAsync("Resume updates");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync(PausedAlone());
        await visit.Page.EvaluateAsync(Watched);

        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync(PausedWithNews());
        await Harbour.TableAsync(server, "third", "Third draft");
        // Two heartbeats after the last piece of news: whatever comes by itself has come.
        await HeardAsync(visit, 2);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("changes"));
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("Second draft");

        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Third draft");
        await Expect(visit.Page.Locator("main [data-new]").First).ToBeVisibleAsync();
        await Expect(button).ToBeFocusedAsync();
        await Expect(button).ToHaveTextAsync("Pause");
        await visit.LiveAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_pause_outlives_a_reload_for_its_page_and_its_tab_and_is_told_from_the_reload_on()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        await Button(visit).ClickAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Second draft");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync(PausedAlone());
        await Harbour.TableAsync(server, "third", "Third draft");
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("new");
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("Third draft");

        await visit.GoAsync("/harbour-talks/drafts");
        await visit.LiveAsync();
        await visit.GoAsync("/harbour-talks/live");
        await Expect(Button(visit)).ToHaveTextAsync("Resume");
        var tab = await visit.Page.Context.NewPageAsync();
        await tab.GotoAsync("/harbour-talks/live");
        await Expect(tab.Locator("#pause")).ToHaveTextAsync("Pause");
    }

    [Fact]
    public async Task One_claim_is_one_piece_of_news_on_a_paused_wall()
    {
        await Harbour.PostAsync(server, "/issues", new { id = "access", title = "Access" });
        await Harbour.PostAsync(server, "/propositions", new { id = "open", issue = "access", text = "The harbour is open to all." });
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        await Button(visit).ClickAsync();
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "against", kind = "position", holder = "north-quay", speaker = new { name = "The mayor", party = "north-quay" }, about = new { proposition = "open" },
            stance = "opposes", basis = "first-hand", occurred = "2024-03-04", text = "North Quay is against it.", sources = new[] { "gazette" },
        });
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync(" UTC, 1 new");
    }

    [Fact]
    public async Task P9_A_paused_page_that_lost_the_server_says_that_too()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        var (open, away) = (new List<IWebSocketRoute>(), false);
        await visit.Page.RouteWebSocketAsync("**/hubs/ledger**", socket =>
        {
            if (away) { _ = socket.CloseAsync(); return; }
            open.Add(socket);
            socket.ConnectToServer();
        });
        await visit.Page.RouteAsync("**/hubs/ledger/negotiate**", route => away ? route.AbortAsync() : route.ContinueAsync());
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        await Button(visit).ClickAsync();
        away = true;
        foreach (var socket in open) await socket.CloseAsync();
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("no news since");
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Paused since");
    }

    [Fact]
    public async Task Where_nothing_changes_there_is_nothing_to_pause()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        foreach (var address in new[] { "/harbour-talks?at=3", "/harbour-talks/live?at=3", "/harbour-talks/export" })
        {
            await visit.GoAsync(address);
            await Expect(visit.Page.Locator(":root[data-scripted]")).ToHaveCountAsync(1);
            await Expect(Button(visit)).ToBeHiddenAsync();
        }
        await using var plain = await chromium.VisitAsync(server.BaseAddress, script: false);
        await plain.GoAsync("/harbour-talks/live");
        await Expect(plain.Page.Locator("#pause")).ToBeHiddenAsync();
    }

    private static ILocator Button(Visit visit) => visit.Page.Locator("#pause");

    /// <summary>Collects everything that changes on the page but the badge, and what is said of it.</summary>
    private const string Watched = """
        () => {
          window.changes = [];
          new MutationObserver(all => window.changes.push(...all.filter(m => !(m.target.closest ? m.target : m.target.parentElement).closest('#badge, #said')).map(m => `${m.type} ${m.attributeName ?? ''} ${m.target.nodeName} ${m.target.textContent.slice(0, 40)}`)))
            .observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        }
        """;

    [GeneratedRegex(@"^Paused since \d\d:\d\d UTC$", RegexOptions.None, 1000)]
    private static partial Regex PausedAlone();

    [GeneratedRegex(@"^Paused since \d\d:\d\d UTC, \d new$", RegexOptions.None, 1000)]
    private static partial Regex PausedWithNews();

    private static async Task HeardAsync(Visit visit, int heartbeats)
    {
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await session.SendAsync("Network.enable");
        var (heard, all) = (0, new TaskCompletionSource());
        session.Event("Network.webSocketFrameReceived").OnEvent += (_, frame) =>
        {
            if (frame!.Value.GetRawText().Contains("heartbeat", StringComparison.Ordinal) && ++heard == heartbeats) all.TrySetResult();
        };
        await all.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
