using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Access;

/// <summary>
/// The tokens with which streams are open at this node. All of them are asked about together once in a while, however many streams each has; the
/// streams of one that was revoked or has expired end.
/// </summary>
public sealed class LiveTokens(Tokens tokens, IOptions<FollowingOptions> options, TimeProvider time, ILogger<LiveTokens> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Open> open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim checking = new(1, 1);
    private long checkedAt = time.GetTimestamp();

    private sealed record Open(Token Token, CancellationTokenSource Ended)
    {
        public int Streams { get; set; }
    }

    /// <summary>Says whether a caller's token, if there is one, holds now: before a stream begins on a connection that may be old.</summary>
    /// <exception cref="ProblemException"><c>token-ended</c>.</exception>
    public async Task RequireAsync(Caller caller, CancellationToken ct)
    {
        if (caller.Token is { } token && (await tokens.FindAsync([token.Id], ct)).Count == 0) throw Ended();
    }

    /// <summary>Returns if the open streams' tokens were asked about within two periods, and asks if not: after a database that was away, nothing flows before that.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async Task NotLongAgoAsync(CancellationToken ct)
    {
        bool IsRecent() => time.GetElapsedTime(Interlocked.Read(ref checkedAt)) < options.Value.Recheck * 2;
        if (IsRecent()) return;
        await checking.WaitAsync(ct);
        try
        {
            if (!IsRecent()) await CheckAsync(ct);
        }
        finally
        {
            checking.Release();
        }
    }

    /// <summary>A stream as long as its caller's token holds.</summary>
    /// <exception cref="ProblemException">From the messages: <c>token-ended</c>.</exception>
    public IAsyncEnumerable<T> WhileLiveAsync<T>(Caller caller, Func<CancellationToken, IAsyncEnumerable<T>> start, CancellationToken ct) =>
        caller.Token is { } token ? WhileLiveAsync(token, start, ct) : start(ct);

    private async IAsyncEnumerable<T> WhileLiveAsync<T>(Token token, Func<CancellationToken, IAsyncEnumerable<T>> start, [EnumeratorCancellation] CancellationToken ct)
    {
        var held = Enter(token);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, held.Ended.Token);
            await using var messages = start(either.Token).GetAsyncEnumerator(CancellationToken.None);
            while (await NextAsync(messages, held)) yield return messages.Current;
        }
        finally
        {
            Leave(held);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        checking.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.Recheck;
        while (true)
        {
            await Task.Delay(pause, time, stoppingToken);
            try
            {
                await CheckAsync(stoppingToken);
                pause = options.Value.Recheck;
            }
            catch (StoreUnavailableException e)
            {
                if (pause != PauseAfterFault) log.LogWarning("The tokens of open streams cannot be checked at the moment: {Fault}", e.Message);
                pause = PauseAfterFault;
            }
        }
    }

    private static ProblemException Ended() => new(new Problem("token-ended"));

    private static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> messages, Open held)
    {
        try
        {
            var isThere = await messages.MoveNextAsync();
            return held.Ended.IsCancellationRequested ? throw Ended() : isThere;
        }
        catch (OperationCanceledException) when (held.Ended.IsCancellationRequested)
        {
            throw Ended();
        }
    }

    private Open Enter(Token token)
    {
        lock (open)
        {
            if (!open.TryGetValue(token.Id, out var held)) open.Add(token.Id, held = new Open(token, new CancellationTokenSource()));
            held.Streams++;
            return held;
        }
    }

    private void Leave(Open held)
    {
        lock (open)
        {
            if (--held.Streams > 0) return;
            if (open.GetValueOrDefault(held.Token.Id) == held) open.Remove(held.Token.Id);
            held.Ended.Dispose();
        }
    }

    private async Task CheckAsync(CancellationToken ct)
    {
        var (at, all) = (time.GetTimestamp(), Now());
        if (all.Count > 0)
        {
            var live = (await tokens.FindAsync(all.ConvertAll(held => held.Token.Id), ct)).Select(token => token.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var held in all.Where(held => !live.Contains(held.Token.Id))) End(held);
        }

        Interlocked.Exchange(ref checkedAt, at);
    }

    private List<Open> Now()
    {
        lock (open) return [.. open.Values];
    }

    private void End(Open held)
    {
        lock (open)
        {
            // Those that listen are told elsewhere: this lock waits for nobody.
            if (held.Streams > 0 && open.Remove(held.Token.Id)) _ = held.Ended.CancelAsync();
        }
    }
}
