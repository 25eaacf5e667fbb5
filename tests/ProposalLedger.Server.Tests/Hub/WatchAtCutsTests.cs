using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class WatchAtCutsTests
{
    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P6_A_watch_of_a_past_state_hears_of_what_is_back_dated_into_it_and_a_pinned_one_of_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct, ("Ledger__Following__Heartbeat", "00:00:00.2"));
        await FishingTalks.OpenAsync(node, "alpha", ct);
        var pin = await ClaimAsync(node, "known", "2025-01-10", "2025-01-12", ct);

        // What is said: on time, happened later, published later, and both in time but recorded after the pin.
        (string Query, string[] Hears)[] watches =
        [
            ("asOf=2025-01-15", ["in-time", "published-later"]),
            ("knownBy=2025-01-20", ["in-time", "happens-later"]),
            ("asOf=2025-01-15&knownBy=2025-01-20", ["in-time"]),
            ($"at={pin}", []),
            ($"asOf=2025-01-15&knownBy=2025-01-20&at={pin}", []),
            ("", ["happens-later", "published-later", "in-time"]),
        ];
        var programs = watches.Select(w => NodeProgram.Start("watch.mjs", new { node.Url, request = new { view = "alpha/claims", query = w.Query } })).ToList();
        try
        {
            var states = new List<int>();
            foreach (var program in programs) Assert.Equal("state", (await program.NextAsync(ct)).GetProperty("kind").GetString());
            foreach (var _ in programs) states.Add(0);
            foreach (var (id, occurred, published) in new[] { ("happens-later", "2025-01-18", "2025-01-19"), ("published-later", "2025-01-11", "2025-01-25"), ("in-time", "2025-01-11", "2025-01-13") })
            {
                var position = await ClaimAsync(node, id, occurred, published, ct);
                for (var i = 0; i < programs.Count; i++)
                {
                    // A message says up to which position the state holds; a pinned one stays where it is, and hears that the ledger has gone on.
                    var done = watches[i].Query.Contains("at=", StringComparison.Ordinal) ? "head" : "position";
                    var said = await programs[i].UntilAsync(m => m.GetProperty(done).GetInt64() >= position, ct);
                    // Nothing more is to come to a pinned state: it is whole.
                    if (done == "head") Assert.All(said, m => Assert.Equal("live", m.GetProperty("freshness").GetString()));
                    states[i] += said.Count(m => m.GetProperty("kind").GetString() == "state");
                }
            }
            Assert.Equal(watches.Select(w => (w.Query, w.Hears.Length)), watches.Zip(states, (w, n) => (w.Query, n)));
        }
        finally
        {
            foreach (var program in programs) await program.DisposeAsync();
        }
    }

    private static Task<long> ClaimAsync(LedgerNode node, string id, string occurred, string published, CancellationToken ct) => node.PostAsync("/alpha/claims", new
    {
        id, kind = "position", holder = "party-0", speaker = new { name = "Envoy", party = "party-0" }, about = new { proposition = "shared-zone" }, stance = "supports", basis = "first-hand",
        occurred, published, text = $"Party 0 can live with it ({id}).", sources = new[] { "gazette" },
    }, ct);
}
