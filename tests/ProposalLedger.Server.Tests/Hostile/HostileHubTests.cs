using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Server.Problems;
using ProposalLedger.Testing;
using ProposalLedger.Testing.Hostile;

namespace ProposalLedger.Server.Tests.Hostile;

/// <summary>P14, for the hub: each field of each method with the corpus, and frames that are none.</summary>
public sealed partial class HostileHubTests(Arena arena) : IClassFixture<Arena>
{
    private const char End = '\u001e';

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 600_000)]
    public async Task P14_No_argument_of_Tail_or_Watch_fails_the_hub_and_every_refusal_has_a_code_that_is_explained()
    {
        var (clock, head, answers) = (Stopwatch.StartNew(), await arena.HeadAsync(), new Dictionary<string, int>());
        (string Method, string Field, string Also)[] fields =
        [
            ("Tail", "after", ""), ("Tail", "negotiation", ""), ("Tail", "party", ",\"negotiation\":\"river\""), ("Tail", "proposal", ",\"negotiation\":\"river\""), ("Tail", "issue", ",\"negotiation\":\"river\""), ("Tail", "type", ""), ("Tail", "hostile", ""),
            ("Watch", "view", ""), ("Watch", "view", ",\"negotiation\":\"river\""), ("Watch", "negotiation", ",\"view\":\"claims\""), ("Watch", "query", ",\"view\":\"river/claims\""), ("Watch", "query", ",\"view\":\"river/since\""), ("Watch", "hostile", ",\"view\":\"river\""), ("Watch", "query\":{\"asOf\":\"2025\"},\"query", ",\"view\":\"river\""),
        ];
        var calls = new List<(string What, string Frame)>();
        List<(string Name, string Json)> values = [.. HostileTexts.All.Where(h => h.Json.Length < 20_000).Select(h => (h.Name, h.Json)), .. HostileBodies.Values.Where(v => v.Bytes.Length < 20_000).Select(v => (v.Name, Encoding.UTF8.GetString(v.Bytes)))];
        foreach (var ((method, field, also), turn) in fields.Select((f, i) => (f, i)))
            foreach (var (name, json) in Arena.Part(values, turn, 80))
                calls.Add(($"{method} where {field} is {name}", $"{{\"type\":4,\"invocationId\":\"1\",\"target\":\"{method}\",\"arguments\":[{{\"{field}\":{json}{also}}}]}}"));
        foreach (var (what, frame) in calls)
        {
            var answer = await AskAsync(frame);
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
            if (answer is not ("state" or "flows" or "(closed)")) Assert.True(ProblemTypes.Find(answer) is { Status: < 500 }, $"{what}: {answer}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"hub: {calls.Count} calls in {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", answers.OrderByDescending(a => a.Value).Select(a => $"{a.Value} x {a.Key}"))}");
        Assert.Equal(head, await arena.HeadAsync());
        Assert.InRange(answers.Count, 8, 60);
    }

    [Fact(Timeout = 600_000)]
    public async Task P14_No_frame_fails_the_hub()
    {
        (string Name, byte[][] Messages)[] frames =
        [
            ("no JSON", [Bytes("x")]), ("nothing", [Bytes("")]), ("nulls", [new byte[5000]]), ("invalid UTF-8", [[.. Bytes("{\"type\":4,\"target\":\""), 0xFF, .. Bytes("\"}")]]), ("separators", [Bytes(new string(End, 5000))]), ("deep", [Bytes(new string('[', 20_000))]), ("a list", [Bytes("[]")]), ("null", [Bytes("null")]), ("a number", [Bytes("1e131071")]),
            .. Enumerable.Range(-1, 12).Select(type => ($"type {type} alone", (byte[][])[Bytes($"{{\"type\":{type}}}")])), ("type is a text", [Bytes("{\"type\":\"4\"}")]), ("type is huge", [Bytes("{\"type\":99999999999999999999}")]), ("type twice", [Bytes("{\"type\":6,\"type\":7}")]),
            ("no target", [Bytes("{\"type\":4,\"invocationId\":\"1\",\"arguments\":[{}]}")]), ("target is null", [Bytes("{\"type\":4,\"invocationId\":\"1\",\"target\":null,\"arguments\":[{}]}")]), ("arguments are an object", [Bytes("{\"type\":4,\"invocationId\":\"1\",\"target\":\"Tail\",\"arguments\":{}}")]), ("a thousand arguments", [Bytes($"{{\"type\":4,\"invocationId\":\"1\",\"target\":\"Tail\",\"arguments\":[{string.Join(',', Enumerable.Repeat("{}", 1000))}]}}")]), ("id is a number", [Bytes("{\"type\":4,\"invocationId\":1,\"target\":\"Tail\",\"arguments\":[{}]}")]), ("id is long", [Bytes($"{{\"type\":4,\"invocationId\":\"{new string('i', 20_000)}\",\"target\":\"Tail\",\"arguments\":[{{}}]}}")]),
            ("streams of ids", [Bytes("{\"type\":4,\"invocationId\":\"1\",\"target\":\"Tail\",\"arguments\":[],\"streamIds\":[\"1\",\"1\"]}")]), ("stream item", [Bytes("{\"type\":2,\"invocationId\":\"9\",\"item\":{}}")]), ("completion", [Bytes("{\"type\":3,\"invocationId\":\"9\",\"error\":\"x\"}")]), ("cancel", [Bytes("{\"type\":5,\"invocationId\":\"\"}")]), ("close", [Bytes("{\"type\":7,\"error\":\"x\",\"allowReconnect\":true}")]), ("ack", [Bytes("{\"type\":8,\"sequenceId\":-1}")]), ("sequence", [Bytes("{\"type\":9,\"sequenceId\":9223372036854775807}")]), ("headers", [Bytes("{\"type\":4,\"headers\":{\"a\":1,\"a\":[]},\"invocationId\":\"1\",\"target\":\"Tail\",\"arguments\":[{}]}")]), ("prototype", [Bytes("{\"type\":1,\"target\":\"__proto__\",\"arguments\":[]}")]), ("method of the object", [Bytes("{\"type\":1,\"invocationId\":\"1\",\"target\":\"OnConnectedAsync\",\"arguments\":[]}")]), ("method of object", [Bytes("{\"type\":1,\"invocationId\":\"1\",\"target\":\"GetHashCode\",\"arguments\":[]}")]), ("dispose", [Bytes("{\"type\":1,\"invocationId\":\"1\",\"target\":\"Dispose\",\"arguments\":[]}")]),
            ("10 MiB in one frame", [new byte[10 << 20]]), ("10 MiB in pieces", [.. Enumerable.Range(0, 160).Select(_ => Bytes(new string('x', 64 * 1024)))]),
            .. HostileTexts.All.Where(h => h.Json.Length < 20_000).Select(h => ($"method {h}", (byte[][])[Bytes($"{{\"type\":4,\"invocationId\":\"1\",\"target\":{h.Json},\"arguments\":[{{}}]}}{End}")])),
        ];
        var (clock, ended) = (Stopwatch.StartNew(), 0);
        foreach (var (name, messages) in frames)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            using var socket = await OpenAsync(limit.Token);
            try
            {
                foreach (var message in messages) await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
                // Whether the connection still serves, or was ended: not whether it hangs.
                await socket.SendAsync(Bytes($"{(messages[^1].LastOrDefault() == (byte)End ? "" : End)}{{\"type\":4,\"invocationId\":\"next\",\"target\":\"Tail\",\"arguments\":[{{}}]}}{End}"), WebSocketMessageType.Text, true, limit.Token);
                if (await UntilAsync(socket, text => text.Contains("\"next\"", StringComparison.Ordinal), limit.Token) is null) ended++;
            }
            catch (WebSocketException)
            {
                ended++;
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{name}: no answer.", e);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"frames: {frames.Length} in {clock.Elapsed.TotalSeconds:0} s; {ended} ended their connection");
        Assert.Equal("flows", await AskAsync("{\"type\":4,\"invocationId\":\"1\",\"target\":\"Tail\",\"arguments\":[{}]}"));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private ClientWebSocket? shared;

    /// <summary>The code of the refusal, or what came instead. One connection serves until a call ends it, and makes a pause between calls as the hub wants it.</summary>
    private async Task<string> AskAsync(string frame)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            var socket = shared ??= await OpenAsync(limit.Token);
            string? answer;
            try
            {
                await socket.SendAsync(Bytes(frame + End), WebSocketMessageType.Text, true, limit.Token);
                answer = await UntilAsync(socket, text => text.EndsWith(End) && (text.Contains("\"invocationId\":\"1\"", StringComparison.Ordinal) || text.Contains("\"type\":7", StringComparison.Ordinal)), limit.Token);
            }
            catch (WebSocketException)
            {
                answer = null;
            }

            var code = answer is null ? "(closed)" : Code().Match(answer) is { Success: true } match ? match.Groups["code"].Value : answer.Contains("\"type\":2", StringComparison.Ordinal) ? "flows" : answer;
            if (code == "too-many-calls" && attempt < 50)
            {
                Close();
                continue;
            }

            // What flows goes on under its id.
            if (code is "flows" or "(closed)" || answer!.Contains("\"type\":7", StringComparison.Ordinal)) Close();
            return code;
        }

        void Close()
        {
            shared?.Dispose();
            shared = null;
        }
    }

    private async Task<ClientWebSocket> OpenAsync(CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {LedgerServer.Token}");
        await socket.ConnectAsync(new Uri(arena.Server.BaseAddress.ToString().Replace("http", "ws", StringComparison.Ordinal) + "hubs/ledger"), ct);
        await socket.SendAsync(Bytes($"{{\"protocol\":\"json\",\"version\":1}}{End}"), WebSocketMessageType.Text, true, ct);
        await UntilAsync(socket, text => text.Contains(End, StringComparison.Ordinal), ct);
        return socket;
    }

    /// <summary>Reads on until a text comes that fits; null where the connection ended.</summary>
    private static async Task<string?> UntilAsync(ClientWebSocket socket, Func<string, bool> fits, CancellationToken ct)
    {
        var (text, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, ct);
            if (read.MessageType == WebSocketMessageType.Close) return text.Length > 0 && fits(text.ToString()) ? text.ToString() : null;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
            if (fits(text.ToString())) return text.ToString();
        }
    }

    [GeneratedRegex("HubException: (?<code>[a-z0-9-]+): ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
