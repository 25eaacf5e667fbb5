using System.Text;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Server.Tests.Imports;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Server.Tests.Log;

/// <summary>
/// What can be sent is limited to I-JSON (RFC 7493), so that jsonb gives back what was recorded: its RFC 8785 bytes are the same before and after. What is
/// not of it is refused, and nothing stored.
/// </summary>
public sealed class IJsonTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
    private LedgerServer server = null!;

    // What a term's value may be, and its one spelling; null where it is refused. By JSON and by YAML alike.
    private static readonly (string Sent, string? Kept)[] Numbers =
    [
        ("-0.0", "0"), ("-0", "0"), ("0.10", "0.1"), ("1.50e1", "15"), ("1E2", "100"), ("600000", "600000"), ("9007199254740991", "9007199254740991"), ("-9007199254740991", "-9007199254740991"),
        ("0.000001", "0.000001"), ("0.0000001", "1e-7"), ("0.123456789012345", "0.123456789012345"),
        ("9007199254740993", null), ("123456789012345678901", null), ("0.1234567890123456", null), ("1e400", null), ("-1e400", null), ("1e131071", null), ("1e300", null), ("1e99999999999", null),
    ];

    // A title as JSON or as YAML in double quotes, and what is read of it; null where it is refused.
    private static readonly (string Sent, string? Kept)[] Texts =
    [
        (@"\ud83d\ude00 pair", "\U0001F600 pair"), (@"e\u0301 apart", "e\u0301 apart"), (@"\u00e9 in one", "\u00e9 in one"), (@"back\\slash \""quoted\"" \/", "back\\slash \"quoted\" /"), ("tab\\tand more", "tab\tand more"),
        (@"\ud800", null), (@"\udfff", null), (@"\ude00\ud83d", null), (@"\ud83d and\ud83d", null), (@"\u0000", null), (@"zero\u0000inside", null),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync(null, ("Ledger:Log:Directory", directory), ("Ledger:Log:Interval", "00:00:00.020"));
        await Talks.OpenAsync(server.Writer);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task P14_P11_Over_HTTP_it_is_refused_or_comes_back_byte_for_byte()
    {
        var n = 0;
        foreach (var (sent, kept) in Numbers)
            await SendAsync(Talks.N + "/proposals/zone-plan/drafts", Draft($"d-{++n}", sent), sent, kept is null ? null : $"\"value\":{kept}");
        foreach (var (sent, kept) in Texts)
            await SendAsync(Talks.N + "/issues", $$"""{"id":"i-{{++n}}","title":"{{sent}}"}""", sent, kept is null ? null : Spelled(kept));
        await SendAsync(Talks.N + "/issues", """{"id":"twice","title":"A","title":"A"}""", "a key twice", null);
        await SendAsync(Talks.N + "/issues", """{"id":"twice","title":"A","titl\u0065":"A"}""", "a key twice, once escaped", null);
        foreach (var depth in new[] { 33, 1_000, 100_000 })
            await SendAsync(Talks.N + "/issues", $$"""{"id":"deep","title":{{new string('[', depth)}}{{new string(']', depth)}}}""", $"{depth} deep", null);
        await VerifiedAsync();
    }

    [Fact]
    public async Task P14_P11_Imported_it_is_refused_or_comes_back_byte_for_byte()
    {
        var n = 0;
        foreach (var (sent, kept) in Numbers)
            await ImportAsync($"proposals: [{{id: zone-plan, title: Plan for the zone, by: [north], status: tabled, drafts: [{Draft($"d-{++n}", sent)}]}}]", sent, kept is null ? null : $"\"value\":{kept}");
        foreach (var (sent, kept) in Texts)
            await ImportAsync($$"""issues: [{id: i-{{++n}}, title: "{{sent}}"}]""", sent, kept is null ? null : Spelled(kept));
        await ImportAsync("issues: [{id: twice, title: A, title: A}]", "a key twice", null);
        await ImportAsync("issues: [{id: twice, title: A, \"titl\\u0065\": A}]", "a key twice, once escaped", null);
        foreach (var depth in new[] { 33, 1_000 }) await ImportAsync($"issues: [{{id: deep, title: {new string('[', depth)}{new string(']', depth)}}}]", $"{depth} deep", null);
        await VerifiedAsync();
    }

    private static string Draft(string id, string value) => $$"""
        {"id":"{{id}}","title":"T","occurred":"2025-01-09","text":"full","sources":["gazette"],
         "points":[{"id":"1","label":"1","textKind":"verbatim","text":"A text.","sources":["gazette"],"terms":[{"name":"size","value":{{value}},"unit":"boats"}]}]}
        """;

    private static string Spelled(string text) => $"\"title\":{Encoding.UTF8.GetString(Canonical.Bytes((System.Text.Json.Nodes.JsonNode)text))}";

    private Task SendAsync(string path, string body, string what, string? kept) => JudgeAsync(() => server.Writer.PostAsync(path, body, ("Idempotency-Key", Guid.NewGuid().ToString())), what, kept);

    private Task ImportAsync(string entries, string what, string? kept) => JudgeAsync(async () =>
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"negotiation: {{id: island-talks, title: Island talks}}\nsources: [{{id: gazette, publisher: Island Gazette, title: Talks open, published: \"2025-01-10\", kind: news}}]\n{entries}\n"));
        content.Headers.ContentType = new("application/yaml");
        return await server.Writer.SendAsync(HttpMethod.Post, "/api/imports", content, ("Idempotency-Key", Guid.NewGuid().ToString()));
    }, what, kept);

    private async Task JudgeAsync(Func<Task<Reply>> send, string what, string? kept)
    {
        var before = await CountsAsync();
        var reply = await send();
        if (kept is null)
        {
            Assert.True((int)reply.Status is 400 or 422, $"{what}: {(int)reply.Status} {reply.Body}");
            Assert.False(string.IsNullOrEmpty(reply.Problem), what);
            Assert.Equal(before, await CountsAsync());
            return;
        }

        Assert.True((int)reply.Status == 201, $"{what}: {(int)reply.Status} {reply.Body}");
        var tables = server.Get<LogTables>();
        var stored = (await tables.ReadEventsAsync(reply.Position - 1, 1, Ct))[0].Data;
        var type = (await server.Reader.ReadAsync($"/api/events/{reply.Position}")).Json.GetProperty("type").GetString()!;
        Assert.Contains(kept, Encoding.UTF8.GetString(stored.Span), StringComparison.Ordinal);
        // Written again as it was written the first time, it has the bytes that the database gives back.
        Assert.Equal(Encoding.UTF8.GetString(stored.Span), Encoding.UTF8.GetString(Canonical.Bytes(EventJson.Write(EventJson.Read(type, stored.Span)))));
    }

    private async Task<(long Head, long Events, long Commands)> CountsAsync() =>
        (await server.HeadAsync(), await server.ScalarAsync("select count(*) from mt_events"), await server.ScalarAsync("select count(*) from pl_commands"));

    private async Task VerifiedAsync()
    {
        Assert.True(await server.Get<Coverage>().WaitForAsync(await server.HeadAsync(), TimeSpan.FromSeconds(30), Ct));
        using var bundle = Bundle.Open(new MemoryStream(await server.Reader.GetByteArrayAsync("/log/bundle", Ct)));
        Assert.Empty(new Verifier([VerifierKey.Parse(await server.Reader.GetStringAsync("/log/key", Ct))]).Verify(bundle).Findings);
    }
}
