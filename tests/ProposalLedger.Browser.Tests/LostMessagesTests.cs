using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>What the page's connection does when the server's messages say that something is wrong, or are missing.</summary>
public sealed class LostMessagesTests(Chromium chromium) : IAsyncLifetime
{
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync(null, ("Ledger:Following:Heartbeat", "00:00:01"));
        await Harbour.OpenAsync(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task P9_The_badge_says_what_the_server_says_and_why()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        var said = Live;
        await RewriteAsync(visit, frame => frame.Replace(Live, said, StringComparison.Ordinal));
        await visit.GoAsync("/harbour-talks/drafts");
        await visit.LiveAsync();
        var badge = visit.Page.Locator("#badge");

        said = "\"freshness\":\"catching-up\"";
        await Expect(badge).ToHaveTextAsync("Catching up");
        said = "\"freshness\":\"stale\"";
        await Expect(badge).ToContainTextAsync("UTC: the server does not reach its database");
        said += ",\"stopped\":[{\"view\":\"drafts\",\"position\":1234,\"reason\":\"unknown-event\"}]";
        await Expect(badge).ToHaveTextAsync("Stale since position 1,234: the view of drafts cannot apply the event there (unknown-event)");

        // What the reader does says nothing of freshness.
        await Harbour.TableAsync(server, "second", "Second draft");
        await visit.Page.ClickAsync("#news button");
        await Expect(visit.Page.Locator("main .drafts")).ToContainTextAsync("Second draft");
        await Expect(badge).ToContainTextAsync("Stale since position 1,234");
        said = Live;
        await Expect(badge).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task P7_An_event_that_was_lost_on_the_way_is_asked_for_again()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        var (lost, asked) = (0, new List<string>());
        await RewriteAsync(visit, frame => frame.Contains("\"kind\":\"event\"", StringComparison.Ordinal) && lost++ == 0 ? null : frame, asked);
        await visit.Page.SetViewportSizeAsync(1280, Harbour.AuditHeight);
        await visit.GoAsync("/harbour-talks/audit");
        await visit.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#news")).ToContainTextAsync("Second draft", new() { Timeout = 20_000 });
        Assert.Contains("\"after\":5", asked[^1], StringComparison.Ordinal);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task P7_An_event_that_comes_twice_is_heard_once()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        var asked = new List<string>();
        await RewriteAsync(visit, frame => frame.Contains("\"kind\":\"event\"", StringComparison.Ordinal) ? $"{frame}\u001e{frame}" : frame, asked);
        await visit.Page.SetViewportSizeAsync(1280, Harbour.AuditHeight);
        await visit.GoAsync("/harbour-talks/audit");
        await visit.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#news button")).ToHaveTextAsync("1 new - show");
        await Harbour.TableAsync(server, "third", "Third draft");
        await Expect(visit.Page.Locator("#news button")).ToHaveTextAsync("2 new - show");
        Assert.Single(asked); // who had taken the repetition for a loss would have come back
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Live");
    }

    [Fact]
    public async Task A_page_of_a_ledger_that_was_longer_begins_anew_with_what_there_is()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        // Read off what was served: the page itself may have begun anew before anybody looks.
        var served = "";
        await ServeOnceAsync(visit, "/harbour-talks/audit", html => served = html.Replace("data-at=\"5\"", "data-at=\"900\"", StringComparison.Ordinal));
        await visit.GoAsync("/harbour-talks/audit");
        Assert.Contains("data-at=\"900\"", served, StringComparison.Ordinal);
        await visit.LiveAsync();
        Assert.Equal("5", await visit.Page.GetAttributeAsync("main", "data-at"));
    }

    [Fact]
    public async Task A_refusal_is_said_in_the_servers_words()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await ServeOnceAsync(visit, "/harbour-talks/drafts", html => html.Replace("data-view=\"drafts\"", "data-view=\"drafts/harbour-plan/none\"", StringComparison.Ordinal));
        await visit.GoAsync("/harbour-talks/drafts");
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("harbour-plan/none");
        await Expect(visit.Page.Locator("#badge")).ToHaveAttributeAsync("data-state", "stale");
    }

    private const string Live = "\"freshness\":\"live\"";

    /// <summary>Puts a hand between hub and page. Null loses a message; <paramref name="asked"/> gets the subscriptions.</summary>
    private static Task RewriteAsync(Visit visit, Func<string, string?> rewrite, List<string>? asked = null) =>
        visit.Page.RouteWebSocketAsync("**/hubs/ledger**", page =>
        {
            var hub = page.ConnectToServer();
            page.OnMessage(frame =>
            {
                if (frame.Text!.Contains("\"target\":", StringComparison.Ordinal)) asked?.Add(frame.Text);
                hub.Send(frame.Text);
            });
            hub.OnMessage(frame =>
            {
                // Messages of SignalR end in a record separator; a frame may hold several.
                foreach (var message in frame.Text!.Split('\u001e', StringSplitOptions.RemoveEmptyEntries))
                    if (rewrite(message) is { } kept) page.Send(kept + '\u001e');
            });
        });

    private static async Task ServeOnceAsync(Visit visit, string address, Func<string, string> change)
    {
        await visit.Page.RouteAsync($"**{address}", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = change(await answer.TextAsync()) });
        }, new() { Times = 1 });
    }
}
