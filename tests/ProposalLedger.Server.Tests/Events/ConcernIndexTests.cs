using System.Text;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.Domain.Entries;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Events;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Events;

public sealed class ConcernIndexTests
{
    private const string N = "talks";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task What_cannot_be_read_stops_nobody_and_no_position_is_found_twice()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Following:PageSize", "4"));
        var store = server.Get<LedgerStore>();
        (string Type, string Data)[] log =
        [
            ("negotiation-opened.v1", """{"id":"talks","title":"Talks"}"""),
            ("party-added.v1", """{"id":"north","name":"North","kind":"party"}"""),
            ("party-added.v1", "null"),
            ("party-added.v1", """{"id":"south"}"""),
            ("party-added.v9", "{}"),
            ("party-retracted.v1", "null"),
            ("party-corrected.v1", """{"id":"north","name":"The North","kind":"party"}"""),
            ("visibility-set.v1", "null"),
            ("party-added.v1", """{"id":"east","name":"East","kind":"party"}"""),
        ];
        foreach (var (type, data) in log)
        {
            await store.AppendAsync(new Append
            {
                Stream = "negotiation:talks", Scope = N, Events = [new NewEvent(Guid.CreateVersion7(), type, Encoding.UTF8.GetBytes(data), new EventMetadata { Actor = "editor" })],
            }, Ct);
        }

        var index = new ConcernIndex(server.Get<RecentEvents>(), N, ledger: 0);
        for (long come = 0; come < log.Length;)
        {
            // Whoever comes while it is read on shares that.
            var reached = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => index.AdvanceAsync(log.Length, Ct)));
            Assert.All(reached, to => Assert.InRange(to, come + 1, log.Length));
            come = reached.Max();
        }

        Assert.Equal([2, 7], Find(new Concern(EntryKind.Party, "north")));
        Assert.Equal([9], Find(new Concern(EntryKind.Party, "east")));
        Assert.Empty(Find(new Concern(EntryKind.Party, "south")));
        Assert.Equal([2, 3, 4, 9], index.Find(new TailFilter { Negotiation = N, Types = new HashSet<string> { "party-added.v1" } }, 0, log.Length, 100));

        IReadOnlyList<long> Find(Concern concern) => index.Find(new TailFilter { Negotiation = N, Concerns = [[concern]] }, 0, log.Length, 100);
    }
}
