using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Streams that are open while it changes who may read what.</summary>
public sealed class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_A_negotiation_that_becomes_private_leaves_open_streams_at_that_event_and_comes_back_when_it_is_opened_up()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct);
        await FishingTalks.OpenAsync(node, "alpha", Ct);
        var head = await FishingTalks.OpenAsync(node, "beta", Ct);
        var (insider, outsider) = ((await TokenAsync(node, "insider", null, "alpha")).Secret, (await TokenAsync(node, "outsider", null, "beta")).Secret);
        head += 2; // that they were issued is told to who may read what they are for
        object watch = new { view = "alpha/parties" }, pinned = new { view = "alpha/parties", query = $"at={head}" }, ofAlpha = new { after = 0, negotiation = "alpha" };
        await using var callers = Callers.Start(
            new { name = "anybody", node.Url }, new { name = "anybody of alpha", node.Url, request = ofAlpha },
            new { name = "anybody's types", node.Url, request = new { after = 0, negotiation = "alpha", type = new[] { "issue-raised" } } },
            new { name = "anybody's parties", node.Url, request = new { after = 0, negotiation = "alpha", party = new[] { "party-1" } } },
            new { name = "watcher", node.Url, method = "Watch", request = watch }, new { name = "watcher of the past", node.Url, method = "Watch", request = pinned },
            new { name = "events", node.Url, sse = true }, new { name = "events of alpha", node.Url, sse = true, negotiation = "alpha" },
            new { name = "outsider", node.Url, token = outsider }, new { name = "outsider's events", node.Url, sse = true, token = outsider },
            new { name = "insider", node.Url, token = insider }, new { name = "insider of alpha", node.Url, token = insider, request = ofAlpha },
            new { name = "insider's watch", node.Url, token = insider, method = "Watch", request = watch }, new { name = "everything", node.Url, token = LedgerNode.Token },
            new { name = "everything's events", node.Url, sse = true, token = LedgerNode.Token });
        string[] shut = ["anybody of alpha", "anybody's types", "anybody's parties", "watcher", "watcher of the past", "events of alpha"];
        string[] closed = ["anybody", "events", "outsider", "outsider's events"], open = ["insider", "everything", "everything's events"];
        await callers.UntilAsync(() => closed.Concat(open).Concat(shut).Append("insider of alpha").Append("insider's watch").All(name => callers.Done(name) >= head), Ct);
        Assert.All(closed, name => Assert.Equal(head, callers.Events(name).Count));

        var hidden = await SetAsync(node, "alpha", "private");
        var said = await FishingTalks.ClaimAsync(node, "alpha", "said", 1, Ct);
        var after = await node.PostAsync("/beta/issues", new { id = "whaling", title = "Whaling" }, Ct);
        await callers.UntilAsync(() => closed.Concat(open).All(name => callers.Events(name).Contains(after)) && callers.Events("insider of alpha").Contains(said) && shut.All(name => callers.End(name) is not null), Ct);
        Assert.All(shut, name => Assert.Equal("unknown-negotiation", callers.End(name)));
        Assert.All(closed, name => Assert.Equal([.. Enumerable.Range(1, (int)head).Select(p => (long)p), after], callers.Events(name)));
        Assert.All(open, name => Assert.Equal(Enumerable.Range(1, (int)after).Select(p => (long)p), callers.Events(name)));
        await callers.UntilAsync(() => callers.Done("insider's watch") >= said, Ct);

        // The past obeys the present's rule.
        await using var late = Callers.Start(
            new { name = "anybody", node.Url }, new { name = "of alpha", node.Url, request = ofAlpha }, new { name = "of nothing", node.Url, request = new { after = 0, negotiation = "gamma" } },
            new { name = "pinned", node.Url, method = "Watch", request = pinned }, new { name = "wrong", node.Url, method = "Watch", request = new { view = "alpha/parties", query = "asOf=never" } });
        await late.UntilAsync(() => late.Done("anybody") >= after && new[] { "of alpha", "of nothing", "pinned", "wrong" }.All(name => late.End(name) is not null), Ct);
        Assert.All(["of alpha", "of nothing", "pinned", "wrong"], name => Assert.Equal("unknown-negotiation", late.End(name)));
        Assert.DoesNotContain(late["anybody"], m => m.GetProperty("negotiation").GetString() == "alpha");

        // What was left out is not sent later: who wants it reads it from the beginning.
        var opened = await SetAsync(node, "alpha", "public");
        await callers.UntilAsync(() => closed.Concat(open).All(name => callers.Events(name).Contains(opened)), Ct);
        Assert.All(closed, name => Assert.DoesNotContain(hidden, callers.Events(name)));
        Assert.All(closed, name => Assert.DoesNotContain(said, callers.Events(name)));
        Assert.All(closed.Concat(open), callers.AssertUnbroken);
        await using var again = Callers.Start(new { name = "anybody", node.Url });
        await again.UntilAsync(() => again.Events("anybody").Count == opened, Ct);
    }

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task P15_A_revoked_or_expired_token_ends_its_streams_within_a_minute_and_no_others()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct); // asks as often as it does by default
        await using var elsewhere = await LedgerNode.StartAsync(database, Ct);
        var head = await FishingTalks.OpenAsync(node, "alpha", Ct);
        await SetAsync(node, "alpha", "private");
        var revoked = await TokenAsync(node, "revoked", null, "alpha");
        var ending = await TokenAsync(node, "ending", DateTimeOffset.UtcNow.AddHours(1), "alpha");
        object watch = new { view = "alpha/parties" };
        await using var callers = Callers.Start(
            new { name = "first", node.Url, token = revoked.Secret, again = true }, new { name = "second", node.Url, token = revoked.Secret },
            new { name = "watch", node.Url, token = revoked.Secret, method = "Watch", request = watch }, new { name = "events", node.Url, sse = true, token = revoked.Secret },
            new { name = "elsewhere", elsewhere.Url, token = revoked.Secret }, new { name = "ending", node.Url, token = ending.Secret }, new { name = "ending events", node.Url, sse = true, token = ending.Secret },
            new { name = "other", node.Url, token = LedgerNode.Token }, new { name = "anybody", node.Url });
        string[] ends = ["first", "second", "watch", "events", "elsewhere", "ending", "ending events"];
        await callers.UntilAsync(() => ends.Concat(["other", "anybody"]).All(name => callers.Done(name) >= head), Ct);

        // All are there: now one token ends soon, and the other at once.
        var (since, expires) = (Stopwatch.StartNew(), DateTimeOffset.UtcNow.AddSeconds(2));
        await using (var admin = NpgsqlDataSource.Create(database.AdminConnectionString + ";Pooling=false"))
        {
            await using var update = admin.CreateCommand("update pl_tokens set expires_at = $1 where id = $2");
            update.Parameters.Add(new() { Value = expires.UtcDateTime });
            update.Parameters.Add(new() { Value = ending.Id });
            Assert.Equal(1, await update.ExecuteNonQueryAsync(Ct));
        }
        using (var answer = await node.Http.DeleteAsync($"/api/tokens/{revoked.Id}", Ct)) Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await callers.UntilAsync(() => ends.All(name => callers.End(name) is not null), Ct);
        Assert.True(since.Elapsed < TimeSpan.FromSeconds(60) && DateTimeOffset.UtcNow < expires.AddSeconds(60), $"It took {since.Elapsed}.");
        Assert.All(ends, name => Assert.Equal("token-ended", callers.End(name)));

        // The connection stays, and begins nothing more.
        await callers.UntilAsync(() => callers["first"].Any(m => Callers.Kind(m) == "ended again"), Ct);
        Assert.Equal("token-ended", callers["first"].Single(m => Callers.Kind(m) == "ended again").GetProperty("code").GetString());
        var later = await FishingTalks.ClaimAsync(node, "alpha", "later", 1, Ct);
        await callers.UntilAsync(() => callers.Events("other").Contains(later) && callers.Done("anybody") >= later, Ct);
        Assert.Null(callers.End("anybody"));
        await using var late = Callers.Start(new { name = "hub", node.Url, token = revoked.Secret }, new { name = "events", node.Url, sse = true, token = ending.Secret });
        await late.UntilAsync(() => late.End("hub") is not null && late.End("events") is not null, Ct);
        Assert.All(["hub", "events"], name => Assert.Equal("refused", late.End(name)));
    }

    private static async Task<long> SetAsync(LedgerNode node, string negotiation, string visibility) =>
        await node.PostAsync($"/{negotiation}/visibility", new { visibility, reason = "The delegations ask for it." }, Ct);

    internal static async Task<(string Id, string Secret)> TokenAsync(LedgerNode node, string name, DateTimeOffset? expires, params string[] negotiations)
    {
        using var answer = await node.Http.PostAsJsonAsync("/api/tokens", new Dictionary<string, object?> { ["name"] = name, ["negotiations"] = negotiations, ["expires"] = expires }, JsonSerializerOptions.Web, Ct);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (json.GetProperty("id").GetString()!, json.GetProperty("token").GetString()!);
    }
}
