using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Load;

/// <summary>Reads of all sorts, one after the other: an event, a range of the log, a view, a page.</summary>
internal sealed class Reads(IPEndPoint node, long position) : OverloadCaller("reads", node)
{
    protected override string Next(int i) => Request("GET", (i % 10) switch
    {
        < 5 => $"/api/events/{1 + i % position}",
        < 8 => $"/api/events?after={i % position}&limit=20",
        < 9 => $"/api/negotiations/{Negotiation}/parties",
        _ => $"/{Negotiation}/drafts",
    });
}

/// <summary>Claims of eight parties in turn. Nothing is asked twice.</summary>
internal sealed class Claims(IPEndPoint node) : OverloadCaller("commands", node)
{
    private const int Parties = 8;

    /// <summary>Positions, as they were answered.</summary>
    public ConcurrentBag<long> Acknowledged { get; } = [];

    protected override string Next(int i)
    {
        var claim = JsonSerializer.Serialize(FishingTalks.Claim($"over-{i}", i % Parties), JsonSerializerOptions.Web);
        return Request("POST", $"/api/negotiations/{Negotiation}/claims", $"Idempotency-Key: over-{i}\r\nContent-Type: application/json\r\nContent-Length: {claim.Length}\r\n") + claim;
    }

    protected override void Take(BareHttp.Answer answer)
    {
        if (answer.Status == 201) Acknowledged.Add(BareHttp.Number(answer.Body.Span, "\"position\":"u8)!.Value);
    }
}

/// <summary>Asks a node through one of its doors.</summary>
internal abstract class OverloadCaller(string of, IPEndPoint node) : IDisposable
{
    public const int MostConnections = 6_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // As many connections as there are requests under way, for each stands for a client of its own; but the system gives a process only so many, and what is due beyond them waits here, which counts.
    private readonly SemaphoreSlim free = new(MostConnections);
    private readonly ConcurrentStack<BareHttp> idle = [];
    private int asked, unanswered;

    public string Of => of;

    /// <summary>Requests without an answer, or with 503.</summary>
    public int Unanswered => unanswered;

    protected string Negotiation { get; private set; } = Ground.Negotiation;

    /// <summary>Asks about this negotiation from now on, over new connections: those of before may have been idle for longer than a node keeps them.</summary>
    public void Begin(string negotiation)
    {
        Negotiation = negotiation;
        while (idle.TryPop(out var connection)) connection.Dispose();
    }

    /// <param name="due">Since the clock began; null: now.</param>
    /// <param name="clock">Of the phase.</param>
    public async Task<Asked> AskAsync(TimeSpan? due, Stopwatch clock)
    {
        // Without a yield: of what the pool's own threads put off, they take up the latest first.
        var (came, sent) = (due ?? clock.Elapsed, TimeSpan.Zero);
        await free.WaitAsync();
        BareHttp? connection = null;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            if (!idle.TryPop(out connection)) await (connection = new BareHttp()).ConnectAsync(node, patience.Token);
            var request = Encoding.ASCII.GetBytes(Next(Interlocked.Increment(ref asked)));
            sent = clock.Elapsed;
            var answer = await connection.AskAsync(request, patience.Token);
            var took = clock.Elapsed - came;
            Take(answer);
            if (answer.Status == 503) Interlocked.Increment(ref unanswered);
            if (answer.StaysOpen) idle.Push(connection);
            else connection.Dispose();
            return new Asked(came, sent - came, took, answer.Status, answer.RetryAfter);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            connection?.Dispose();
            Interlocked.Increment(ref unanswered);
            return new Asked(came, (sent == TimeSpan.Zero ? clock.Elapsed : sent) - came, clock.Elapsed - came, 0, false);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        foreach (var connection in idle) connection.Dispose();
        free.Dispose();
    }

    /// <summary>What is asked next, as the i-th of all.</summary>
    protected abstract string Next(int i);

    protected string Request(string method, string path, string headers = "") => $"{method} {path} HTTP/1.1\r\nHost: {node}\r\nAuthorization: Bearer {LedgerNode.Token}\r\n{headers}\r\n";

    protected virtual void Take(BareHttp.Answer answer)
    {
    }
}
