using System.Net.Http.Headers;
using System.Text;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>"n new - show": counts what a reader would count, names it, and gives the focus back.</summary>
public sealed class NewsTests(Chromium chromium) : IAsyncLifetime
{
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task One_draft_is_one_piece_of_news_by_its_title()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks");
        await visit.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#news button")).ToHaveTextAsync("1 new - show");
        await Expect(visit.Page.Locator("#news p")).ToHaveTextAsync("Second draft");
        await visit.Page.ClickAsync("#news button");

        await Harbour.PostAsync(server, "/parties", new { id = "south-quay", name = "South Quay", kind = "party" });
        await Expect(visit.Page.Locator("#news button")).ToHaveTextAsync("1 new - show");
        await Expect(visit.Page.Locator("#news p")).ToHaveTextAsync("Party added: South Quay");
    }

    [Theory]
    [InlineData("/harbour-talks/positions", "North Quay opposes: The harbour is open to all.")]
    [InlineData("/harbour-talks/claims", "North Quay is against it.")]
    [InlineData("/harbour-talks/timeline?kind=claim", "North Quay is against it.")]
    [InlineData("/harbour-talks/audit?after=5", "Claim recorded: North Quay is against it.")]
    public async Task News_is_named_by_what_it_is(string address, string name)
    {
        await Harbour.PostAsync(server, "/issues", new { id = "access", title = "Access" });
        await Harbour.PostAsync(server, "/propositions", new { id = "open", issue = "access", text = "The harbour is open to all." });
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync(address);
        await visit.LiveAsync();
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "against", kind = "position", holder = "north-quay", speaker = new { name = "The mayor", party = "north-quay" }, about = new { proposition = "open" },
            stance = "opposes", basis = "first-hand", occurred = "2024-03-04", text = "North Quay is against it.", sources = new[] { "gazette" },
        });
        await Expect(visit.Page.Locator("#news button")).ToHaveTextAsync("1 new - show");
        await Expect(visit.Page.Locator("#news p")).ToHaveTextAsync(name);
    }

    [Fact]
    public async Task The_keyboard_comes_back_to_where_it_was()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks");
        await visit.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        var button = visit.Page.Locator("#news button");
        await Expect(button).ToBeVisibleAsync();

        await visit.Page.Locator("#from").FocusAsync();
        for (var i = 0; i < 40 && !await button.EvaluateAsync<bool>("button => button === document.activeElement"); i++) await visit.Page.Keyboard.PressAsync("Shift+Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("main .drafts")).ToContainTextAsync("Second draft");
        await Expect(visit.Page.Locator("#from")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_keyboard_that_came_from_above_the_content_goes_on_to_the_content()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks");
        await visit.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#news button")).ToBeVisibleAsync();
        await visit.Page.Locator("#replay summary").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_flood_of_events_costs_a_few_fetches()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks/audit");
        await visit.LiveAsync();
        var fetches = 0;
        var sinceTheLast = System.Diagnostics.Stopwatch.StartNew();
        visit.Page.Request += (_, request) =>
        {
            if (request.ResourceType != "fetch" || !request.Url.EndsWith("/audit", StringComparison.Ordinal)) return;
            fetches++;
            sinceTheLast.Restart();
        };
        await ImportAsync(200);
        await Expect(visit.Page.Locator("#news button")).ToHaveTextAsync("95 new - show", new() { Timeout = 20_000 });
        // The page has been asked for again since the last event was heard.
        await Expect(visit.Page.Locator("#state [data-head]")).ToHaveTextAsync("205");
        await visit.Page.ClickAsync("#news button");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("105 later events");
        // Whoever fetched once for each event would still be at it: wait until nothing has been fetched for a second.
        while (sinceTheLast.Elapsed < TimeSpan.FromSeconds(1)) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.InRange(fetches, 1, 10);
    }

    [Fact]
    public async Task The_first_page_of_a_long_audit_tells_of_later_events_and_leads_to_the_latest()
    {
        await ImportAsync(200);
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks/audit");
        await visit.LiveAsync();
        await Expect(visit.Page.Locator("main .more")).ToContainTextAsync("105 later events");
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("main .more")).ToContainTextAsync("106 later events");

        await visit.Page.ClickAsync("text=Latest events");
        await Expect(visit.Page.Locator("main table tbody tr")).ToHaveCountAsync(100);
        await Expect(visit.Page.Locator("main table tbody tr").Last).ToContainTextAsync("Second draft");
        await Expect(visit.Page.Locator("main .more")).Not.ToContainTextAsync("later");
    }

    private async Task ImportAsync(int parties)
    {
        var file = new StringBuilder("negotiation: {id: harbour-talks, title: Harbour talks, summary: A fictitious negotiation over a harbour.}\nparties:\n");
        for (var i = 0; i < parties; i++) file.Append($"  - {{id: quay-{i}, name: Quay {i}, kind: party}}\n");
        using var body = new StringContent(file.ToString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        using var answer = await server.Writer.PostAsync("api/imports", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
