using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class StoppedViewTests
{
    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P9_A_watch_says_that_a_view_has_stopped_where_and_why_and_when_it_goes_on()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct);
        var head = await FishingTalks.OpenAsync(node, "alpha", ct);
        await using var watch = NodeProgram.Start("watch.mjs", new { node.Url, request = new { negotiation = "alpha", view = "parties" } });
        Assert.Equal("live", (await watch.NextAsync(ct)).GetProperty("freshness").GetString());

        await using var connections = StoreConnections.Create(database.ConnectionString);
        var views = new ViewStore(connections);
        var claims = (await views.GetStatesAsync(ct)).Single(v => v is { View: "claims", Live: true });
        await views.StopAsync(claims.View, claims.Generation, head + 1, "cannot be read", ct);
        var stale = (await watch.UntilAsync(m => m.GetProperty("freshness").GetString() == "stale", ct))[^1];
        Assert.Equal($$"""[{"view":"claims","position":{{head + 1}},"reason":"cannot be read"}]""", stale.GetProperty("stopped").GetRawText());

        await views.ResumeAsync(claims.View, ct);
        Assert.False((await watch.UntilAsync(m => m.GetProperty("freshness").GetString() == "live", ct))[^1].TryGetProperty("stopped", out _));
    }
}
