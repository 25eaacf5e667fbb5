using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>A page of another origin shows a live matrix in the lines that docs/embedding.md gives it.</summary>
public sealed partial class EmbeddingTests(Chromium chromium) : IAsyncLifetime
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
        await Expect(matrix.Nth(1).Locator("td").Nth(0)).ToHaveTextAsync("opposes");
        await Expect(matrix.Nth(0).Locator("th[scope=col]").Nth(1)).ToHaveTextAsync("North Quay");
        await Expect(matrix.Nth(1).Locator("th[scope=row]")).ToHaveTextAsync(Hostile);
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.same"), "The page was loaded anew.");
        Assert.Equal(0, await visit.Page.Locator("#matrix img").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task P13_A_page_elsewhere_says_which_positions_are_not_a_partys_own_word_and_which_are_in_conflict()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Origins:0", elsewhere.Origin));
        await PutAsync(server);
        elsewhere.Page = Elsewhere.Documented(server.BaseAddress, Harbour.Id);
        await using var visit = await chromium.VisitAsync(new Uri(elsewhere.Origin));
        await visit.GoAsync("/");
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "said-of-it", kind = "position", holder = "north-quay", speaker = new { name = "An envoy" }, about = new { proposition = "open" },
            stance = "supports", basis = "attributed", occurred = "2024-03-03", text = "North Quay will come round.", sources = new[] { "gazette" },
        });
        var cell = visit.Page.Locator("#matrix tr").Nth(1).Locator("td").Nth(0);
        await Expect(cell).ToHaveTextAsync("△ supports, not first-hand");

        await OpposeAsync(server);
        await Expect(cell).ToHaveTextAsync("opposes");
        await Harbour.PostAsync(server, "/conflicts", new { id = "which", kind = "contradiction", claims = new[] { "said-of-it", "against" }, text = "Both cannot hold.", sources = new[] { "gazette" } });
        await Expect(cell).ToHaveTextAsync("opposes, in conflict");
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

    [Fact]
    public async Task P9_A_node_that_lags_takes_no_shown_state_back()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Origins:0", elsewhere.Origin), ("Ledger:Following:Heartbeat", "00:00:01"));
        await PutAsync(server);
        elsewhere.Page = Elsewhere.Documented(server.BaseAddress, Harbour.Id);
        await using var visit = await chromium.VisitAsync(new Uri(elsewhere.Origin));
        var lags = false;
        await visit.Page.RouteWebSocketAsync("**/hubs/ledger**", page =>
        {
            var hub = page.ConnectToServer();
            page.OnMessage(frame => hub.Send(frame.Text!));
            hub.OnMessage(frame => page.Send(lags ? Positions().Replace(frame.Text!, "1") : frame.Text!));
        });
        await visit.GoAsync("/");
        await Expect(visit.Page.Locator("#fresh")).ToHaveTextAsync("live");
        var cell = visit.Page.Locator("#matrix tr").Nth(1).Locator("td").Nth(0);

        // What comes now is of position 1, says the node: long before what is shown.
        lags = true;
        await OpposeAsync(server);
        await Expect(visit.Page.Locator("#fresh")).ToHaveTextAsync("catching-up");
        await Expect(visit.Page.Locator("#matrix")).Not.ToContainTextAsync("opposes");

        // When it has come as far, the state that it sent holds.
        lags = false;
        await Expect(cell).ToHaveTextAsync("opposes");
        await Expect(visit.Page.Locator("#fresh")).ToHaveTextAsync("live");
    }

    [Fact]
    public async Task P15_A_browser_follows_with_a_ticket_and_its_token_is_in_no_address()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Origins:0", elsewhere.Origin));
        await PutAsync(server);
        var page = Elsewhere.Documented(server.BaseAddress, Harbour.Id);
        elsewhere.Page = page.Replace("\"), negotiation", $"\", {{ token: async () => \"{LedgerServer.Token}\" }}), negotiation", StringComparison.Ordinal);
        Assert.NotEqual(page, elsewhere.Page);
        await using var visit = await chromium.VisitAsync(new Uri(elsewhere.Origin));
        var addresses = new List<string>();
        visit.Page.WebSocket += (_, socket) => addresses.Add(socket.Url);
        visit.Page.Request += (_, request) => addresses.Add(request.Url);
        await visit.GoAsync("/");
        await Expect(visit.Page.Locator("#fresh")).ToHaveTextAsync("live");
        Assert.Matches("^ws://.*/hubs/ledger\\?ticket=[0-9a-f]{64}$", Assert.Single(addresses, address => address.StartsWith("ws:", StringComparison.Ordinal)));
        Assert.DoesNotContain(addresses, address => address.Contains(LedgerServer.Token, StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<=\"kind\":\"(state|heartbeat)\",\"position\":)[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Positions();

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
