using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>An open page hears of what is recorded, and never moves its reader.</summary>
public sealed class LiveTests(Chromium chromium) : IAsyncLifetime
{
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/harbour-talks")]
    [InlineData("/harbour-talks/drafts")]
    public async Task P8_A_tabled_draft_is_offered_on_an_open_page_and_shown_when_the_reader_wants_it(string address)
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync(address);
        await visit.LiveAsync();
        await visit.Page.EvaluateAsync("window.same = true");

        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#news")).ToContainTextAsync("Second draft");
        await Expect(visit.Page.Locator("#news button")).ToContainTextAsync("new - show");
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("Second draft");

        await visit.Page.ClickAsync("#news button");
        await Expect(visit.Page.Locator("main .drafts")).ToContainTextAsync("Second draft");
        await Expect(visit.Page.Locator("#news")).ToBeEmptyAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.same"), "The page was loaded anew.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Focus_typed_text_and_what_is_on_the_screen_stay_where_they_are()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks");
        await visit.LiveAsync();
        var field = visit.Page.Locator("#from");
        await field.FillAsync("2024-0");
        await field.PressAsync("ArrowLeft");
        var before = await field.BoundingBoxAsync();

        await Harbour.TableAsync(server, "second", "Second draft");
        await visit.Page.ClickAsync("#news button");
        await Expect(visit.Page.Locator("main .drafts")).ToContainTextAsync("Second draft");

        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveValueAsync("2024-0");
        Assert.Equal(5, await field.EvaluateAsync<int>("field => field.selectionStart"));
        Assert.InRange((await field.BoundingBoxAsync())!.Y, before!.Y - 2, before.Y + 2);
    }

    [Fact]
    public async Task What_comes_below_the_screen_is_there_at_once()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await Harbour.TableAsync(server, "long", "Long draft", points: 30);
        await visit.GoAsync("/harbour-talks/drafts/harbour-plan/long");
        await visit.LiveAsync();
        await Harbour.PostAsync(server, "/proposals/harbour-plan/status", new
        {
            id = "long-30-open", draft = "harbour-plan/long", point = "30", status = "open", occurred = "2024-03-03", sources = new[] { "gazette" }, reason = "Said aloud.",
        });
        await Expect(visit.Page.Locator("[id='30'] .status")).ToHaveTextAsync("open");
        await Expect(visit.Page.Locator("#news")).ToBeEmptyAsync();
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("scrollY"));
    }

    [Fact]
    public async Task P7_A_page_that_lost_the_server_says_so_and_comes_back_with_everything()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        var (open, away) = (new List<IWebSocketRoute>(), false);
        await visit.Page.RouteWebSocketAsync("**/hubs/ledger**", socket =>
        {
            if (away) { _ = socket.CloseAsync(); return; }
            open.Add(socket);
            socket.ConnectToServer();
        });
        await visit.GoAsync("/harbour-talks/drafts");
        await visit.LiveAsync();

        away = true;
        foreach (var socket in open) await socket.CloseAsync();
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Stale since");
        await Harbour.TableAsync(server, "second", "Second draft");
        away = false;
        await Expect(visit.Page.Locator("#news")).ToContainTextAsync("Second draft", new() { Timeout = 40_000 });
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Live");
    }

    [Fact]
    public async Task The_audit_table_and_the_list_of_negotiations_follow_the_log()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.Page.SetViewportSizeAsync(1280, Harbour.AuditHeight);
        await visit.GoAsync("/harbour-talks/audit");
        await visit.LiveAsync();
        await using var list = await chromium.VisitAsync(server.BaseAddress);
        await list.GoAsync("/");
        await list.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await visit.Page.ClickAsync("#news button");
        await Expect(visit.Page.Locator("main table tbody tr")).ToHaveCountAsync(6);
        await list.Page.ClickAsync("#news button");
        await Expect(list.Page.Locator("main")).ToContainTextAsync("2 drafts");
    }

    [Fact]
    public async Task P6_A_pinned_page_does_not_change()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks");
        await visit.Page.ClickAsync("#cite summary");
        await visit.Page.ClickAsync("footer a[data-cite] >> nth=0");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
        var text = await CitedAsync();
        await Expect(visit.Page.Locator("#corrected-since")).ToContainTextAsync("the current state says the same");
        await Harbour.TableAsync(server, "second", "Second draft");
        await visit.Page.ReloadAsync();
        Assert.Equal(text, await CitedAsync());
        await Expect(visit.Page.Locator("#corrected-since")).ToContainTextAsync("the current state differs", new() { IgnoreCase = true });
        Assert.Equal("nothing", await visit.Page.Locator("body").GetAttributeAsync("data-follows"));

        // What was cited, without what is said of it since.
        Task<string> CitedAsync() => visit.Page.EvaluateAsync<string>("[...document.querySelectorAll('main > :not(.corrected-since)')].map(part => part.innerText).join(' ')");
    }
}
