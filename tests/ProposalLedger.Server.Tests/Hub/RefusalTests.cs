using System.Text.Json;
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
            ("Tail", new { after = 0, negotiation = new[] { "alpha" } }, "wrong-type"),
            ("Tail", new { negotiation = "alpha", party = "nobody" }, "unknown-party"),
            ("Tail", new { negotiation = "alpha", party = new[] { "party-1", "No slug\u0000" } }, "unknown-party"),
            ("Tail", new { negotiation = "alpha", proposal = "none" }, "unknown-proposal"),
            ("Tail", new { negotiation = "alpha", issue = "shared-zone" }, "unknown-issue"),
            ("Tail", new { type = "claim-made" }, "unknown-type"),
            ("Tail", new { type = "claim-recorded.v9" }, "unknown-type"),
            ("Tail", new { party = "party-1" }, "meaningless-filter"),
            ("Tail", new { negotiation = "alpha", party = Array.Empty<string>() }, "meaningless-filter"),
            ("Tail", new { negotiation = "alpha", issue = "" }, "meaningless-filter"),
            ("Tail", new { negotiation = "alpha", party = "party-1,party-1" }, "meaningless-filter"),
            ("Tail", new { negotiation = "alpha", party = "party-1", type = "source-registered,issue-raised" }, "meaningless-filter"),
            ("Tail", new { negotiation = "alpha", party = "party-1", issue = "zone", type = new[] { "party-added", "proposition-put" } }, "meaningless-filter"),
            ("Tail", new { negotiation = "alpha", party = 7 }, "wrong-type"),
            ("Tail", new { negotiation = "alpha", type = new object[] { "claim-recorded", 7 } }, "wrong-type"),
            ("Tail", new { negotiation = "gamma", party = "party-1" }, "unknown-negotiation"),
            ("Tail", new { negotiation = "alpha", party = new[] { "party-1", "party-2" }, issue = (string?)null, type = "party-added" }, null),
            ("Tail", new { negotiation = "alpha", issue = "zone", type = new[] { "proposition-put.v1", "claim-recorded" } }, null),
            ("Tail", new { type = "negotiation-opened" }, null),
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
        Assert.Equal($"{head}", (await node.Http.GetAsync("/api/events?limit=1", ct)).Headers.GetValues("Ledger-Head").Single());
        Assert.DoesNotContain("fail:", node.Said, StringComparison.Ordinal);
        Assert.All(calls.Zip(answers), pair => Assert.Equal(pair.First.Code is null, pair.Second.GetProperty("first").ValueKind == JsonValueKind.Object));
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P14_A_wrong_frame_is_told_by_its_code_and_ends_the_connection_only_where_it_must()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct);
        await FishingTalks.OpenAsync(node, "alpha", ct);
        var longest = new string('x', (32 * 1024) - Call("Tail", "\"\"").Length - 1);
        (string[] Frames, string? Handshake, string? Code, bool Works)[] cases =
        [
            ([Call("Follow", "{}")], null, "unknown-method", true),
            ([Call("Tail", "")], null, "wrong-arguments", true),
            ([Call("Tail", "{},{}")], null, "wrong-arguments", true),
            ([Call("Watch", "{},{}", type: 1)], null, "wrong-arguments", true),
            (["""{"type":4,"invocationId":"1","target":"Watch","arguments":[{}],"streamIds":["9"]}"""], null, "wrong-arguments", true),
            ([Call("Tail", "{}", type: 1)], null, "not-a-stream", true),
            ([Call("Tail", """{"after":0}"""), Call("Tail", """{"after":0}""")], null, "duplicate-invocation", true),
            ([Call("Tail", """{"after":0,"after":1}""")], null, "duplicate-key", true),
            ([Call("Tail", """{"negotiation":"alpha","party":"\ud800"}""")], null, "wrong-type", true),
            ([Call("Watch", """{"view":"alpha","query":{"limit":"1","limit":"2"}}""")], null, "duplicate-key", true),
            ([Call("Tail", """{"after":99999999999999999999}""")], null, "wrong-type", true),
            (["""{"type":99}"""], null, "malformed-message", false),
            (["""{"type":5,"invocationId":"none"}""", """{"type":3,"invocationId":"none","result":1}"""], null, null, true),
            (["""{"type":1,"target":"Tail","arguments":[{"after":-1}]}"""], null, null, true), // nobody waits for an answer
            (["""{"type":4,"invocationId":"1","target":"Tail"}"""], null, "malformed-message", false),
            (["this is no message"], null, "malformed-message", false),
            (["""{"type":4,"invocationId":"1","""], null, "malformed-message", false),
            (["[1]"], null, "malformed-message", false),
            ([Call("Tail", new string('[', 80) + new string(']', 80))], null, "malformed-message", false),
            ([Call("Tail", $"\"{longest}\"")], null, "wrong-type", true),
            ([Call("Tail", $"\"{longest}x\"")], null, "message-too-large", false),
            ([Call("Tail", "\"" + new string('x', 50_000) + "\"")], null, "message-too-large", false),
            ([], """{"protocol":"messagepack","version":1}""", "The protocol 'messagepack' is not supported.", false),
            ([], """{"protocol":"json","version":7}""", "The server does not support version 7 of the 'json' protocol.", false),
            ([], "hello", "An unexpected error occurred during connection handshake.", false),
        ];
        await using var raw = NodeProgram.Start("raw.mjs", new { node.Url, cases = cases.Select(c => new { c.Frames, c.Handshake }) });
        var answers = await raw.RestAsync(ct);
        Assert.Equal(cases.Select((c, i) => $"{i} {c.Code}, {c.Works}"), answers.Select((a, i) => $"{i} {a.GetProperty("code").GetString()}, {a.GetProperty("works").GetBoolean()}"));
        Assert.DoesNotContain("fail:", node.Said, StringComparison.Ordinal);

        static string Call(string target, string arguments, int type = 4) => $$"""{"type":{{type}},"invocationId":"1","target":"{{target}}","arguments":[{{arguments}}]}""";
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task A_flood_of_calls_is_refused_fills_no_memory_and_leaves_the_connection_usable()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct, ("Ledger__Following__CallsAtOnce", "20"), ("Ledger__Following__CallsPerSecond", "5"));
        await FishingTalks.OpenAsync(node, "alpha", ct);
        var before = ResidentMiB(node);
        await using var flood = NodeProgram.Start("flood.mjs", new { node.Url, calls = 20_000 });
        var told = (await flood.RestAsync(ct)).Single();
        Assert.Equal(20_000, told.GetProperty("served").GetInt32() + told.GetProperty("too-many-calls").GetInt32());
        Assert.InRange(told.GetProperty("served").GetInt32(), 20, 20 + (5 * (int)Math.Ceiling(told.GetProperty("seconds").GetDouble())));
        Assert.Equal(JsonValueKind.Null, told.GetProperty("other").ValueKind); // another connection was served meanwhile
        Assert.Equal(JsonValueKind.Null, told.GetProperty("after").ValueKind);
        Assert.InRange(ResidentMiB(node) - before, -1000, 64);
        Assert.DoesNotContain("fail:", node.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_code_that_the_documentation_names_stands_in_a_test()
    {
        var table = File.ReadLines(Path.Combine(NodeProgram.RepositoryRoot, "docs", "following.md")).SkipWhile(line => line != "| code | |").Skip(2).TakeWhile(line => line.StartsWith('|'));
        var documented = table.SelectMany(line => line.Split('|')[1].Split('`').Where((_, i) => i % 2 == 1)).ToList();
        Assert.NotEmpty(documented);
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(NodeProgram.RepositoryRoot, "tests", "ProposalLedger.Server.Tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.All(documented, code => Assert.Contains($"\"{code}\"", tests, StringComparison.Ordinal));
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

    private static double ResidentMiB(LedgerNode node) =>
        long.Parse(File.ReadLines($"/proc/{node.ProcessId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024.0;
}
