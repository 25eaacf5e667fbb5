using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>The biography of a provision, as it is read.</summary>
public sealed class ProvisionTests(Chromium chromium, RealCase real)
{
    [Fact]
    public async Task How_the_army_limit_changed_and_on_whose_account_is_read_off_one_table()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/provisions/us-28.6");
        var rows = visit.Page.Locator("section[aria-labelledby=quantity-army-size] tbody tr");
        await Assertions.Expect(rows.First).ToContainTextAsync("600,000 personnel, unconditional");
        await Assertions.Expect(rows.First).ToContainTextAsync("a paraphrase, by the ledger, of the text as printed by AP");
        await Assertions.Expect(rows.Filter(new() { HasText = "660,000 personnel" })).ToContainTextAsync("reported by an outlet in its own voice: The Inquisitr");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Row, new() { Name = "23 November 2025 dropped" })).ToContainTextAsync("19-point framework after Geneva");
        await Assertions.Expect(rows.Filter(new() { HasText = "of the text as printed by UANews / European Pravda" })).ToContainTextAsync("800,000 personnel, peacetime");
        Assert.DoesNotContain("", await rows.Locator("td:last-child").AllInnerTextsAsync());
        // One account in order of time, from the first wording to the last.
        var story = await visit.Page.Locator(".account h3").AllInnerTextsAsync();
        Assert.Equal(["Point 6 of 28-point draft", "Point 6 of E3 mark-up of the 28 points", "Point 4 of 20-point framework as described by Zelenskyy"], story);
    }

    [Fact]
    public async Task A_provision_that_was_split_leads_to_its_halves_and_they_lead_back()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/provisions/us-28.12");
        var related = visit.Page.Locator("section[aria-labelledby=related] li");
        await Assertions.Expect(related.Filter(new() { HasText = "split into point 8" })).ToHaveCountAsync(1);
        await related.Filter(new() { HasText = "point 9" }).Locator("text=History of that provision").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("section[aria-labelledby=related] li").First).ToContainTextAsync("from point 12 of 28-point draft");
    }
}
