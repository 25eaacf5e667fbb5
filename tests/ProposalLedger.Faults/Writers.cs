using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults;

/// <summary>Writers that go on through every fault: what got no answer is sent again under its key, until it is acknowledged.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(90);
    private readonly HttpClient http;
    private readonly IReadOnlyList<string> urls;
    private readonly string negotiation, name;
    private readonly int count;
    private readonly TimeSpan pause;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, long> acknowledged = new();
    private Task writing = Task.CompletedTask;
    private readonly ConcurrentDictionary<int, int> refused = new();
    private int retries;
    private volatile bool left;

    public Writers(string url, string negotiation, string name) : this([url], negotiation, name, Stand.Full ? 8 : 4, Again) { }

    /// <param name="urls">Of nodes that are written to in turn.</param>
    /// <param name="negotiation">Where.</param>
    /// <param name="name">What the ids of the claims begin with.</param>
    /// <param name="count">Of writers.</param>
    /// <param name="pause">Of each between two claims.</param>
    public Writers(IReadOnlyList<string> urls, string negotiation, string name, int count, TimeSpan pause)
    {
        (this.urls, this.negotiation, this.name, this.count, this.pause) = (urls, negotiation, name, count, pause);
        http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LedgerNode.Token);
    }

    /// <summary>The position that was answered, by the claim's id.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged => acknowledged;

    public int Retries => retries;

    /// <summary>How often each status was answered that is no success.</summary>
    public IReadOnlyDictionary<int, int> Refused => refused;

    /// <summary>Gives a claim up that is refused as the caller's fault, instead of failing.</summary>
    public bool Tolerant { get; init; }

    /// <summary>Whether an answer waits for the views.</summary>
    public bool Waits { get; init; } = true;

    public void Start() => writing = Task.WhenAll(Enumerable.Range(0, count).Select(async writer =>
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            await WriteAsync($"{name}-{writer}-{i}", writer % 8);
            if (pause > TimeSpan.Zero) await Task.Delay(pause);
        }
    }));

    /// <summary>Waits until so many more have been acknowledged.</summary>
    public async Task MoreAsync(int claims, CancellationToken ct)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (int before = acknowledged.Count, goal = before + claims; acknowledged.Count < goal; await Task.Delay(20, ct))
        {
            if (writing.IsFaulted) await writing;
            if (acknowledged.Count > before) (before, begun) = (acknowledged.Count, TimeProvider.System.GetTimestamp());
            if (TimeProvider.System.GetElapsedTime(begun) > Standstill) throw new TimeoutException($"Nothing was acknowledged for {Standstill.TotalSeconds} s; refused: {string.Join(", ", refused)}.");
        }
    }

    /// <summary>Waits until so many more have been refused.</summary>
    /// <param name="refusals">How many.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="meanwhile">Called at each fifth of a second.</param>
    public async Task MoreRefusedAsync(int refusals, CancellationToken ct, Action? meanwhile = null)
    {
        var (begun, goal) = (TimeProvider.System.GetTimestamp(), refused.Values.Sum() + refusals);
        for (var looks = 1; refused.Values.Sum() < goal; looks++, await Task.Delay(20, ct))
        {
            if (writing.IsFaulted) await writing;
            if (TimeProvider.System.GetElapsedTime(begun) > Standstill) throw new TimeoutException($"Not {refusals} were refused in {Standstill.TotalSeconds} s: {string.Join(", ", refused)}.");
            if (looks % 10 == 0) meanwhile?.Invoke();
        }
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
        for (var attempt = party; ; attempt++, Interlocked.Increment(ref retries))
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{urls[attempt % urls.Count]}/api/negotiations/{negotiation}/claims") { Content = JsonContent.Create(FishingTalks.Claim(id, party)) };
                request.Headers.Add("Idempotency-Key", id);
                if (!Waits) request.Headers.Add("Prefer", "respond-async");
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                {
                    acknowledged[id] = JsonElement.Parse(text).GetProperty("position").GetInt64();
                    return;
                }
                refused.AddOrUpdate((int)answer.StatusCode, 1, (_, before) => before + 1);
                if (Tolerant && (int)answer.StatusCode < 500) return;
                if ((int)answer.StatusCode < 500) throw new InvalidOperationException($"Claim {id} was refused with {(int)answer.StatusCode}: {text}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // No answer: it may have been recorded or not.
            }
            if (left || (Tolerant && stopping.IsCancellationRequested)) return;
            await Task.Delay(Again);
        }
    }

    public async ValueTask DisposeAsync()
    {
        left = true; // a test that fails waits for nobody
        await stopping.CancelAsync();
        http.CancelPendingRequests();
        await writing.ContinueWith(_ => { }, TaskScheduler.Default);
        http.Dispose();
        stopping.Dispose();
    }
}
