using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

public sealed class SearchPageTests(Chromium chromium, RealCase real)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_page_has_a_field_that_searches_by_keyboard_at_the_same_cut_with_script_and_without(bool script)
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: script);
        await visit.GoAsync("/ukraine-2025/drafts/us-peace-plan/us-28?knownBy=2025-12-01");
        await visit.Page.GetByRole(AriaRole.Searchbox).FocusAsync();
        await visit.Page.Keyboard.TypeAsync("\"armed forces\" or army limits");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/search?q=**");
        Assert.Contains("knownBy=2025-12-01", visit.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.Locator("mark").First).ToBeVisibleAsync();

        // A point leads to its place in the draft, at the same cut.
        await visit.Page.Locator("[data-key='hit/point/us-peace-plan/us-28/6'] a").First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/drafts/us-peace-plan/us-28?knownBy=2025-12-01#6");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_is_not_found_is_said_with_advice_and_leads_to_the_current_state()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync("/ukraine-2025/search?q=constructive&knownBy=2025-03-20");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Nothing on record here has these words. Only this past state was searched.");
        await visit.Page.GetByText("Search the current state for this").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("mark").First).ToHaveTextAsync("constructive");
    }
}
