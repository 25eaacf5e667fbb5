using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class RefusalTests
{
    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P14_A_wrong_subscription_is_refused_with_a_code_and_the_next_one_is_served()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct);
        var head = await FishingTalks.OpenAsync(node, "alpha", ct);
        (string Method, object? Request, string? Code)[] calls =
        [
            ("Tail", new { after = head + 1 }, "position-beyond-head"),
            ("Tail", new { after = -1 }, "negative-position"),
            ("Tail", new { after = 1.5 }, "wrong-type"),
            ("Tail", new { after = "1" }, "wrong-type"),
            ("Tail", "0", "wrong-type"),
            ("Tail", null, "wrong-type"),
            ("Tail", new { after = 0, from = 1 }, "unknown-field"),
            ("Tail", new { after = 0, negotiation = "gamma" }, "unknown-negotiation"),
            ("Tail", new { after = 0, negotiation = "No slug\u0000" }, "unknown-negotiation"),
            ("Watch", new { negotiation = "alpha" }, "missing-field"),
            ("Watch", new { negotiation = "alpha", view = 7 }, "wrong-type"),
            ("Watch", new { negotiation = "alpha", view = "nothing/of/this" }, "unknown-view"),
            ("Watch", new { negotiation = "alpha", view = "claims/none" }, "unknown-claim"),
            ("Watch", new { negotiation = "gamma", view = "parties" }, "unknown-negotiation"),
            ("Watch", new { view = "gam\u0000ma/parties" }, "unknown-negotiation"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "limit=0" }, "bad-limit"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "v=2" }, "unknown-format"),
            ("Watch", new { negotiation = "alpha", view = "steps", query = "clock=sun" }, "unknown-clock"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "colour=red" }, "unknown-parameter"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "asOf=never" }, "impossible-date"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = new { asOf = "2025-02-30" } }, "impossible-date"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "knownBy=2025-12/2025-11" }, "end-before-beginning"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "knownBy=2025-12/.." }, "open-ended-cut"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "asOf=XXXX-XX-XX" }, "meaningless-date"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "at=0" }, "bad-position"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = $"at=0{head}" }, "bad-position"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = $"at={head + 1}" }, "position-beyond-head"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = "limit=1&limit=2" }, "bad-parameter"),
            ("Watch", new { negotiation = "alpha", view = "parties", queri = "" }, "unknown-field"),
            ("Watch", new { negotiation = "alpha", view = "parties", query = new { limit = "2" } }, null),
            ("Watch", new { view = "/alpha/parties", query = "?limit=2" }, null),
            ("Watch", new { negotiation = "alpha", view = "parties", query = $"at={head}&v=1" }, null),
            ("Watch", new { view = "alpha" }, null),
            ("Tail", new { }, null),
        ];
        await using var asked = NodeProgram.Start("ask.mjs", new { node.Url, calls = calls.Select(c => new[] { c.Method, c.Request }) });
        var answers = await asked.RestAsync(ct);
        Assert.Equal(calls.Select(c => $"{c.Method} {c.Request}: {c.Code}"),
            calls.Zip(answers, (c, a) => $"{c.Method} {c.Request}: {a.GetProperty("code").GetString()}"));
        Assert.All(calls.Zip(answers), pair => Assert.Equal(pair.First.Code is null, pair.Second.GetProperty("first").ValueKind == System.Text.Json.JsonValueKind.Object));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task A_connection_has_a_limit_of_subscriptions_and_gets_a_new_one_for_each_that_ends()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct, ("Ledger__Following__SubscriptionsPerConnection", "2"));
        await using var crowd = NodeProgram.Start("crowd.mjs", new { node.Url });
        Assert.Equal([null, null, "too-many-subscriptions", null], (await crowd.RestAsync(ct)).Select(a => a.GetProperty("code").GetString()));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task A_client_that_takes_no_bytes_is_cut()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct, ("Ledger__Following__SendTimeout", "00:00:01"));
        await FishingTalks.OpenAsync(node, "alpha", ct);
        // More than the sockets' own buffers hold.
        var text = new string('x', 16_000);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (i, stop) =>
            await node.PostAsync("/alpha/propositions", new { id = $"long-{i}", issue = "zone", text }, stop));
        await using var stalled = NodeProgram.Start("stalled.mjs", new { node.Url });
        await stalled.UntilAsync(m => m.GetProperty("kind").GetString() == "cut", ct);
    }
}
