using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults;

/// <summary>Writers that go on through every fault: what got no answer is sent again under its key, until it is acknowledged.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private static readonly int Count = Stand.Full ? 8 : 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient http;
    private readonly string negotiation, name;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, long> acknowledged = new();
    private Task writing = Task.CompletedTask;
    private int retries;

    public Writers(string url, string negotiation, string name)
    {
        (this.negotiation, this.name) = (negotiation, name);
        http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(15) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LedgerNode.Token);
    }

    /// <summary>The position that was answered, by the claim's id.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged => acknowledged;

    public int Retries => retries;

    public void Start() => writing = Task.WhenAll(Enumerable.Range(0, Count).Select(async writer =>
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            await WriteAsync($"{name}-{writer}-{i}", writer);
            await Task.Delay(Pause);
        }
    }));

    /// <summary>Waits until so many more have been acknowledged.</summary>
    public async Task MoreAsync(int claims, CancellationToken ct)
    {
        for (var goal = acknowledged.Count + claims; acknowledged.Count < goal; await Task.Delay(20, ct))
            if (writing.IsFaulted) await writing;
    }

    /// <summary>Lets each writer finish what it has begun.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await writing;
    }

    /// <summary>Writes one claim, however long that takes.</summary>
    public async Task WriteAsync(string id, int party)
    {
        for (; ; Interlocked.Increment(ref retries))
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/negotiations/{negotiation}/claims") { Content = JsonContent.Create(FishingTalks.Claim(id, party)) };
                request.Headers.Add("Idempotency-Key", id);
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                {
                    acknowledged[id] = JsonElement.Parse(text).GetProperty("position").GetInt64();
                    return;
                }
                if ((int)answer.StatusCode < 500) throw new InvalidOperationException($"Claim {id} was refused with {(int)answer.StatusCode}: {text}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // No answer: it may have been recorded or not.
            }
            await Task.Delay(Pause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        http.CancelPendingRequests();
        await writing.ContinueWith(_ => { }, TaskScheduler.Default);
        http.Dispose();
        stopping.Dispose();
    }
}
