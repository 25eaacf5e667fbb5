using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>The wall dashboard: what changed last, the draft, the positions and the clock of the talks, from across a room.</summary>
public sealed class WallTests(Chromium chromium, RealCase real) : IAsyncLifetime
{
    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/ukraine-2025/live", 1920, 1080)]
    [InlineData("/ukraine-2025/live", 3840, 2160)]
    [InlineData("/ukraine-2025/live?asOf=2025-11-21", 1920, 1080)]
    [InlineData("/ukraine-2025/live?asOf=2025-11-24&knownBy=2025-12-01", 1920, 1080)]
    [InlineData("/lake-vell-crossing/live", 1920, 1080)]
    public async Task A_screen_holds_it_all_in_letters_for_four_metres(string address, int width, int height)
    {
        await using var visit = await chromium.VisitAsync(real.Address, width);
        await visit.Page.SetViewportSizeAsync(width, height);
        await visit.GoAsync(address);
        await visit.LiveAsync();
        Assert.Equal("[0,0]", await visit.Page.EvaluateAsync<string>("(root => JSON.stringify([root.scrollHeight - root.clientHeight, root.scrollWidth - root.clientWidth]))(document.documentElement)"));
        var least = 24.0 * height / 1080;
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(
            """
            least => [...document.querySelectorAll('.wall *, #badge, #pause, .name, #state')].filter(e => !e.closest('.visually-hidden') && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
              .filter(e => parseFloat(getComputedStyle(e).fontSize) < least - .1).map(e => `${e.localName}.${e.className}: ${getComputedStyle(e).fontSize}`)
            """, least));
        // Nothing lies over anything else, and nothing is cut off that is not folded on purpose.
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.wall section')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"));
    }

    [Fact]
    public async Task It_tells_what_is_known_and_by_whom_in_words_and_leads_to_what_does_not_fit()
    {
        await using var visit = await chromium.VisitAsync(real.Address, 1920, script: false);
        await visit.GoAsync("/ukraine-2025/live");
        await Expect(visit.Page.Locator("nav a").Last).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator("nav a[aria-current=page]")).ToHaveTextAsync("Live");
        await Expect(visit.Page.Locator(".wall-day")).ToContainTextAsync("since the first draft, 11 March 2025");
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync("Latest happening: 24 January 2026");
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync("None is on record");
        // What was entered today of a day long past is told as of that day.
        await Expect(visit.Page.Locator(".wall-latest li").First).ToContainTextAsync("happened 24 January 2026; recorded ");
        await Expect(visit.Page.Locator(".wall-sum")).ToContainTextAsync("Of 20 points: 17 agreed, 2 open and 1 unknown.");
        await Expect(visit.Page.Locator(".wall-account")).ToContainTextAsync("on Volodymyr Zelenskyy's account alone; the United States is not heard on this draft");
        await Expect(visit.Page.Locator(".wall-points li")).ToHaveCountAsync(20);
        await Expect(visit.Page.Locator(".wall-points li").Nth(11)).ToHaveTextAsync("12 open");
        await Expect(visit.Page.Locator(".wall-matrix tbody tr")).ToHaveCountAsync(8);
        await Expect(visit.Page.Locator(".wall-positions .wall-more")).ToContainTextAsync("further propositions");

        await visit.GoAsync("/ukraine-2025/live?asOf=2025-11-24");
        await Expect(visit.Page.Locator(".wall-points li")).ToHaveCountAsync(28);
        await Expect(visit.Page.Locator(".wall-sum")).ToContainTextAsync("Its text is not known; of the points of 28-point draft:");
        await Expect(visit.Page.Locator(".wall-points .inferred").First).ToContainTextAsync(", inferred");
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync("24 November 2025, the day that is shown");
        await visit.GoAsync("/ukraine-2025/live?draft=none");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("'draft' is no parameter here");
    }

    [Fact]
    public async Task An_empty_negotiation_is_said_to_be_empty()
    {
        await using var empty = await LedgerServer.StartAsync();
        await Harbour.PostAsync(empty, "", new { id = Harbour.Id, title = "Harbour talks" });
        await using var visit = await chromium.VisitAsync(empty.BaseAddress, 1920);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        var wall = visit.Page.Locator(".wall");
        foreach (var words in new[] { "Nothing that has a date is on record.", "No draft has been tabled.", "No position is on record.", "None is on record.", "Recorded negotiation: Harbour talks" }) await Expect(wall).ToContainTextAsync(words);
        await Axe.CheckAsync(visit.Page);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task P8_What_is_recorded_is_shown_at_once_marked_for_a_while_and_the_next_session_with_it()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        await visit.Page.EvaluateAsync("window.same = true");
        var soon = DateTime.UtcNow.Date.AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await Harbour.PostAsync(server, "/sessions", new { id = "s1", kind = "meeting", status = "announced", title = "Meeting at the quay", occurred = soon, participants = new[] { new { party = "north-quay", names = new[] { "The mayor" } } }, reports = Array.Empty<object>() });
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync("in 7 days: Meeting at the quay");
        await Expect(visit.Page.Locator(".wall-latest li[data-new]")).ToContainTextAsync("Meeting at the quay");

        await Harbour.PostAsync(server, "/proposals/harbour-plan/status", new
        {
            id = "first-1-open", draft = "harbour-plan/first", point = "1", status = "open", occurred = "2024-03-03", sources = new[] { "gazette" }, reason = "Said aloud.",
        });
        await Expect(visit.Page.Locator(".wall-points li[data-new]")).ToHaveTextAsync("1 open");
        // What was new a moment ago still is.
        await Expect(visit.Page.Locator(".wall-latest li[data-new]")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("#news")).ToBeEmptyAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.same"), "The page was loaded anew.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task P13_What_is_announced_or_dated_later_is_not_said_to_have_happened()
    {
        var (today, soon) = (Day(0), Day(7));
        await Harbour.PostAsync(server, "/parties", new { id = "south-quay", name = "South Quay", kind = "party" });
        foreach (var (id, on) in new[] { ("today", today), ("soon", soon) })
            await Harbour.PostAsync(server, "/sessions", new
            {
                id, kind = "meeting", status = "announced", occurred = on,
                participants = new[] { new { party = "north-quay", names = new[] { "The mayor" } }, new { party = "south-quay", names = Array.Empty<string>() } },
                reports = new[] { new { what = "place", text = "The old mole.", sources = new[] { "gazette" } } },
            });
        await Harbour.PostAsync(server, "/actions", new { id = "closure", actor = "north-quay", text = "North Quay closes the lock.", occurred = soon, sources = new[] { "gazette" } });
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        await visit.GoAsync("/harbour-talks/live");
        var latest = visit.Page.Locator(".wall-latest li");
        await Expect(latest.Nth(0)).ToContainTextAsync("dated ");
        await Expect(latest.Nth(1)).ToContainTextAsync("Recorded meeting announced; with North Quay, South Quay; place: The old mole");
        await Expect(latest.Nth(1)).ToContainTextAsync("for ");
        await Expect(visit.Page.Locator(".wall-latest")).Not.ToContainTextAsync("happened");
        // The latest thing that happened is the draft, not the meeting that is to be today.
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync("Latest happening: 2 March 2024");
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync("First draft tabled");
        await Expect(visit.Page.Locator(".wall-talks")).ToContainTextAsync(", with North Quay and South Quay; place: The old mole");
    }

    [Fact]
    public async Task P12_A_new_text_tells_what_it_leaves_unsaid_of_the_one_before_and_that_no_status_is_reported_yet()
    {
        await Harbour.PostAsync(server, "/proposals/harbour-plan/drafts", new
        {
            id = "second", title = "Second draft", basedOn = "harbour-plan/first", occurred = "2024-03-04", text = "full", sources = new[] { "gazette" },
            points = new[] { new { id = "1", label = "1", textKind = "verbatim", language = "en", text = "The harbour shall be half open.", sources = new[] { "gazette" } } },
        });
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        await visit.GoAsync("/harbour-talks/live");
        await Expect(visit.Page.Locator(".wall-unaccounted")).ToHaveTextAsync("3 points of First draft unaccounted for");
        await Expect(visit.Page.Locator(".wall-unaccounted a").Last).ToHaveAttributeAsync("href", "/harbour-talks/drafts/harbour-plan/first");
        await Expect(visit.Page.Locator(".wall-sum")).ToContainTextAsync("Of its 1 point no status is reported yet.");
        await visit.LiveAsync();
        await Harbour.PostAsync(server, "/lineage", new
        {
            id = "dropped", fate = "dropped", from = new[] { "harbour-plan/first/2" }, to = Array.Empty<string>(), toDraft = "harbour-plan/second", mode = "asserted", confidence = "reported", sources = new[] { "gazette" },
        });
        await Expect(visit.Page.Locator(".wall-unaccounted")).ToHaveTextAsync("2 points of First draft unaccounted for");
        await Expect(visit.Page.Locator(".wall-latest li").First).ToContainTextAsync("Recorded asserted link: dropped - point 2 of First draft; in Second draft");
    }

    [Fact]
    public async Task What_changed_last_is_in_the_matrix_and_what_is_new_and_does_not_fit_is_named()
    {
        await Harbour.PostAsync(server, "/issues", new { id = "access", title = "Access" });
        for (var i = 1; i <= Propositions; i++) await Harbour.PostAsync(server, "/propositions", new { id = $"p{i}", issue = "access", text = $"Basin {i} is open." });
        // As many parties as there is room for, each with more to say than who comes last.
        for (var i = 1; i <= Parties; i++)
        {
            await Harbour.PostAsync(server, "/parties", new { id = $"quay-{i}", name = $"Quay {i}", kind = "party" });
            for (var on = 1; on <= 2; on++) await ClaimAsync($"c{i}-{on}", $"quay-{i}", $"p{on}", "2024-03-04");
        }
        await Harbour.PostAsync(server, "/parties", new { id = "late-quay", name = "Late Quay", kind = "party" });
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        await ClaimAsync("late", "late-quay", "p3", "2024-03-05");
        await Expect(visit.Page.Locator(".wall-matrix thead th").Nth(1)).ToHaveTextAsync("Late Quay");
        await Expect(visit.Page.Locator(".wall-matrix td[data-new]")).ToHaveCountAsync(1);

        await Harbour.PostAsync(server, "/parties", new { id = "old-quay", name = "Old Quay", kind = "party" });
        await ClaimAsync("old", "old-quay", "p1", "2024-03-03");
        await Expect(visit.Page.Locator(".wall-folded[data-new]")).ToBeVisibleAsync();
        Assert.Equal("Old Quay opposes: Basin 1 is open.", await visit.Page.Locator(".wall-folded[data-new]").GetAttributeAsync("data-title"));
        Assert.Contains("attr(data-title)", await visit.Page.EvaluateAsync<string>("[...document.styleSheets].flatMap(s => [...s.cssRules]).find(r => r.selectorText === '.wall-folded[data-new]::before').cssText"), StringComparison.Ordinal);
        // Whoever gave way to what is new is not new for it.
        await Expect(visit.Page.Locator(".wall-folded[data-new]")).ToHaveCountAsync(1);

        Task ClaimAsync(string id, string party, string about, string on) => Harbour.PostAsync(server, "/claims", new
        {
            id, kind = "position", holder = party, speaker = new { name = "The mayor", party }, about = new { proposition = about },
            stance = "opposes", basis = "first-hand", occurred = on, text = "It is against it.", sources = new[] { "gazette" },
        });
    }

    private const int Propositions = 3, Parties = 6;

    private static string Day(int ahead) => DateTime.UtcNow.Date.AddDays(ahead).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_clock_goes_on_and_a_new_day_counts_as_one_and_marks_fade()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        var installed = DateTime.UtcNow;
        await visit.Page.Clock.InstallAsync(new() { TimeDate = installed });
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator(".wall-latest li[data-new]")).ToHaveCountAsync(1);
        var before = await visit.Page.Locator("#now").TextContentAsync();
        await visit.Page.Clock.RunForAsync("02:00");
        await Expect(visit.Page.Locator("#now")).Not.ToHaveTextAsync(before!);
        await Expect(visit.Page.Locator("[data-new]")).ToHaveCountAsync(0);
        // What was counted from yesterday is counted anew.
        await visit.Page.RunAndWaitForRequestAsync(() => visit.Page.Clock.FastForwardAsync("24:00:00"), request => request.ResourceType == "fetch" && request.Url.EndsWith("/live", StringComparison.Ordinal));
        await Expect(visit.Page.Locator("#now")).ToContainTextAsync($"{installed.AddDays(1).AddMinutes(2).Day} ");
    }

    [Fact]
    public async Task P9_A_wall_that_lost_the_server_never_calls_itself_live_and_comes_back_with_everything()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        var (open, away) = (new List<IWebSocketRoute>(), false);
        await visit.Page.RouteWebSocketAsync("**/hubs/ledger**", socket =>
        {
            if (away) { _ = socket.CloseAsync(); return; }
            open.Add(socket);
            socket.ConnectToServer();
        });
        await visit.Page.RouteAsync("**/hubs/ledger/**", route => away ? route.AbortAsync() : route.ContinueAsync());
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        // What the badge says, and whether what is shown beside it is the latest by then.
        await visit.Page.EvaluateAsync("window.told = []; new MutationObserver(() => window.told.push(`${document.getElementById('badge').dataset.state} ${document.querySelector('.wall').textContent.includes('Second draft')}`)).observe(document.getElementById('badge'), { attributes: true })");

        away = true;
        foreach (var socket in open) await socket.CloseAsync();
        await Expect(visit.Page.Locator("#badge")).ToContainTextAsync("Stale since");
        await Harbour.TableAsync(server, "second", "Second draft");
        away = false;
        await Expect(visit.Page.Locator(".wall-latest")).ToContainTextAsync("Second draft", new() { Timeout = 40_000 });
        await visit.LiveAsync();
        Assert.DoesNotContain("live false", await visit.Page.EvaluateAsync<string[]>("told"));
    }

    [Fact]
    public async Task P9_While_the_page_is_long_in_coming_the_wall_is_catching_up()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, 1920);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        var come = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/harbour-talks/live", async route => { await come.Task; await route.ContinueAsync(); });
        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Catching up");
        come.SetResult();
        await Expect(visit.Page.Locator(".wall-latest")).ToContainTextAsync("Second draft");
        await visit.LiveAsync();
    }
}
