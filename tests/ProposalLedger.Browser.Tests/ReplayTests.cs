using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>Stepping through a negotiation, on whatever page one stands.</summary>
public sealed class ReplayTests(Chromium chromium, RealCase real)
{
    internal const string Bar = "#replay", Range = "#replay-range", Next = "#replay-next", Previous = "#replay-previous", Play = "#replay-play";

    private static Regex Ends(string address) => new(Regex.Escape(address) + "$", RegexOptions.None, TimeSpan.FromSeconds(1));

    internal static Task StillAsync(Visit visit) => Expect(visit.Page.Locator($"{Bar}[data-moving]")).ToHaveCountAsync(0);

    private async Task<Visit> OpenAsync(string address, int width = 1280, bool script = true)
    {
        var visit = await chromium.VisitAsync(real.Address, width, script);
        await visit.GoAsync(address);
        if (script) await Expect(visit.Page.Locator(Range)).ToBeVisibleAsync();
        return visit;
    }

    [Fact]
    public async Task Days_are_stepped_through_by_button_and_by_key_and_each_has_its_address_and_its_content()
    {
        await using var visit = await OpenAsync("/ukraine-2025/drafts?asOf=2025-11-19&replay=asOf");
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("28-point draft");
        await visit.Page.EvaluateAsync("window.same = true");

        await visit.Page.ClickAsync(Next);
        await Expect(visit.Page).ToHaveURLAsync(Ends("/ukraine-2025/drafts?asOf=2025-11-20&replay=asOf"));
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("28-point draft");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 20 November 2025, as known now");
        await Expect(visit.Page.Locator(Next)).ToBeFocusedAsync();
        await Expect(visit.Page.Locator(Range)).ToHaveAttributeAsync("aria-valuetext", "20 November 2025: 28-point draft tabled, and 14 more");
        await Expect(visit.Page.Locator("nav[aria-label='This negotiation'] >> text=Positions")).ToHaveAttributeAsync("href", "/ukraine-2025/positions?asOf=2025-11-20&replay=asOf");

        foreach (var day in new[] { "21", "22", "23" })
        {
            await visit.Page.Keyboard.PressAsync(".");
            await Expect(visit.Page).ToHaveURLAsync(Ends($"asOf=2025-11-{day}&replay=asOf"));
            await StillAsync(visit);
        }
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("19-point framework after Geneva");
        await visit.Page.Keyboard.PressAsync(",");
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("19-point framework after Geneva");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.same"), "The page was loaded anew.");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("drafts/us-peace-plan/us-28?asOf=2025-11-22&replay=asOf", "drafts/us-peace-plan/us-28?asOf=2025-11-20&replay=asOf", "20 November 2025")]
    [InlineData("compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-19&asOf=2025-11-26&replay=asOf", "compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-19&asOf=2025-11-23&replay=asOf", "23 November 2025")]
    public async Task The_bar_of_a_page_begins_where_its_subject_is_on_record_and_leads_to_no_page_that_is_not_there(string from, string first, string day)
    {
        await using var visit = await OpenAsync("/ukraine-2025/" + from);
        await Expect(visit.Page.Locator(Bar)).ToContainTextAsync($"What this page shows is on record from {day} on.");
        await visit.Page.ClickAsync("#replay-first");
        await Expect(visit.Page).ToHaveURLAsync(Ends(first));
        await StillAsync(visit);
        await Expect(visit.Page.Locator("main h1")).Not.ToContainTextAsync("There is nothing here");
        await Expect(visit.Page.Locator(Previous)).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(visit.Page.Locator(Previous)).ToHaveAttributeAsync("href", "/ukraine-2025/" + first);
        // The slider's first stop is the same, and no stop lies before it.
        var range = visit.Page.Locator(Range);
        await range.FocusAsync();
        await range.PressAsync("End");
        await StillAsync(visit);
        await range.PressAsync("Home");
        await StillAsync(visit);
        await Expect(visit.Page).ToHaveURLAsync(Ends(first));
        await Expect(range).ToHaveAttributeAsync("min", "0");
        await Expect(visit.Page.Locator("main h1")).Not.ToContainTextAsync("There is nothing here");
        Assert.Empty(visit.Complaints);
        await visit.Page.Locator(Bar).GetByRole(AriaRole.Link, new() { Name = "overview" }).ClickAsync();
        await Expect(visit.Page.Locator("main h1")).Not.ToContainTextAsync("There is nothing here");
    }

    [Fact]
    public async Task Next_leads_from_an_address_where_the_subject_is_not_there_yet_to_its_first_step()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/drafts/us-peace-plan/us-28?asOf=2025-03-01&replay=asOf");
        await Expect(visit.Page.Locator("main h1")).ToContainTextAsync("There is nothing here");
        await visit.Page.ClickAsync(Next);
        await Expect(visit.Page).ToHaveURLAsync(Ends("us-28?asOf=2025-11-20&replay=asOf"));
        await Expect(visit.Page.Locator("main h1")).Not.ToContainTextAsync("There is nothing here");
    }

    [Fact]
    public async Task The_range_goes_by_arrow_keys_home_and_end_and_says_each_step()
    {
        await using var visit = await OpenAsync("/ukraine-2025/timeline?asOf=2025-11-20&replay=asOf");
        var range = visit.Page.Locator(Range);
        await range.FocusAsync();
        await range.PressAsync("ArrowRight");
        await Expect(range).ToHaveAttributeAsync("aria-valuetext", new Regex("^21 November 2025: ", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 21 November 2025");
        await range.PressAsync("Home");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 31 December 2014");
        await range.PressAsync("End");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("Current state");
        await Expect(visit.Page).ToHaveURLAsync(Ends("/ukraine-2025/timeline?replay=asOf"));
        await Expect(range).ToHaveAttributeAsync("aria-valuetext", "Now: the current state");
        await range.PressAsync("ArrowLeft");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 24 January 2026");
        await Expect(range).ToBeFocusedAsync();
        Assert.Equal(55, await visit.Page.Locator($"{Bar} rect").CountAsync());
    }

    [Fact]
    public async Task The_ledger_is_stepped_through_event_by_event_and_what_it_recorded_by_then_is_pinned()
    {
        await using var visit = await OpenAsync("/ukraine-2025?at=90&replay=at");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
        await visit.Page.ClickAsync(Next);
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State as recorded - ledger position 91 of");
        await Expect(visit.Page.Locator($"{Bar} .at")).ToContainTextAsync("Step 9 of 858. Position 91: recorded");
        await visit.Page.ClickAsync("#replay-last");
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Live", new() { Timeout = 20_000 });
        await visit.Page.ClickAsync(Previous);
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
        await visit.Page.ClickAsync("#replay-first");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("ledger position 83 of");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("US-drafted peace plan for Russia and Ukraine, 2025");
    }

    [Fact]
    public async Task Back_leads_to_where_the_reader_was_before_a_movement_whatever_it_went_through()
    {
        await using var visit = await OpenAsync("/ukraine-2025/drafts?asOf=2025-11-20&replay=asOf");
        await visit.Page.Locator(Range).FocusAsync();
        for (var i = 0; i < 5; i++) await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 25 November 2025");
        await StillAsync(visit);
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 26 November 2025");
        await StillAsync(visit);

        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 25 November 2025");
        await Expect(visit.Page.Locator(Range)).ToHaveAttributeAsync("aria-valuetext", new Regex("^25 November 2025", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 20 November 2025");
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("19-point framework");
        await visit.Page.GoForwardAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("19-point framework");
    }

    [Fact]
    public async Task Play_goes_on_until_paused_or_until_another_key_and_stops_at_the_end()
    {
        await using var visit = await OpenAsync("/ukraine-2025/drafts?asOf=2025-11-19&replay=asOf");
        await visit.Page.ClickAsync(Play);
        await Expect(visit.Page.Locator(Play)).ToHaveTextAsync("Pause");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync(new Regex("State on (?:2[2-9]|30) November 2025", RegexOptions.None, TimeSpan.FromSeconds(1))); // a day passes in less than a second
        await visit.Page.ClickAsync(Play);
        await Expect(visit.Page.Locator(Play)).ToHaveTextAsync("Play");
        await StillAsync(visit);
        var stood = visit.Page.Url;
        Assert.Contains("asOf=2025-11-2", stood, StringComparison.Ordinal);

        await visit.Page.Locator(Range).PressAsync(" ");
        await Expect(visit.Page.Locator(Play)).ToHaveTextAsync("Pause");
        await Expect(visit.Page).Not.ToHaveURLAsync(stood);
        await visit.Page.Keyboard.PressAsync("Shift");
        await Expect(visit.Page.Locator(Play)).ToHaveTextAsync("Play");

        await visit.GoAsync("/ukraine-2025/drafts?asOf=2026-01-23&replay=asOf");
        await visit.Page.ClickAsync(Play);
        await Expect(visit.Page).ToHaveURLAsync(Ends("/ukraine-2025/drafts?replay=asOf"));
        await Expect(visit.Page.Locator(Play)).ToHaveTextAsync("Play");
        await StillAsync(visit);
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 23 January 2026");
    }

    [Fact]
    public async Task Nothing_jumps_the_bar_stays_under_the_hand_and_a_reader_further_down_keeps_in_sight_what_is_there()
    {
        await using var visit = await OpenAsync("/ukraine-2025/positions?asOf=2025-11-23&replay=asOf");
        async Task<float> TopAsync(string of) => (await visit.Page.Locator(of).BoundingBoxAsync())!.Y;
        var before = await TopAsync(Next);
        await visit.Page.ClickAsync(Next);
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 24 November 2025");
        await StillAsync(visit);
        Assert.Equal(before, await TopAsync(Next));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("scrollY"));

        await visit.Page.EvaluateAsync("scrollTo(0, 700)");
        await visit.Page.Locator(Next).FocusAsync();
        var scrolled = await visit.Page.EvaluateAsync<int>("scrollY");
        Assert.InRange(scrolled, 600, 700);
        await visit.Page.Keyboard.PressAsync(".");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 25 November 2025");
        await StillAsync(visit);
        Assert.Equal(scrolled, await visit.Page.EvaluateAsync<int>("scrollY"));
        await Expect(visit.Page.Locator(Next)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_reader_who_comes_before_a_draft_was_tabled_is_told_so_and_can_go_on()
    {
        await using var visit = await OpenAsync("/ukraine-2025/drafts/us-peace-plan/us-28?asOf=2025-11-19&replay=asOf");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("There is nothing here");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("is on record, but not in this state of the negotiation");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Replay");
        await visit.Page.ClickAsync(Next);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("28-point draft");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_clock_is_the_readers_choice_and_the_others_stay()
    {
        await using var visit = await OpenAsync("/ukraine-2025/claims?holder=ukraine&asOf=2025-11-24&replay=asOf");
        await visit.Page.ClickAsync("text=As it became known");
        await Expect(visit.Page).ToHaveURLAsync(Ends("/ukraine-2025/claims?holder=ukraine&asOf=2025-11-24&replay=knownBy"));
        // The address is there before the page is: Previous would still be the other clock's.
        await StillAsync(visit);
        await visit.Page.ClickAsync(Previous);
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 24 November 2025, as known on ");
        Assert.Contains("/ukraine-2025/claims?holder=ukraine&asOf=2025-11-24&knownBy=20", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_until_wanted_and_then_open_on_the_next_page_too()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync("/ukraine-2025/drafts");
        await Expect(visit.Page.Locator(Next)).ToBeHiddenAsync();
        await visit.Page.ClickAsync($"{Bar} summary");
        await Expect(visit.Page).ToHaveURLAsync(Ends("/ukraine-2025/drafts?replay=asOf"));
        await StillAsync(visit);
        await visit.Page.ClickAsync("nav >> text=Claims");
        await Expect(visit.Page.Locator(Range)).ToBeVisibleAsync();
        await visit.Page.ClickAsync($"{Bar} summary");
        await Expect(visit.Page).ToHaveURLAsync(Ends("/ukraine-2025/claims"));
    }

    [Fact]
    public async Task Without_script_links_and_a_form_do_the_same()
    {
        await using var visit = await OpenAsync("/ukraine-2025/drafts?asOf=2025-11-20&replay=asOf", script: false);
        Assert.Equal(0, await visit.Page.Locator($"{Play}:visible, {Range}:visible").CountAsync());
        await visit.Page.ClickAsync(Next);
        await visit.ArriveAsync("/ukraine-2025/drafts?asOf=2025-11-21&replay=asOf");
        await visit.Page.ClickAsync(Previous);
        await visit.ArriveAsync("/ukraine-2025/drafts?asOf=2025-11-20&replay=asOf");
        await visit.Page.ClickAsync(Previous);
        await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("28-point draft");
        await visit.Page.ClickAsync("#replay-last");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("Current state");
        await visit.Page.ClickAsync("#replay-first");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 31 December 2014");
        await visit.Page.FillAsync($"{Bar} input[name=asOf]", "2025-11");
        await visit.Page.FillAsync($"{Bar} input[name=knownBy]", "2025-12-01");
        await visit.Page.ClickAsync($"{Bar} form button");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State at the end of November 2025, as known on 1 December 2025 - ledger position");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("Left out: what happened or was published later");
        await visit.Page.ClickAsync("text=All steps as a table");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Steps as it happened");
        await visit.Page.ClickAsync("main >> text=2025-11-20");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 20 November 2025, as known on 1 December 2025");
    }
}
