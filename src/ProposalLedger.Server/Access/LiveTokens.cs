using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Access;

/// <summary>
/// The credentials with which streams are open at this node. All of them are asked about together once in a while, however many streams each has; the
/// streams of a token that was revoked, a session that was ended, and whatever has expired, end; so do
/// those of whom an outside issuer vouches for, where his roles are others than as they began.
/// </summary>
public sealed class LiveTokens(Tokens tokens, Sessions sessions, GrantedRoles roles, IOptions<FollowingOptions> options, TimeProvider time, ILogger<LiveTokens> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Open> open = new(StringComparer.Ordinal);
    private long checkedAt = time.GetTimestamp();
    private SharedRun? check;

    private sealed record Open(Caller Caller, CancellationTokenSource Ended)
    {
        public int Streams { get; set; }
    }

    /// <summary>Says whether a caller's credential, if there is one, holds now: before a stream begins on a connection that may be old.</summary>
    /// <exception cref="ProblemException"><c>token-ended</c>.</exception>
    public async Task RequireAsync(Caller caller, CancellationToken ct)
    {
        if (caller.HasCredential && (await EndedAsync([caller], ct)).Count > 0) throw Ended();
    }

    /// <summary>Returns if the open streams' tokens were asked about within two periods, and asks if not: after a database that was away, nothing flows before that.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async Task NotLongAgoAsync(CancellationToken ct)
    {
        if (time.GetElapsedTime(Interlocked.Read(ref checkedAt)) >= options.Value.Recheck * 2) await Check.JoinAsync(ct);
    }

    /// <summary>A stream as long as its caller's credential holds.</summary>
    /// <exception cref="ProblemException">From the messages: <c>token-ended</c>.</exception>
    public IAsyncEnumerable<T> WhileLiveAsync<T>(Caller caller, Func<CancellationToken, IAsyncEnumerable<T>> start, CancellationToken ct) =>
        caller.HasCredential ? UntilEndedAsync(caller, start, ct) : start(ct);

    private async IAsyncEnumerable<T> UntilEndedAsync<T>(Caller caller, Func<CancellationToken, IAsyncEnumerable<T>> start, [EnumeratorCancellation] CancellationToken ct)
    {
        var held = Enter(caller);
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

    // One for all: while the database is away a check takes seconds to fail, and there may be thousands who wait for it.
    private SharedRun Check => LazyInitializer.EnsureInitialized(ref check, () => new SharedRun(CheckAsync));

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Nothing may end the loop: tokens that have ended would keep their streams.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? told = null;
        while (true)
        {
            await Task.Delay(told is null ? options.Value.Recheck : PauseAfterFault, time, stoppingToken);
            try
            {
                await Check.RunAsync(stoppingToken);
                told = null;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (told != e.Message) log.LogWarning("The tokens of open streams cannot be checked at the moment: {Fault}", Fault.Why(e));
                told = e.Message;
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

    private Open Enter(Caller caller)
    {
        lock (open)
        {
            if (!open.TryGetValue(KeyOf(caller), out var held)) open.Add(KeyOf(caller), held = new Open(caller, new CancellationTokenSource()));
            held.Streams++;
            return held;
        }
    }

    // What ends together. An outside issuer's credential has no id here: it ends with its time, or with what it allows.
    private static string KeyOf(Caller caller) => caller.Session?.Hash ?? caller.Token?.Id ?? $"{caller.Actor}\n{caller.Ends:O}\n{string.Join(',', caller.Grants)}";

    /// <summary>Those of these callers whose credential has ended.</summary>
    private async Task<List<Caller>> EndedAsync(IReadOnlyCollection<Caller> callers, CancellationToken ct)
    {
        var (ids, begun) = (callers.Select(c => c.Token?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal), callers.Select(c => c.Session).OfType<BrowserSession>().ToList());
        if (ids.Count > 0) ids = (await tokens.FindAsync(ids, ct)).Select(token => token.Id).ToHashSet(StringComparer.Ordinal);
        var live = begun.Count > 0 ? await sessions.LiveAsync(begun, ct) : [];
        var outside = callers.Where(c => c.Ends is not null).Select(c => c.Actor).Distinct(StringComparer.Ordinal).ToList();
        var granted = outside.Count > 0 ? await roles.FindAsync(outside, ct) : null;
        var now = time.GetUtcNow();
        return [.. callers.Where(c => c.Ends <= now || (c.Ends is not null && !c.Grants.ToHashSet().SetEquals(granted![c.Actor])) || (c.Token is { } token && !ids.Contains(token.Id)) || (c.Session is { } session && !live.Contains(session.Hash)))];
    }

    private void Leave(Open held)
    {
        lock (open)
        {
            if (--held.Streams > 0) return;
            if (open.GetValueOrDefault(KeyOf(held.Caller)) == held) open.Remove(KeyOf(held.Caller));
            held.Ended.Dispose();
        }
    }

    private async Task CheckAsync()
    {
        var (at, all) = (time.GetTimestamp(), Now());
        if (all.Count > 0)
        {
            var ended = (await EndedAsync(all.ConvertAll(held => held.Caller), CancellationToken.None)).Select(KeyOf).ToHashSet(StringComparer.Ordinal);
            foreach (var held in all.Where(held => ended.Contains(KeyOf(held.Caller)))) End(held);
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
            if (held.Streams > 0 && open.Remove(KeyOf(held.Caller))) _ = held.Ended.CancelAsync();
        }
    }
}
