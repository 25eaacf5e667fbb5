using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;
using ProposalLedger.Testing.Hostile;

namespace ProposalLedger.Server.Tests.Hostile;

/// <summary>What became of one call.</summary>
/// <param name="Code">Of the problem that it was told.</param>
internal sealed record Outcome(string Call, int Status, string? Code)
{
    /// <summary>Of what it recorded.</summary>
    public IReadOnlyList<long> Positions { get; init; } = [];

    /// <summary>Which rule was broken, and how.</summary>
    public string? Wrong { get; init; }
}

/// <summary>A server with one of everything, and the rules that every call to it is held to, whatever it sends.</summary>
public sealed class Arena : IAsyncLifetime
{
    /// <summary>Of a machine that does much else besides; what hangs, hangs for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Each parameter and field with the whole corpus, which takes a quarter of an hour, instead of with a part that differs from one to the next.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("LEDGER_HOSTILE") == "all";

    private HttpClient client = null!;

    public LedgerServer Server { get; private set; } = null!;

    public HttpClient Writer => Server.Writer;

    public async ValueTask InitializeAsync()
    {
        // What is too much of anything is refused before it is read: here all of it is to be read.
        Server = await LedgerServer.StartAsync(null, [.. typeof(Server.Edge.RequestLimitOptions).GetProperties().Select(limit => ($"Ledger:Limits:{limit.Name}", "1000000")), ("Ledger:Following:CallsAtOnce", "100000"), ("Ledger:Following:CallsPerSecond", "100000"), ("Ledger:Following:OpeningsAtOnce", "100000")]);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1, ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = Writer.DefaultRequestHeaders.Authorization;
        await WholeNegotiation.RecordAsync(Writer, field => $"Text of {field}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A part of a list that is another one for each turn, so that in all the turns each item comes.</summary>
    internal static IEnumerable<T> Part<T>(IReadOnlyList<T> all, int turn, int count) =>
        IsWhole ? all : Enumerable.Range(0, Math.Min(count, all.Count)).Select(i => all[((turn * count) + i) % all.Count]);

    /// <summary>An address that goes out as it is written: nothing in it is resolved or unescaped on the way.</summary>
    internal HttpRequestMessage Request(string method, string address, byte[]? body = null, string? type = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.BaseAddress.ToString().TrimEnd('/') + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type ?? "application/json");
        return request;
    }

    /// <summary>Sends, and holds the answer to the rules: in time, no failure of the server's, and of a refusal a code that is explained.</summary>
    internal async Task<Outcome> CallAsync(string call, HttpRequestMessage request)
    {
        using var _ = request;
        // A connection that was hung up on is nobody else's.
        var large = request.Content?.Headers.ContentLength > 16 * 1024;
        request.Headers.ConnectionClose = large ? true : null;
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var type = answer.Content.Headers.ContentType?.MediaType;
            // A stream has no end to wait for.
            var body = type == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(limit.Token);
            var outcome = new Outcome(call, (int)answer.StatusCode, null) { Positions = answer.StatusCode == HttpStatusCode.Created ? PositionsOf(type, body) : [] };
            if (outcome.Status < 400 || (request.Method == HttpMethod.Head && outcome.Status < 500)) return outcome;
            // What is no request of HTTP never comes as far as the ledger: the web server hangs up.
            if (outcome.Status is 400 or 414 or 431 && body.Length == 0 && answer.Headers.ConnectionClose == true) return outcome with { Code = "(no request)" };
            // SignalR's transports speak to programs that follow it, and say in plain text that one does not.
            if (outcome.Status is 400 or 404 or 405 && type == "text/plain" && call.Contains(" /hubs/", StringComparison.Ordinal)) return outcome with { Code = "(no transport)" };
            return Judge(outcome, type, body);
        }
        catch (OperationCanceledException)
        {
            return new Outcome(call, 0, null) { Wrong = $"no answer within {Longest}" };
        }
        catch (HttpRequestException) when (large)
        {
            // It had answered, and hung up on who goes on sending.
            return new Outcome(call, 413, "(hung up)");
        }
        catch (HttpRequestException e)
        {
            return new Outcome(call, 0, null) { Wrong = $"no answer: {e.Message} {e.InnerException?.Message}" };
        }
    }

    private static Outcome Judge(Outcome outcome, string? type, string body)
    {
        if (outcome.Status >= 500) return outcome with { Wrong = $"a failure: {body}" };
        if (type == "text/html") return body.Contains("</html>", StringComparison.Ordinal) ? outcome : outcome with { Wrong = $"half a page: {body}" };
        if (type != "application/problem+json") return outcome with { Wrong = $"no problem but {type}: {body}" };
        var problem = JsonElement.Parse(body);
        var code = problem.GetProperty("type").GetString()!["/problems/".Length..];
        var unknown = problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()!).Prepend(code).FirstOrDefault(c => ProblemTypes.Find(c) is null);
        if (unknown is not null) return outcome with { Code = code, Wrong = $"no problem is called {unknown}: {body}" };
        return problem.GetProperty("status").GetInt32() == outcome.Status ? outcome with { Code = code } : outcome with { Code = code, Wrong = $"another status in its body: {body}" };
    }

    /// <summary>The positions of what a receipt, or an import's result, says that it recorded.</summary>
    private static IReadOnlyList<long> PositionsOf(string? type, string body)
    {
        if (type != "application/json" || JsonElement.Parse(body) is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("position", out var position)) return [];
        var count = json.TryGetProperty("recorded", out var recorded) ? recorded.GetInt32() + json.GetProperty("corrected").GetInt32() + json.GetProperty("retracted").GetInt32() : json.TryGetProperty("stream", out _) ? 1 : 0;
        return [.. Enumerable.Range(0, count).Select(i => position.GetInt64() - i)];
    }

    /// <summary>Sends several at once, and looks at the ledger before and after: what was refused has recorded nothing.</summary>
    internal async Task<IReadOnlyList<Outcome>> CallAllAsync(IEnumerable<(string Call, HttpRequestMessage Request)> calls)
    {
        var before = await HeadAsync();
        var outcomes = new List<Outcome>();
        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (one, _) =>
        {
            var outcome = await CallAsync(one.Call, one.Request);
            lock (outcomes) outcomes.Add(outcome);
        });
        var recorded = outcomes.SelectMany(o => o.Positions).ToHashSet();
        var after = await HeadAsync();
        // What is accepted and gives no receipt, as a token, may be in the ledger, too; a refusal and a read never are.
        var others = outcomes.Count(o => o.Status is >= 200 and < 300 && o.Positions.Count == 0 && !o.Call.StartsWith("GET ", StringComparison.Ordinal) && !o.Call.StartsWith("HEAD ", StringComparison.Ordinal));
        if (after < before + recorded.Count || after > before + recorded.Count + (2 * others)) outcomes.Add(new Outcome(outcomes[0].Call, 0, null) { Wrong = $"{after - before} events for {recorded.Count} that were accepted" });
        return outcomes;
    }

    internal async Task<long> HeadAsync() => long.Parse((await Writer.ReadAsync("/api/events?limit=1")).Must(HttpStatusCode.OK).Header("Ledger-Head"), CultureInfo.InvariantCulture);

    /// <summary>No rule was broken. Says in the run's log what was sent and how it was answered: docs/hostile-input.md has such lines.</summary>
    internal static void Hold(string what, IReadOnlyCollection<Outcome> outcomes, Stopwatch clock)
    {
        var statuses = outcomes.GroupBy(o => o.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} x {g.Key}");
        var codes = outcomes.Where(o => o.Code is not null).GroupBy(o => o.Code).OrderByDescending(g => g.Count()).Select(g => g.Key).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {outcomes.Count} calls in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", statuses)}; {codes.Count} kinds of problems"));
        var wrong = outcomes.Where(o => o.Wrong is not null).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} broke a rule:\n{string.Join('\n', wrong.Take(60).Select(o => $"{o.Status} {Short(o.Call)}: {Short(o.Wrong!)}"))}");
    }

    /// <summary>A plain value for each name in a route, which leads somewhere.</summary>
    internal static string Filled(string route) => route.Replace("{n}", WholeNegotiation.Id, StringComparison.Ordinal).Replace("{p}", "plan", StringComparison.Ordinal).Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "claim-1", StringComparison.Ordinal)
        .Replace("{v}", "first.1", StringComparison.Ordinal).Replace("{position}", "3", StringComparison.Ordinal).Replace("{**key}", "negotiation:" + WholeNegotiation.Id, StringComparison.Ordinal).Replace("{**path}", "0/000", StringComparison.Ordinal)
        .Replace("{view}", "claims", StringComparison.Ordinal).Replace("{code}", "blank", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("/parties/{id}", "/parties/north", StringComparison.Ordinal).Replace("/issues/{id}", "/issues/dam", StringComparison.Ordinal)
        .Replace("/propositions/{id}", "/propositions/dam-stays", StringComparison.Ordinal).Replace("{id}", "paper", StringComparison.Ordinal);

    private static string Short(string text) => text.Length > 400 ? text[..400] + "..." : text;
}
