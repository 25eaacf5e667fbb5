using System.Net;
using ProposalLedger.Domain.Entries;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>What tokens of some negotiations may do, and what nobody is told by the way.</summary>
public sealed class TokenScopeTests(Stage stage) : IClassFixture<Stage>
{
    private readonly Stage stage = stage;

    private static readonly Token Any = new("1", "any", default, null, null, null) { Roles = [Server.Access.Role.Editor] };

    [Theory]
    [InlineData(null, Visibility.Public, true, false), InlineData(null, Visibility.Private, false, false)]
    [InlineData("", Visibility.Public, true, true), InlineData("", Visibility.Private, true, true)]
    [InlineData("alpha", Visibility.Public, true, true), InlineData("alpha", Visibility.Private, true, true)]
    [InlineData("beta", Visibility.Public, true, false), InlineData("beta", Visibility.Private, false, false)]
    [InlineData("Alpha", Visibility.Private, false, false), InlineData("beta,alpha", Visibility.Private, true, true)]
    public void P15_The_rule_is_this(string? scope, Visibility visibility, bool mayRead, bool mayWrite)
    {
        var caller = scope is null ? Caller.Anybody : Caller.Of(Any with { Negotiations = scope.Length == 0 ? null : scope.Split(',') });
        Assert.Equal((mayRead, mayWrite), (Server.Access.AccessRules.MayRead(caller, "alpha", visibility), Server.Access.AccessRules.MayRecord(caller, "alpha")));
    }

    [Fact]
    public async Task P15_A_token_for_a_negotiation_that_is_not_there_yet_opens_it_and_fills_it_and_makes_it_private()
    {
        using var founder = await stage.ClientAsync("founder", "administrator", ["new-talks"]);
        (await founder.PostAsync("/api/negotiations/new-talks/parties", "{}")).Must(HttpStatusCode.NotFound);
        (await founder.PostAsync("/api/negotiations", """{"id":"newer-talks","title":"New"}""")).Must(HttpStatusCode.Forbidden);
        (await founder.PostAsync("/api/negotiations", """{"id":"new-talks","title":"New"}""", ("Prefer", "respond-async"))).Must(HttpStatusCode.Created);
        (await founder.PostAsync("/api/negotiations/new-talks/parties", """{"id":"north","name":"North","kind":"party"}""")).Must(HttpStatusCode.Created);
        var set = (await founder.PostAsync("/api/negotiations/new-talks/visibility", """{"visibility":"private","reason":"Not yet."}""")).Must(HttpStatusCode.Created);
        Assert.Equal("/api/negotiations/new-talks", set.Headers.Location?.ToString());
        (await stage.Anybody.ReadAsync("/api/negotiations/new-talks/parties")).Must(HttpStatusCode.NotFound);
        (await founder.ReadAsync("/api/negotiations/new-talks/parties")).Must(HttpStatusCode.OK);
        // What it is already is told, and not recorded again.
        var again = (await founder.PostAsync("/api/negotiations/new-talks/visibility", """{"visibility":"private","reason":"Not yet."}""")).Must(HttpStatusCode.OK);
        Assert.Equal(set.Position, again.Position);
        // The opening still says what it said: its own repetition finds it.
        Assert.Equal(set.Position - 2, (await founder.PostAsync("/api/negotiations", """{"id":"new-talks","title":"New"}""")).Must(HttpStatusCode.OK).Position);
        var events = (await founder.ReadAsync("/api/streams/negotiation:new-talks")).Must(HttpStatusCode.OK).Json.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(("visibility-set.v1", "founder", "Not yet.", """{"visibility": "private"}"""),
            (events[^1].GetProperty("type").GetString(), events[^1].GetProperty("actor").GetString(), events[^1].GetProperty("reason").GetString(), events[^1].GetProperty("data").GetRawText()));
    }

    [Fact]
    public async Task P15_Who_takes_over_a_name_with_a_token_for_less_is_not_told_what_was_done_under_it()
    {
        const string body = """{"id":"old-talks","title":"Old"}""";
        var first = (await stage.Everything.PostAsync("/api/tokens", """{"name":"dora"}""")).Must(HttpStatusCode.Created).Json;
        using (var dora = stage.Server.ClientOf(first.GetProperty("token").GetString())) (await dora.PostAsync("/api/negotiations", body, ("Idempotency-Key", "1"))).Must(HttpStatusCode.Created);
        await stage.Everything.SendAsync(HttpMethod.Delete, "/api/tokens/" + first.GetProperty("id").GetString(), null);
        await stage.SetAsync("old-talks", "private");
        using var second = await stage.ClientAsync("dora", Stage.Open);
        var refused = (await second.PostAsync("/api/negotiations", body, ("Idempotency-Key", "1"))).Must(HttpStatusCode.Forbidden);
        Assert.Equal(("not-allowed", (string?)null), (refused.Problem, refused.Headers.Location?.ToString()));
    }

    [Theory]
    [InlineData("""{"reason":"So."}""", "missing-field", "/visibility"), InlineData("""{"visibility":"secret","reason":"So."}""", "unknown-value", "/visibility"), InlineData("""{"visibility":1,"reason":"So."}""", "unknown-value", "/visibility")]
    [InlineData("""{"visibility":"private"}""", "reason-required", "/reason"), InlineData("""{"visibility":"private","reason":""}""", "reason-required", "/reason"), InlineData("""{"visibility":"private","reason":"So.","until":"2027"}""", "unknown-field", "/until")]
    public async Task P14_Who_may_read_is_not_set_by_a_request_that_makes_no_sense(string body, string code, string pointer)
    {
        var reply = await stage.Everything.PostAsync($"/api/negotiations/{Stage.Open}/visibility", body);
        Assert.Equal((code, pointer), (reply.Problem, reply.Errors[0].Pointer));
        (await stage.Anybody.ReadAsync($"/api/negotiations/{Stage.Open}")).Must(HttpStatusCode.OK);
    }

    [Theory, InlineData("[]"), InlineData("[\"No Slug\"]"), InlineData("\"alpha\""), InlineData("[null]"), InlineData("[1]")]
    public async Task P14_A_token_is_not_issued_for_what_is_no_negotiation(string negotiations)
    {
        var reply = (await stage.Everything.PostAsync("/api/tokens", $$"""{"name":"nobody","negotiations":{{negotiations}}}""")).Must(HttpStatusCode.BadRequest);
        Assert.StartsWith("/negotiations", reply.Errors[0].Pointer, StringComparison.Ordinal);
    }

    [Theory, InlineData("/api/negotiations"), InlineData("/api/negotiations/island-talks"), InlineData("/api/events"), InlineData("/"), InlineData("/island-talks")]
    public async Task P15_A_token_that_does_not_hold_is_told_so_where_none_is_needed(string address)
    {
        using var wrong = stage.Server.ClientOf("ledger_wrong");
        var reply = (await wrong.ReadAsync(address)).Must(HttpStatusCode.Unauthorized);
        Assert.Equal("token-required", reply.Problem);
        // Somebody else's scheme, as a proxy's, is none of ours.
        (await stage.Anybody.ReadAsync(address, ("Authorization", "Basic YTpi"))).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task P15_Why_a_view_stopped_is_told_to_who_may_read_the_event_that_stopped_it()
    {
        await using var server = await Testing.LedgerServer.StartAsync();
        await Talks.OpenAsync(server.Writer);
        (await server.Writer.PostAsync("/api/negotiations", """{"id":"secret-talks","title":"Hidden talks"}""")).Must(HttpStatusCode.Created);
        (await server.Writer.PostAsync("/api/negotiations/secret-talks/visibility", """{"visibility":"private","reason":"So."}""")).Must(HttpStatusCode.Created);
        var bad = new NewEvent(Guid.CreateVersion7(), "claim-recorded.v1", """{"id":"x","hidden-word":1}"""u8.ToArray(), new EventMetadata { Actor = "editor" });
        Assert.IsType<AppendOutcome.Appended>(await server.Get<LedgerStore>().AppendAsync(new Append { Stream = "negotiation:secret-talks", Scope = "secret-talks", Events = [bad] }));
        await server.Get<Follower>().WaitForProjectedAsync(12, TimeSpan.FromSeconds(20));
        foreach (var path in new[] { Talks.N + "/claims", "/api/negotiations", "/api/views", "/health/ready", "/island-talks/claims" })
        {
            var reply = await server.Reader.ReadAsync(path);
            var all = reply.Body + reply.Header("Ledger-Stale");
            Assert.DoesNotContain("The data of this", all, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden-word", all, StringComparison.Ordinal);
            Assert.Contains("It cannot apply an event ", all, StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/api/negotiations/secret-talks/claims", "/api/views", "/health/ready" })
        {
            var reply = await server.Writer.ReadAsync(path);
            Assert.Contains("The data of this claim-recorded.v1", reply.Body + reply.Header("Ledger-Stale"), StringComparison.Ordinal);
        }
    }
}
