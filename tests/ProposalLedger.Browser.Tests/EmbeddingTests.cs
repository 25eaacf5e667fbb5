using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>A page of another origin shows a live matrix in the lines that docs/embedding.md gives it.</summary>
public sealed class EmbeddingTests(Chromium chromium) : IAsyncLifetime
{
    private const string Hostile = "<img src=x onerror=alert(1)>The harbour is open to all.";
    private Elsewhere elsewhere = null!;

    public async ValueTask InitializeAsync() => elsewhere = await Elsewhere.OpenAsync();

    public ValueTask DisposeAsync() => elsewhere.DisposeAsync();

    [Fact]
    public async Task P8_A_listed_page_elsewhere_shows_the_matrix_and_each_change_of_it()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Origins:0", elsewhere.Origin));
        await PutAsync(server);
        elsewhere.Page = Elsewhere.Documented(server.BaseAddress, Harbour.Id);
        await using var visit = await chromium.VisitAsync(new Uri(elsewhere.Origin));
        await visit.GoAsync("/");
        var matrix = visit.Page.Locator("#matrix tr");
        await Expect(matrix.Nth(1)).ToContainTextAsync(Hostile);
        await Expect(visit.Page.Locator("#fresh")).ToHaveTextAsync("live");
        await Expect(visit.Page.Locator("#matrix")).Not.ToContainTextAsync("opposes");
        await visit.Page.EvaluateAsync("window.same = true");

        await OpposeAsync(server);
        await Expect(matrix.Nth(1).Locator("td").Nth(1)).ToHaveTextAsync("opposes");
        Assert.Equal("north-quay", await matrix.Nth(0).Locator("td").Nth(1).InnerTextAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.same"), "The page was loaded anew.");
        Assert.Equal(0, await visit.Page.Locator("#matrix img").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task P15_A_page_elsewhere_that_is_not_listed_gets_neither_the_module_nor_the_ledger()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Origins:0", "https://dashboards.example"));
        await PutAsync(server);
        elsewhere.Page = Elsewhere.Documented(server.BaseAddress, Harbour.Id);
        await using var visit = await chromium.VisitAsync(new Uri(elsewhere.Origin));
        var failed = new TaskCompletionSource();
        visit.Page.RequestFailed += (_, request) => { if (request.Url.EndsWith("/client/ledger.js", StringComparison.Ordinal)) failed.TrySetResult(); };
        await visit.GoAsync("/");
        await failed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        // With a copy of the module it gets no further; nor does it without one.
        elsewhere.Page = elsewhere.Page.Replace($"{server.BaseAddress}assets", "/assets", StringComparison.Ordinal);
        await visit.GoAsync("/");
        await Expect(visit.Page.Locator("#fresh")).ToContainTextAsync("no connection to the server", new() { Timeout = 20_000 });
        Assert.Equal("refused", await visit.Page.EvaluateAsync<string>(
            "address => new Promise(resolve => { const stream = new EventSource(address); stream.onmessage = () => resolve('open'); stream.onerror = () => resolve('refused'); })", $"{server.BaseAddress}api/events"));
        Assert.Equal("refused", await visit.Page.EvaluateAsync<string>("address => fetch(address).then(() => 'open', () => 'refused')", $"{server.BaseAddress}api/negotiations"));
        await Expect(visit.Page.Locator("#matrix")).ToBeEmptyAsync();
    }

    private static async Task PutAsync(LedgerServer server)
    {
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/issues", new { id = "access", title = "Access" });
        await Harbour.PostAsync(server, "/propositions", new { id = "open", issue = "access", text = Hostile });
    }

    private static Task OpposeAsync(LedgerServer server) => Harbour.PostAsync(server, "/claims", new
    {
        id = "against", kind = "position", holder = "north-quay", speaker = new { name = "The mayor", party = "north-quay" }, about = new { proposition = "open" },
        stance = "opposes", basis = "first-hand", occurred = "2024-03-04", text = "North Quay is against it.", sources = new[] { "gazette" },
    });
}
