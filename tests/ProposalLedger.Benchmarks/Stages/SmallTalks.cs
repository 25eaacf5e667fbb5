using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>A small negotiation that commands are sent to over HTTP, with a token and an idempotency key.</summary>
internal static class SmallTalks
{
    private const int Parties = 32;

    /// <summary>Opens it; where its claims are sent to.</summary>
    public static async Task<string> OpenAsync(HttpClient http, CancellationToken ct, string id = "talks")
    {
        await PostAsync(http, "/api/negotiations", new { id, title = "Talks over a fishing zone" }, null, ct);
        string Of(string kind) => $"/api/negotiations/{id}/{kind}";
        for (var i = 0; i < Parties; i++) await PostAsync(http, Of("parties"), new { id = $"party-{i}", name = $"Party {i}", kind = "party" }, null, ct);
        await PostAsync(http, Of("issues"), new { id = "zone", title = "Zone" }, null, ct);
        await PostAsync(http, Of("propositions"), new { id = "shared-zone", issue = "zone", text = "The zone is shared." }, null, ct);
        await PostAsync(http, Of("sources"), new { id = "gazette", publisher = "Gazette", title = "Talks", published = "2025-01-11", kind = "news" }, null, ct);
        return Of("claims");
    }

    /// <summary>Claims, by so many clients at once, each about a party of its own.</summary>
    public static Task<Result> ClaimAsync(HttpClient http, string path, int workers, string run, Extent extent, CancellationToken ct) => Meter.RepeatedAsync(workers, extent, async (worker, step) =>
    {
        var id = $"c-{run}-{worker}-{step}";
        await PostAsync(http, path, FishingTalks.Claim(id, worker), id, ct);
        return 1;
    });

    /// <summary>A claim that is refused, by one client, without a key.</summary>
    public static Task<Result> RefusedAsync(HttpClient http, string path, object claim, HttpStatusCode refusal, Extent extent, CancellationToken ct) => Meter.RepeatedAsync(1, extent, async (_, _) =>
    {
        await PostAsync(http, path, claim, null, ct, refusal);
        return 1;
    });

    // Answered when it is durable, as the insert beside it is; not when the views have it, too.
    private static async Task PostAsync(HttpClient http, string path, object body, string? key, CancellationToken ct, HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
            request.Headers.Add("Prefer", "respond-async");
        }

        using var answer = await http.SendAsync(request, ct);
        if (answer.StatusCode != expected) throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
    }
}
