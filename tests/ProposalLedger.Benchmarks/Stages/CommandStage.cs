using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>Commands over HTTP, with a token and an idempotency key, each client in a stream of its own; beside an endpoint that inserts the same body as one row.</summary>
internal sealed class CommandStage : IStage
{
    private const string Negotiation = "talks";
    private const int Parties = 32;
    private readonly Extent extent;
    private readonly Served served;
    private readonly Database database;
    private readonly Bare bare;

    private CommandStage(Extent extent, Served served, Database database, Bare bare) => (this.extent, this.served, this.database, this.bare) = (extent, served, database, bare);

    public static async Task<IStage> StartAsync(Extent extent, CancellationToken ct)
    {
        var own = await Served.StartAsync(ct);
        await PostAsync(own.Http, "/api/negotiations", new { id = Negotiation, title = "Talks over a fishing zone" }, null, ct);
        string Of(string kind) => $"/api/negotiations/{Negotiation}/{kind}";
        for (var i = 0; i < Parties; i++) await PostAsync(own.Http, Of("parties"), new { id = $"party-{i}", name = $"Party {i}", kind = "party" }, null, ct);
        await PostAsync(own.Http, Of("issues"), new { id = "zone", title = "Zone" }, null, ct);
        await PostAsync(own.Http, Of("propositions"), new { id = "shared-zone", issue = "zone", text = "The zone is shared." }, null, ct);
        await PostAsync(own.Http, Of("sources"), new { id = "gazette", publisher = "Gazette", title = "Talks", published = "2025-01-11", kind = "news" }, null, ct);
        var other = await Database.CreateAsync("bare");
        await other.ExecuteAsync("create table rows (position bigserial primary key, data jsonb not null)");
        return new CommandStage(extent, own, other, await Bare.StartAsync(other.ConnectionString, ct));
    }

    public async Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct) => (
        await CallAsync(served.Http, $"/api/negotiations/{Negotiation}/claims", row.Workers, round, ct),
        await CallAsync(bare.Http, "/rows", row.Workers, round, ct));

    public async ValueTask DisposeAsync()
    {
        await bare.DisposeAsync();
        await database.DisposeAsync();
        await served.DisposeAsync();
    }

    // Answered when it is durable, as the insert is; not when the views have it, too.
    private Task<Result> CallAsync(HttpClient http, string path, int workers, int round, CancellationToken ct) => Meter.RepeatedAsync(workers, extent, async (worker, step) =>
    {
        var id = $"c-{workers}-{round}-{worker}-{step}";
        await PostAsync(http, path, FishingTalks.Claim(id, worker), id, ct);
        return 1;
    });

    private static async Task PostAsync(HttpClient http, string path, object body, string? key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
            request.Headers.Add("Prefer", "respond-async");
        }

        using var answer = await http.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
    }
}
