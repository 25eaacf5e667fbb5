using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Imports;

/// <summary>One server for all of them: none of them may leave anything.</summary>
public sealed class RefusingServer : IAsyncLifetime
{
    public LedgerServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await LedgerServer.StartAsync();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}

public sealed class ImportRefusalTests(RefusingServer refusing) : IClassFixture<RefusingServer>
{
    private const string N = "negotiation: {id: bad, title: Bad}\n";

    /// <summary>What stems from the first draft is said to be where the first draft stems from.</summary>
    private const string Circle = """
        parties: [{id: p, name: P, kind: party}]
        sources: [{id: s, publisher: p, title: t, kind: news, published: "2025"}]
        proposals: [{id: a, title: A, by: [p], drafts: [{id: b, title: B, occurred: "2025", text: full, sources: [s], points: [{id: 1, label: 1, textKind: oral, text: t, sources: [s]}]}, {id: c, title: C, occurred: "2025", text: full, sources: [s], points: [{id: 1, label: 1, textKind: oral, text: t, sources: [s]}]}]}]
        lineage:
        - {id: l1, fate: carried, from: [a/b/1], to: [a/c/1], mode: asserted, confidence: reported, sources: [s]}
        - {id: l2, fate: carried, from: [a/c/1], to: [a/b/1], mode: asserted, confidence: reported, sources: [s]}
        """;

    private readonly LedgerServer server = refusing.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 400, "empty-case-file", "", 1, 1)]
    [InlineData("just a text", 400, "empty-case-file", "", 1, 1)]
    [InlineData(N + "parties: [", 400, "malformed-yaml", "", 3, 1)]
    [InlineData(N + "parties:\n\t- {id: a}", 400, "malformed-yaml", "", 3, 1)]
    [InlineData(N + "partys: []", 400, "unknown-field", "/partys", 2, 9)]
    [InlineData(N + "issues:\n- {id: a, title: t, colour: red}", 400, "unknown-field", "/issues/0/colour", 3, 29)]
    [InlineData(N + "issues:\n- id: a\n  title: t\n  title: u", 400, "duplicate-key", "/issues/0/title", 5, 3)]
    [InlineData(N + "propositions:\n- {id: a, issue: nowhere, text: t}", 422, "unknown-issue", "/propositions/0/issue", 3, 18)]
    [InlineData(N + "issues:\n- {id: \"a\\0b\", title: t}", 422, "not-a-slug", "/issues/0/id", 3, 8)]
    [InlineData(N + "issues:\n- {id: a, title: \"t\\0u\"}", 422, "forbidden-character", "/issues/0/title", 3, 18)]
    [InlineData(N + "issues:\n- {id: a, title: t\0u}", 422, "forbidden-character", "", 3, 19)]
    [InlineData(N + "# all else is cut off here: \0\nissues: [{id: a, title: t}]", 422, "forbidden-character", "", 2, 29)]
    [InlineData(N + "issues:\n- {id: \"a\\u202eb\", title: t}", 422, "not-a-slug", "/issues/0/id", 3, 8)]
    [InlineData(N + "issues:\n- {id: a\u202eb, title: t}", 422, "not-a-slug", "/issues/0/id", 3, 8)]
    [InlineData(N + "sources:\n- {id: a, publisher: p, title: t, kind: news, published: \"2025-02-30\"}", 400, "impossible-date", "/sources/0/published", 3, 58)]
    [InlineData(N + "sources:\n- {id: a, publisher: p, title: t, kind: news, published: \"../..\"}", 400, "meaningless-date", "/sources/0/published", 3, 58)]
    [InlineData(N + "sources:\n- {id: a, publisher: p, title: t, kind: news, published: \"2025-24/2025-11\"}", 422, "end-before-beginning", "/sources/0/published", 3, 58)]
    [InlineData(N + Circle, 422, "own-ancestor", "/lineage/1/to", 7, 46)]
    [InlineData(N + "issues:\n- &a {id: a, title: t}\n- *a", 400, "malformed-yaml", "", 3, 3)]
    [InlineData(N + "issues:\n- !!map {id: a, title: t}", 400, "malformed-yaml", "", 3, 3)]
    [InlineData(N + "---\n" + N, 400, "malformed-yaml", "", 2, 1)]
    [InlineData("negotiation: {id: api, title: t}", 422, "reserved-id", "/negotiation/id", 1, 19)]
    public async Task P14_Wrong_input_is_told_with_code_and_place_and_changes_nothing(string yaml, int status, string code, string pointer, int line, int column)
    {
        var (answered, problem) = await RefusedAsync(Importing.Request(Encoding.UTF8.GetBytes(yaml)));
        var errors = problem.GetProperty("errors").EnumerateArray().Select(e =>
            (e.GetProperty("code").GetString(), e.GetProperty("pointer").GetString(), e.GetProperty("line").GetInt32(), e.GetProperty("column").GetInt32())).ToList();
        Assert.Contains((code, pointer, line, column), errors);
        Assert.Equal(status, answered);
        Assert.Equal($"/problems/{errors[0].Item1}", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task P14_A_bomb_of_anchors_is_refused_where_it_begins()
    {
        var bomb = N + "a: &a [x, x, x]\n" + string.Concat("bcdefghi".Select(c => $"{c}: &{c} [*{(char)(c - 1)}, *{(char)(c - 1)}, *{(char)(c - 1)}]\n"));
        var (status, problem) = await RefusedAsync(Importing.Request(Encoding.UTF8.GetBytes(bomb)));
        Assert.Equal((400, 2), (status, problem.GetProperty("errors")[0].GetProperty("line").GetInt32()));
    }

    [Theory, InlineData(33), InlineData(100_000), InlineData(10_000_000)]
    public async Task P14_Nesting_over_32_is_refused_and_not_followed(int depth)
    {
        var (status, problem) = await RefusedAsync(Importing.Request(Encoding.UTF8.GetBytes(N + "parties: " + new string('[', depth))));
        Assert.Equal((400, "/problems/too-deep"), (status, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task P14_Bytes_that_are_no_utf8_are_told_with_their_place()
    {
        var (status, problem) = await RefusedAsync(Importing.Request([.. Encoding.UTF8.GetBytes(N + "issues:\n- {id: a, title: t"), 0xC3, 0x28, (byte)'}']));
        var error = problem.GetProperty("errors")[0];
        Assert.Equal((400, "invalid-utf8", 3, 19), (status, error.GetProperty("code").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task P1_P14_One_wrong_reference_among_ten_thousand_right_ones_lets_nothing_in()
    {
        var (status, problem) = await RefusedAsync(Importing.Request(Encoding.UTF8.GetBytes(Importing.Claims(10_000, proposition: i => i == 7777 ? "eqal" : "equal"))));
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((422, "unknown-proposition", "/claims/7779/about/proposition"), (status, error.GetProperty("code").GetString(), error.GetProperty("pointer").GetString()));
        Assert.Equal(CaseFileTests.Well.Split('\n').Length + 7778, error.GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("application/json"), InlineData("text/plain"), InlineData("application/yaml; charset=utf-16"), InlineData(null)]
    public async Task P14_Another_content_type_is_refused(string? type) =>
        Assert.Equal(415, (await RefusedAsync(Importing.Request(Encoding.UTF8.GetBytes(CaseFileTests.Well), type: type))).Status);

    [Fact]
    public async Task P15_Without_a_token_nothing_is_taken()
    {
        using var answer = await server.Reader.SendAsync(Importing.Request(Encoding.UTF8.GetBytes(CaseFileTests.Well)), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(0, await server.HeadAsync());
    }

    [Fact]
    public async Task P14_More_than_64_MiB_announced_is_refused_before_it_is_sent()
    {
        using var tcp = await OpenAsync("Content-Length: 67108865");
        Assert.StartsWith("HTTP/1.1 413", await FirstLineAsync(tcp), StringComparison.Ordinal);
        Assert.Equal(0, await server.HeadAsync());
    }

    [Fact]
    public async Task P14_More_than_64_MiB_in_pieces_is_cut_at_64_MiB()
    {
        using var tcp = await OpenAsync("Transfer-Encoding: chunked");
        var piece = Encoding.ASCII.GetBytes($"100000\r\n{new string('#', 0x100000)}\r\n");
        var answer = FirstLineAsync(tcp);
        var sent = 0;
        try
        {
            for (; sent < 1024 && !answer.IsCompleted; sent++) await tcp.GetStream().WriteAsync(piece, Ct);
        }
        catch (IOException)
        {
            // The server hung up on who goes on sending.
        }
        Assert.StartsWith("HTTP/1.1 413", await answer, StringComparison.Ordinal);
        Assert.InRange(sent, 60, 200); // what the sockets hold is on top of the 64
    }

    private async Task<(int Status, JsonElement Problem)> RefusedAsync(HttpRequestMessage request)
    {
        using var answer = await server.Writer.SendAsync(request, Ct);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal((0L, 0L), (await server.HeadAsync(), await server.StagedAsync()));
        return ((int)answer.StatusCode, problem);
    }

    private async Task<TcpClient> OpenAsync(string length)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port, Ct);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {LedgerServer.Token}\r\nContent-Type: application/yaml\r\n{length}\r\n\r\n"), Ct);
        return tcp;
    }

    private static async Task<string?> FirstLineAsync(TcpClient tcp) => await new StreamReader(tcp.GetStream()).ReadLineAsync(Ct);
}
