using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>Going through a comparison change by change.</summary>
public sealed class CompareTests(Chromium chromium, RealCase real)
{
    private const string Two = "/ukraine-2025/compare?drafts=us-peace-plan/us-28,us-peace-plan/us-ua-20";
    private const string Rivals = "/ukraine-2025/compare?drafts=us-peace-plan/us-28,e3-counter/e3-28,us-peace-plan/us-ua-20";

    [Fact]
    public async Task Keys_and_buttons_go_from_change_to_change_and_say_where_the_reader_is()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Two);
        var place = visit.Page.Locator(".change-bar output");
        // What was carried over has its entry and is no change.
        var changes = visit.Page.Locator(".changes .change[data-change]");
        var all = await changes.CountAsync();
        Assert.InRange(all, 1, await visit.Page.Locator(".changes .change").CountAsync() - 1);
        await Assertions.Expect(place).ToHaveTextAsync($"{all} changes");
        await Assertions.Expect(place).ToHaveAttributeAsync("aria-live", "polite");
        await visit.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(place).ToHaveTextAsync($"Change 1 of {all}: {await changes.First.GetAttributeAsync("data-change")}");
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.ClickAsync("text=Next change");
        await Assertions.Expect(place).ToContainTextAsync($"Change 3 of {all}");
        await Assertions.Expect(changes.Nth(2)).ToBeFocusedAsync();
        await Assertions.Expect(changes.Nth(2)).ToBeInViewportAsync();
        Assert.EndsWith($"#{await changes.Nth(2).GetAttributeAsync("id")}", visit.Page.Url, StringComparison.Ordinal);
        await visit.Page.Keyboard.PressAsync("p");
        await visit.Page.Keyboard.PressAsync("k");
        await visit.Page.Keyboard.PressAsync("k"); // there is none before the first
        await Assertions.Expect(place).ToContainTextAsync($"Change 1 of {all}");
        // The address names the change: it is where a reader begins who is sent there.
        await visit.Page.ReloadAsync();
        await Assertions.Expect(place).ToContainTextAsync($"Change 1 of {all}");
        // Typing is typing.
        await visit.Page.Locator("select").First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(place).ToContainTextAsync($"Change 1 of {all}");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_kind_of_change_is_chosen_without_script_and_stands_in_the_address()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync(Two);
        await visit.Page.CheckAsync("input[value=split]");
        await visit.Page.CheckAsync("input[value=renumbered]");
        await visit.Page.ClickAsync("text=Filter");
        await visit.ArriveAsync("&kind=renumbered,split");
        Assert.Equal(["Renumbered", "Renumbered", "Renumbered", "Split"], (await visit.Page.Locator(".change .fate-word").AllInnerTextsAsync()).Order());
        await Assertions.Expect(visit.Page.Locator(".tally").First).ToContainTextAsync("13 reworded");
        await visit.Page.ClickAsync(".kinds a");
        await visit.Page.WaitForURLAsync(url => !url.Contains("kind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quantities_are_told_with_their_difference()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync(Two);
        await Assertions.Expect(visit.Page.Locator("#change-0-l-28-20-6 .terms")).ToContainTextAsync("600,000 personnel, unconditional becomes 800,000 personnel, peacetime (+200,000)");
    }

    [Fact]
    public async Task P13_What_Europe_changed_and_what_of_it_stands_in_the_20_is_answered_on_one_page()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Rivals);
        var told = visit.Page.Locator("section[aria-labelledby=parallels]");
        await Assertions.Expect(told).ToContainTextAsync("No source on record links the points of E3 mark-up of the 28 points with those of 20-point framework");
        await Assertions.Expect(told).ToContainTextAsync("Of 15 points that E3 mark-up of the 28 points is reported to change, 20-point framework as described by Zelenskyy has: 6 reworded, 1 renumbered and 8 dropped.");
        await Assertions.Expect(told.Locator("li")).ToContainTextAsync("army size 800,000 personnel, peacetime");
        await told.Locator("li a").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("tr:target")).ToContainTextAsync("Ukraine's armed forces would be capped at 600,000");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task P13_A_point_with_a_suggested_counterpart_is_not_said_to_have_none()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/compare?drafts=us-peace-plan/us-28,e3-counter/e3-28");
        await Assertions.Expect(visit.Page.Locator("[id='row-us-peace-plan.us-28.24']")).ToContainTextAsync("no asserted counterpart; suggested: point 24");
        await Assertions.Expect(visit.Page.Locator("[id='row-e3-counter.e3-28.24']")).ToContainTextAsync("no asserted counterpart; suggested: point 24");
        await Assertions.Expect(visit.Page.Locator(".tally").First).ToContainTextAsync("1 suggested, not asserted");
    }
}
