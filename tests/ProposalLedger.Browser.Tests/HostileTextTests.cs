using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>Texts come from outside. Whatever they hold, they are shown as text.</summary>
public sealed class HostileTextTests(Chromium chromium)
{
    private const string Script = "<script>alert('harbour')</script>";
    private const string Image = "\"><img src=x onerror=alert('harbour')>";
    private const string RightToLeft = "الميناء مفتوح \u202eneddih";

    [Fact]
    public async Task Markup_turned_and_very_long_texts_are_shown_as_text()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/sources", new { id = "bad", publisher = Script, title = Image, kind = "blog" });
        await Harbour.PostAsync(server, "/issues", new { id = "water", title = Image });
        await Harbour.PostAsync(server, "/propositions", new { id = "open", issue = "water", text = Script + RightToLeft });
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "c1", kind = "position", holder = "north-quay", speaker = new { name = Image, party = "north-quay" }, about = new { proposition = "open" },
            stance = "supports", basis = "first-hand", occurred = "2024-03-02", text = Script, sources = new[] { "bad" },
        });
        await Harbour.TableAsync(server, "bad", Script, 2, Image + RightToLeft);
        var longest = string.Concat(Enumerable.Repeat("Unbrokenstretchoftext", 770));
        await Harbour.TableAsync(server, "long", "Long", 1, longest[..16_000]);
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "c2", kind = "position", holder = "north-quay", speaker = new { name = "Long", party = "north-quay" }, about = new { proposition = "open" },
            stance = "supports", basis = "first-hand", occurred = "2024-03-02", text = longest[..10_000], sources = new[] { "bad" },
        });

        foreach (var width in new[] { 1280, 390 })
        {
            await using var visit = await chromium.VisitAsync(server.BaseAddress, width);
            foreach (var path in new[]
            {
                "", "/drafts", "/drafts/harbour-plan/bad", "/drafts/harbour-plan/long", "/compare?drafts=harbour-plan/first,harbour-plan/bad", "/compare?drafts=harbour-plan/bad,harbour-plan/long",
                "/positions", "/claims", "/claims/c1", "/timeline?kind=claim,draft", "/sources", "/sources/bad", "/issues", "/propositions", "/audit", "/audit/8", "/claims?speaker=" + Uri.EscapeDataString(Image),
                "/" + Uri.EscapeDataString(Script),
            })
            {
                await visit.GoAsync($"/{Harbour.Id}{path}");
                Assert.Equal(0, await visit.Page.Locator("main script, main img, a[href^='javascript:']").CountAsync());
                Assert.True(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, $"{path} scrolls sideways at {width}");
            }
            Assert.Empty(visit.Complaints);
            await visit.GoAsync($"/{Harbour.Id}/drafts/harbour-plan/bad");
            await Expect(visit.Page.Locator("h1")).ToHaveTextAsync(Script);
            await Expect(visit.Page.Locator(".point .text").First).ToHaveTextAsync($"{Image}{RightToLeft} (1)");
            foreach (var path in new[] { "/claims", "/timeline?kind=claim" })
            {
                await visit.GoAsync($"/{Harbour.Id}{path}");
                await Expect(visit.Page.Locator("main summary")).ToHaveTextAsync("Show all 10,000 characters");
            }
            await visit.GoAsync($"/{Harbour.Id}");
            await Expect(visit.Page.Locator("main .events")).ToContainTextAsync("… (10,000 characters)");
            await visit.GoAsync($"/{Harbour.Id}/drafts/harbour-plan/long");
            await Expect(visit.Page.Locator(".point summary").First).ToContainTextAsync("Show all 16,004 characters");
        }
    }
}
