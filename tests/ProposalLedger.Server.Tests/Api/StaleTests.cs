using System.Net;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>What an answer says when a view behind it has stopped.</summary>
public class StaleTests
{
    [Fact]
    public async Task P8_An_answer_that_rests_on_a_stopped_view_says_so_and_claims_no_position_beyond_it()
    {
        await using var server = await Testing.LedgerServer.StartAsync();
        await Talks.OpenAsync(server.Writer);
        var bad = new NewEvent(Guid.CreateVersion7(), "claim-recorded.v1", """{"id":"b\u00e4d"}"""u8.ToArray(), new EventMetadata { Actor = "editor" });
        Assert.IsType<AppendOutcome.Appended>(await server.Get<LedgerStore>().AppendAsync(new Append { Stream = "negotiation:island-talks", Scope = "island-talks", Events = [bad] }));
        await server.Get<Follower>().WaitForProjectedAsync(10, TimeSpan.FromSeconds(20));
        (await server.Writer.PostAsync(Talks.N + "/claims", Talks.Claim.Replace("north-supports", "lost", StringComparison.Ordinal))).Must(HttpStatusCode.Created);

        const string header = "claims; position=10; reason=\"The data of this claim-recorded.v1 does not have its form: ";
        foreach (var path in new[] { "/claims", "/positions", "" })
        {
            var stale = (await server.Reader.ReadAsync(Talks.N + path)).Must(HttpStatusCode.OK);
            Assert.StartsWith(header, stale.Header("Ledger-Stale"), StringComparison.Ordinal);
            Assert.Matches("^[ -~]+\"$", stale.Header("Ledger-Stale"));
            Assert.Equal("9", stale.Header("Ledger-Position"));
        }
        Assert.StartsWith(header, (await server.Reader.ReadAsync(Talks.N + "/claims/lost")).Must(HttpStatusCode.NotFound).Header("Ledger-Stale"), StringComparison.Ordinal);
        Assert.StartsWith(header, (await server.Reader.ReadAsync("/api/negotiations")).Header("Ledger-Stale"), StringComparison.Ordinal);
        var parties = await server.Reader.ReadAsync(Talks.N + "/parties");
        Assert.Equal(("", "11"), (parties.Header("Ledger-Stale"), parties.Header("Ledger-Position")));
        Assert.Equal("", (await server.Reader.ReadAsync(Talks.N + "/claims?at=9")).Header("Ledger-Stale"));
    }
}
