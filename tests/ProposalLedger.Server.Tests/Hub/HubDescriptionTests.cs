using System.Text.Json;
using ProposalLedger.Domain;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

/// <summary>The hub is as /openapi/asyncapi.json says, and that is AsyncAPI.</summary>
public sealed class HubDescriptionTests
{
    [Fact(Timeout = NodeProgram.Limit)]
    public async Task The_hubs_description_is_AsyncAPI_and_holds_for_what_a_hub_sends()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct);
        await FishingTalks.OpenAsync(node, "island-talks", ct);
        await FishingTalks.ClaimAsync(node, "island-talks", "first", 0, ct);
        await using var program = NodeProgram.Start("described.mjs", new
        {
            url = node.Url,
            takes = new object[]
            {
                new object[] { "Tail", new { after = 0 } },
                new object[] { "Tail", new { after = 2, negotiation = "island-talks", party = new[] { "party-0", "party-1" }, type = "claim-recorded" } },
                new object[] { "Watch", new { negotiation = "island-talks", view = "positions", query = new { limit = "3" } } },
                new object[] { "Watch", new { view = "island-talks/parties", query = "?limit=2" } },
            },
        });
        Assert.Empty((await program.NextAsync(ct)).GetProperty("errors").EnumerateArray());
        Assert.NotEmpty((await program.NextAsync(ct)).GetProperty("errors").EnumerateArray());
        var found = await program.NextAsync(ct);
        var seen = found.GetProperty("seen").EnumerateObject().ToDictionary(s => s.Name, s => s.Value);
        Assert.All(seen, s => Assert.True(s.Value.GetProperty("errors").GetArrayLength() == 0, $"{s.Key}: {s.Value}"));
        Assert.Equal(["error", "event", "state", "tailHeartbeat", "tailRequest", "watchHeartbeat", "watchRequest"], seen.Keys.Order(StringComparer.Ordinal));
        Assert.False(found.GetProperty("undescribed").GetBoolean());
        foreach (var method in found.GetProperty("fields").EnumerateObject())
            Assert.Equal(Words(method.Value.GetProperty("said")), Words(method.Value.GetProperty("described")));
        Assert.Equal(EventNames.All.Order(StringComparer.Ordinal), Words(found.GetProperty("types")));
        await program.RestAsync(ct);
    }

    private static IEnumerable<string> Words(JsonElement list) => list.EnumerateArray().Select(word => word.GetString()!).Order(StringComparer.Ordinal);
}
