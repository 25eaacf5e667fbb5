using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Load;

/// <summary>Asks a node all sorts of things, one after the other: claims, an event, a range of the log, a view, a page. Nothing is asked twice.</summary>
internal sealed class OverloadCaller : IDisposable
{
    private const int Parties = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient http;
    private readonly long position;
    private readonly Action<long> acknowledged;
    private int asked;

    public OverloadCaller(string url, long position, Action<long> acknowledged)
    {
        (this.position, this.acknowledged) = (position, acknowledged);
        // As many connections as there are requests under way: each stands for a client of its own.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(url), Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LedgerNode.Token);
    }

    public async Task<Asked> AskAsync(TimeSpan due, Stopwatch clock, CancellationToken ct)
    {
        await Task.Yield();
        if (due == TimeSpan.Zero) due = clock.Elapsed;
        using var request = Next();
        try
        {
            using var answer = await http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            if ((int)answer.StatusCode == 201) acknowledged(JsonElement.Parse(body).GetProperty("position").GetInt64());
            return new Asked(due, (clock.Elapsed - due).TotalMilliseconds, (int)answer.StatusCode, answer.Headers.RetryAfter is not null);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return new Asked(due, (clock.Elapsed - due).TotalMilliseconds, 0, false);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Next()
    {
        var i = Interlocked.Increment(ref asked);
        if (i % 2 == 0)
        {
            var claim = new HttpRequestMessage(HttpMethod.Post, $"/api/negotiations/{Ground.Negotiation}/claims") { Content = JsonContent.Create(FishingTalks.Claim($"over-{i}", i / 2 % Parties), options: JsonSerializerOptions.Web) };
            claim.Headers.Add("Idempotency-Key", $"over-{i}");
            return claim;
        }

        return new HttpRequestMessage(HttpMethod.Get, (i / 2 % 10) switch
        {
            < 5 => $"/api/events/{1 + i % position}",
            < 8 => $"/api/events?after={i % position}&limit=20",
            < 9 => $"/api/negotiations/{Ground.Negotiation}/parties",
            _ => $"/{Ground.Negotiation}/drafts",
        });
    }
}
