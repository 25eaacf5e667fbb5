using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Tests.Access;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Edge;

/// <summary>Each row of the table of limits in docs/security.md: what lies within it is taken, what lies beyond gets the code that stands there.</summary>
public sealed class LimitTests(Talks talks) : IClassFixture<Talks>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Rows => [.. Limits.All.Select(limit => limit.What)];

    [Fact]
    public async Task The_table_of_the_documentation_is_that_of_the_code()
    {
        var page = Path.Combine(Repository.Root, "docs", "security.md");
        var text = await File.ReadAllTextAsync(page, Ct);
        var table = new Regex("(?<=<!-- limits -->\n).*?(?=<!-- /limits -->)", RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1") await File.WriteAllTextAsync(page, table.Replace(text, Limits.Markdown()), Ct);
        else Assert.Equal(Limits.Markdown(), table.Match(text).Value);
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Who_goes_beyond_a_limit_is_told_so_by_its_code(string what)
    {
        var limit = Limits.All.Single(l => l.What == what);
        var tried = Trials.GetValueOrDefault(what) ?? throw new Xunit.Sdk.XunitException($"How is '{what}' gone beyond? Say it here.");
        if (limit.Setting is not { } setting)
        {
            Assert.Contains(limit.Code, await tried(talks.Server), StringComparison.Ordinal);
            return;
        }
        var name = setting.Replace("__", ":", StringComparison.Ordinal);
        await using var server = await LedgerServer.StartAsync(talks.Server.Database, (name, "1"), (name.Replace("AtOnce", "PerSecond", StringComparison.Ordinal), "1"), (name.Replace("AtOnce", "PerMinute", StringComparison.Ordinal), "1"));
        Assert.Contains(limit.Code, await tried(server), StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, Func<LedgerServer, Task<string>>> Trials = new(StringComparer.Ordinal)
    {
        ["body of a write"] = async server => (await server.Writer.PostAsync(Talks.N + "/issues", new string(' ', 256 * 1024) + "{}")).Body,
        ["body of an import, which is all written or not at all"] = async server => (await server.Writer.SendAsync(HttpMethod.Post, "/api/imports", new Unsent(64 * 1024 * 1024 + 1), ("Expect", "100-continue"))).Body,
        ["form of a page"] = async server => (await server.Reader.SendAsync(HttpMethod.Post, "/account/sign-in", new StringContent("token=" + new string('x', 16 * 1024), Encoding.UTF8, "application/x-www-form-urlencoded"))) is { Status: HttpStatusCode.RequestEntityTooLarge } ? "body-too-large" : "",
        ["nesting of a body"] = async server => (await server.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"deep","title":{{new string('[', 32)}}{{new string(']', 32)}}}""")).Body,
        ["a text"] = async server =>
        {
            (await server.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"long","title":"{{new string('x', 16 * 1024)}}"}""")).Must(HttpStatusCode.Created);
            return (await server.Writer.PostAsync(Talks.N + "/issues", $$"""{"id":"longer","title":"{{new string('x', 16 * 1024 + 1)}}"}""")).Body;
        },
        ["items of a list"] = async server =>
        {
            string Party(string id, int members) => $$"""{"id":"{{id}}","name":"{{id}}","kind":"party","members":[{{string.Join(',', Enumerable.Range(0, members).Select(i => $"\"member {i}\""))}}]}""";
            (await server.Writer.PostAsync(Talks.N + "/parties", Party("many", 2_000))).Must(HttpStatusCode.Created);
            return (await server.Writer.PostAsync(Talks.N + "/parties", Party("more", 2_001))).Body;
        },
        ["an Idempotency-Key"] = async server =>
        {
            (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"keyed","title":"Keyed"}""", ("Idempotency-Key", new string('k', 200)))).Must(HttpStatusCode.Created);
            return (await server.Writer.PostAsync(Talks.N + "/issues", """{"id":"keyed","title":"Keyed"}""", ("Idempotency-Key", new string('k', 201)))).Body;
        },
        ["events of one answer"] = async server =>
        {
            (await server.Reader.ReadAsync("/api/events?limit=10000")).Must(HttpStatusCode.OK);
            return (await server.Reader.ReadAsync("/api/events?limit=10001")).Body;
        },
        ["a JWT"] = async server =>
        {
            using var caller = server.ClientOf($"ey.{new string('x', 16 * 1024)}.x");
            return (await caller.ReadAsync("/api/negotiations")).Must(HttpStatusCode.Unauthorized).Body;
        },
        ["requests of one address in a second"] = server => TwiceAsync(() => server.Reader.ReadAsync("/api/negotiations")),
        ["requests of one actor in a second"] = server => TwiceAsync(() => server.Writer.ReadAsync("/api/negotiations")),
        ["credentials of one address that do not hold, in a minute"] = server => TwiceAsync(() => server.ClientOf("wrong").ReadAsync("/api/negotiations")),
        ["attempts of one address to sign in that fail, in a minute"] = async server => await TwiceAsync(() => new Visitor(server.Reader).SignInAsync("wrong")) is var page && page.Contains("may fail to sign in", StringComparison.Ordinal) ? "too-many-failures" : page,
        ["connections of one address to follow"] = async server =>
        {
            using var first = await OpenAsync(server);
            return (await server.Reader.ReadAsync("/api/events", ("Accept", "text/event-stream"))).Body;
        },
        ["connections that one address opens in a second"] = server => TwiceAsync(() => server.Reader.SendAsync(HttpMethod.Post, "/hubs/ledger/negotiate?negotiateVersion=1", null)),
        ["subscriptions of one connection"] = server => SaidAsync(server, Call(1), Call(2)),
        ["calls of one connection in a second"] = server => SaidAsync(server, [.. Enumerable.Range(1, 20).Select(i => Call(i, "-1"))]),
        ["a message to the hub"] = server => SaidAsync(server, Call(1, $"\"{new string('x', 32 * 1024)}\"")),
    };

    private static string Call(int id, string after = "0") => $$$"""{"type":4,"invocationId":"{{{id}}}","target":"Tail","arguments":[{"after":{{{after}}}}]}""";

    // At once, and more than two: on a busy machine a second may pass between two.
    private static async Task<string> TwiceAsync(Func<Task<Reply>> ask) => string.Concat((await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ask()))).Select(reply => reply.Body));

    private static async Task<ClientWebSocket> OpenAsync(LedgerServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.BaseAddress) { Scheme = "ws", Path = "/hubs/ledger" }.Uri, Ct);
        return socket;
    }

    /// <summary>What the hub says to some calls, until it has named a code.</summary>
    private static async Task<string> SaidAsync(LedgerServer server, params string[] calls)
    {
        using var socket = await OpenAsync(server);
        foreach (var message in calls.Prepend("""{"protocol":"json","version":1}""")) await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, Ct);
        var (said, buffer) = ("", new byte[64 * 1024]);
        while (socket.State == WebSocketState.Open && !said.Contains("too-", StringComparison.Ordinal)) said += Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, Ct)).Count);
        return said;
    }

    /// <summary>A body that the server refuses before it is sent.</summary>
    private sealed class Unsent : HttpContent
    {
        private readonly long length;

        public Unsent(long length)
        {
            this.length = length;
            Headers.ContentType = new("application/yaml");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new InvalidOperationException("It was asked for.");

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
