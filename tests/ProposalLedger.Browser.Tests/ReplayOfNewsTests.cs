using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;
using static ProposalLedger.Browser.Tests.ReplayTests;

namespace ProposalLedger.Browser.Tests;

/// <summary>Stepping through a negotiation that has just begun, or goes on meanwhile.</summary>
public sealed class ReplayOfNewsTests(Chromium chromium)
{
    [Fact]
    public async Task A_negotiation_only_just_opened_says_on_every_page_what_is_not_there_and_replays_its_one_event()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.PostAsync(server, "", new { id = Harbour.Id, title = "Harbour talks" });
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        foreach (var (path, says) in new[]
        {
            ("", "No draft has been tabled"), ("/drafts", "No draft has been tabled"), ("/compare", "draft"), ("/lineage", "draft"), ("/positions", "No "), ("/convergence", "No draft is on record"),
            ("/claims", "No "), ("/conflicts", "No"), ("/timeline", "No"), ("/steps?clock=asOf", "Nothing that this state holds"), ("/parties", "None on record"),
        })
        {
            await visit.GoAsync($"/{Harbour.Id}{path}");
            await Expect(visit.Page.Locator("main")).ToContainTextAsync(says);
            await Expect(visit.Page.Locator($"{Bar} summary")).ToContainTextAsync("as it was recorded");
        }
        await visit.GoAsync($"/{Harbour.Id}?replay=asOf");
        await Expect(visit.Page.Locator($"{Bar} .empty")).ToContainTextAsync("there is no step. As it was recorded, there are steps.");
        await visit.Page.ClickAsync("text=As it was recorded >> nth=0");
        await Expect(visit.Page.Locator($"{Bar} .at")).ToContainTextAsync("Now: after all of 1 step.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_back_dated_piece_of_news_comes_to_an_open_past_page_and_stops_the_play()
    {
        await using var server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/sources", new { id = "later", publisher = "The Gazette", title = "Later news", published = "2024-05-01", kind = "news" });
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await visit.GoAsync($"/{Harbour.Id}/drafts?asOf=2024-03-01&replay=asOf");
        await visit.LiveAsync();
        await visit.Page.ClickAsync(Next);
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("First draft");
        await StillAsync(visit);
        await visit.LiveAsync();

        await Harbour.TableAsync(server, "second", "Second draft");
        await Expect(visit.Page.Locator("#news")).ToContainTextAsync("Second draft");
        await visit.Page.ClickAsync("#news button");
        await Expect(visit.Page.Locator("main .drafts")).ToContainTextAsync("Second draft");
        await Expect(visit.Page.Locator("#state")).ToContainTextAsync("State on 2 March 2024");

        // At a pinned position nothing comes.
        await visit.Page.ClickAsync("text=As it was recorded");
        await visit.Page.ClickAsync(Previous);
        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
        await StillAsync(visit);
        Assert.Empty(visit.Complaints);
    }
}
