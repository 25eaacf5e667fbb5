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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task By_its_own_key_or_by_the_way_to_the_button_what_has_the_focus_stays_where_it_is_on_the_screen(bool byKey)
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.Page.SetViewportSizeAsync(1280, 300);
        await visit.GoAsync("/harbour-talks/drafts/harbour-plan/first");
        await visit.LiveAsync();
        var link = visit.Page.Locator("main a").Last;
        await link.FocusAsync();
        await link.EvaluateAsync("link => scrollBy(0, link.getBoundingClientRect().top - 120)");
        Assert.InRange(await visit.Page.EvaluateAsync<double>("scrollY"), 100, 10_000);
        await Harbour.PostAsync(server, "/proposals/harbour-plan/status", new
        {
            id = "first-1-open", draft = "harbour-plan/first", point = "1", status = "open", occurred = "2024-03-03", sources = new[] { "gazette" }, reason = "Said aloud.",
        });
        var button = visit.Page.Locator("#news button");
        await Expect(button).ToHaveAttributeAsync("aria-keyshortcuts", "Alt+N");
        await Expect(visit.Page.Locator("#news kbd")).ToHaveTextAsync("Alt+N");
        var top = await TopAsync();
        if (byKey) await visit.Page.Keyboard.PressAsync("Alt+n");
        else
        {
            for (var i = 0; i < 60 && !await button.EvaluateAsync<bool>("button => button === document.activeElement"); i++) await visit.Page.Keyboard.PressAsync("Shift+Tab");
            Assert.NotInRange(await TopAsync() - top, -1, 1);
            await visit.Page.Keyboard.PressAsync("Enter");
        }
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Said aloud.");
        await Expect(link).ToBeFocusedAsync();
        Assert.InRange(await TopAsync() - top, -1, 1);

        async Task<double> TopAsync() => await link.EvaluateAsync<double>("link => link.getBoundingClientRect().top");
    }

    [Fact]
    public async Task What_is_on_another_part_of_the_list_is_named_with_a_link_or_counted()
    {
        for (var i = 0; i < 101; i++) await ClaimAsync($"c{i}", "2024-03-04");
        await using var whole = await chromium.VisitAsync(server.BaseAddress);
        await whole.GoAsync("/harbour-talks/claims");
        await whole.LiveAsync();
        await using var narrowed = await chromium.VisitAsync(server.BaseAddress);
        await narrowed.GoAsync("/harbour-talks/claims?holder=north-quay");
        await narrowed.LiveAsync();
        await ClaimAsync("last", "2024-03-05");
        await Expect(whole.Page.Locator("#news p")).ToHaveTextAsync("Claim last.");
        await whole.Page.ClickAsync("#news button");
        await Expect(whole.Page.Locator("main [data-new] a")).ToHaveAttributeAsync("href", "/harbour-talks/claims/last");
        await Expect(narrowed.Page.Locator("#news button")).ToHaveTextAsync("1 more - show");
        await Expect(narrowed.Page.Locator("#news p")).ToHaveTextAsync("102 claims now, 101 before: on another part of the list");

        Task ClaimAsync(string id, string on) => Harbour.PostAsync(server, "/claims", new
        {
            id, kind = "position", holder = "north-quay", speaker = new { name = "The mayor", party = "north-quay" }, about = new { draft = "harbour-plan/first" },
            stance = "opposes", basis = "first-hand", occurred = on, text = $"Claim {id}.", sources = new[] { "gazette" },
        });
    }

    [Fact]
    public async Task A_draft_that_is_followed_by_another_tells_which()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync("/harbour-talks/drafts/harbour-plan/first");
        await visit.LiveAsync();
        await Harbour.PostAsync(server, "/proposals/harbour-plan/drafts", new
        {
            id = "second", title = "Second draft", basedOn = "harbour-plan/first", occurred = "2024-03-04", text = "unknown", sources = new[] { "gazette" }, points = Array.Empty<object>(),
        });
        await Expect(visit.Page.Locator("#news p")).ToHaveTextAsync("Followed by Second draft");
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
        await visit.Page.SetViewportSizeAsync(1280, Harbour.AuditHeight);
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
