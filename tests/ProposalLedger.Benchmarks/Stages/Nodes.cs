using System.Net.Http.Headers;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>A server of this build with a ledger of its own, which it signs; its limits on callers are out of the way.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly string signer;

    private Served(LedgerDatabase database, LedgerNode node, string signer) => (Database, Node, this.signer) = (database, node, signer);

    public LedgerDatabase Database { get; }

    public LedgerNode Node { get; }

    public static async Task<Served> StartAsync(CancellationToken ct, params (string Name, string Value)[] settings)
    {
        var database = await LedgerDatabase.CreateAsync();
        var keys = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
        var node = await LedgerNode.StartAsync(database, ct, [.. Unlimited, ("Ledger__Log__Directory", keys), .. settings]);
        node.Http.Dispose();
        return new Served(database, node, keys) { Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(node.Url), Timeout = TimeSpan.FromMinutes(5), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", LedgerNode.Token) } } };
    }

    public required HttpClient Http { get; init; }

    private static IEnumerable<(string, string)> Unlimited => new[] { "RequestsPerSecond", "RequestsAtOnce", "ActorPerSecond", "ActorAtOnce" }.Select(name => ($"Ledger__Limits__{name}", "1000000"));

    /// <summary>Imports a case; the ledger's last position.</summary>
    public async Task<long> ImportAsync(byte[] yaml, CancellationToken ct)
    {
        using var content = new ByteArrayContent(yaml) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
        using var answer = await Http.PostAsync("/api/imports", content, ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonElement.Parse(body).GetProperty("position").GetInt64() : throw new InvalidOperationException($"The import was answered with {answer.StatusCode}: {body}\n{Node.Said}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Node.KillAsync();
        await Database.DisposeAsync();
        Directory.Delete(signer, recursive: true);
    }
}
