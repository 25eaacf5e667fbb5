using Microsoft.Playwright;
using ProposalLedger.Testing;

namespace ProposalLedger.Browser.Tests;

/// <summary>Signing in with a token in a browser, to read what is private, live, and no longer than the session lasts.</summary>
public sealed class SignInTests(Chromium chromium)
{
    [Theory, InlineData(1280, true), InlineData(390, false)]
    public async Task P15_Who_signs_in_reads_private_pages_and_is_led_back_to_where_he_came_from(int width, bool script)
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/visibility", new { visibility = "private", reason = "The delegations ask for it." });
        await using var visit = await chromium.VisitAsync(server.BaseAddress, width, script);
        var page = visit.Page;
        await visit.GoAsync($"/{Harbour.Id}/drafts");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("There is nothing here");
        await page.ClickAsync(".visitor a");
        await page.FillAsync("input[name=token]", "ledger_wrong");
        await page.ClickAsync("main button");
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("unknown, expired or revoked");
        await page.FillAsync("input[name=token]", LedgerServer.Token);
        await page.ClickAsync("main button");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(server.BaseAddress, $"/{Harbour.Id}/drafts").ToString());
        await Assertions.Expect(page.Locator(".visitor")).ToHaveTextAsync("owner (administrator)");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        if (script)
        {
            // The page's own client is let in by the same cookie, and no script sees that.
            await visit.LiveAsync();
            Assert.DoesNotContain("ledger", await page.EvaluateAsync<string>("document.cookie"), StringComparison.Ordinal);
            await Harbour.TableAsync(server, "second", "Second draft");
            await Assertions.Expect(page.Locator("#news button").Or(page.Locator("main >> text=Second draft")).First).ToBeVisibleAsync();
        }
        await visit.GoAsync("/account");
        if (script) await Axe.CheckAsync(page); // it is a script itself
        await page.ClickAsync("main button");
        await Assertions.Expect(page.Locator(".visitor")).ToHaveTextAsync("Sign in");
        Assert.Equal(404, (await visit.GoAsync($"/{Harbour.Id}/drafts")).Status);
        Assert.Empty(visit.Complaints);
    }
}
