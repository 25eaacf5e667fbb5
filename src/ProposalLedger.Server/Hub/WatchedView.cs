using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views;

namespace ProposalLedger.Server.Hub;

/// <summary>One view's current state, computed once for all who watch it: the first who needs a newer one computes it, the others take it.</summary>
internal sealed class WatchedView(
    WatchRequest address, ViewReader reader, Follower follower, RecentEvents events, FollowingOptions options, TimeProvider time) : IDisposable
{
    private const int Redirects = 4;
    private readonly CancellationTokenSource unwatched = new();
    private readonly Lock starting = new();
    private volatile State? latest;
    private Task<State>? computing;

    /// <param name="View">The body, and the position up to which it holds.</param>
    /// <param name="Seen">How far the views were known to be when it was computed or found to hold.</param>
    /// <param name="ComputedAt">Timestamp of the clock.</param>
    /// <param name="Pause">No other one is computed for so long: those that nobody would see are not worth it.</param>
    private sealed record State(ViewBody View, long Seen, long ComputedAt, TimeSpan Pause);

    /// <summary>How many watch it; counted by <see cref="ViewWatch"/>.</summary>
    public int Watchers { get; set; }

    public string Key => address.Key;

    public string Negotiation => address.Negotiation;

    /// <summary>Complete as it is: nothing that is recorded later is to come, but what a redaction takes away.</summary>
    public bool IsPinned => address.IsPinned;

    /// <summary>The state as of now; under many changes at most a moment old.</summary>
    /// <exception cref="ProblemException">There is no such view, or no longer.</exception>
    /// <exception cref="StoreUnavailableException">The database is down, or late.</exception>
    public async Task<ViewBody> CurrentAsync(CancellationToken ct)
    {
        var projected = follower.Progress.Projected;
        if (latest is { } known && Holds(known)) return known.View;
        var state = await JoinAsync(ct);
        // It may have begun before what this caller was woken for; the next one cannot have.
        return (state.Seen < projected ? await JoinAsync(ct) : state).View;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        unwatched.Cancel();
        unwatched.Dispose();
    }

    private Task<State> JoinAsync(CancellationToken ct)
    {
        lock (starting)
        {
            if (computing is not { IsCompleted: false }) computing = NextAsync(unwatched.Token);
            return computing.WaitAsync(ct);
        }
    }

    // For all who wait for it, so it ends with the last of them alone.
    private async Task<State> NextAsync(CancellationToken ct)
    {
        await Task.Yield();
        if (latest is { } old && old.Pause - time.GetElapsedTime(old.ComputedAt) is { Ticks: > 0 } pause) await Task.Delay(pause, time, ct);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            // The views of a negotiation are read one after the other, and where the database is silent each takes its time to fail: who watches hears of it in time, however many are before it.
            return latest = await Fault.Guard(() => LookAsync(late.Token), ct);
        }
        finally
        {
            await late.CancelAsync();
        }
    }

    private async Task<State> LookAsync(CancellationToken ct)
    {
        if (latest is not { } old) return await ComputeAsync(ct);
        if (Holds(old)) return old; // another has just looked
        return await StillHoldsAsync(old, ct) ?? await ComputeAsync(ct);
    }

    // A rebuilt view, or one that was stopped and goes on, changes without an event: no state is taken on trust for longer than a heartbeat.
    private bool IsOld(State state) => time.GetElapsedTime(state.ComputedAt) >= options.Heartbeat;

    private bool Holds(State state) => state.Seen == follower.Progress.Projected && !IsOld(state);

    private async Task<State?> StillHoldsAsync(State old, CancellationToken ct)
    {
        var projected = follower.Progress.Projected;
        if (IsOld(old) || projected < old.Seen) return null;
        var since = await events.ReadAsync(old.Seen, projected, new TailFilter { Negotiation = address.Negotiation }, ct);
        // What is pinned changes by nothing but a redaction.
        if (since.DoneUpTo < projected || since.Events.Any(happened => !address.IsPinned || happened.Redacts is not null)) return null;
        return address.IsPinned ? old with { Seen = projected } : old with { Seen = projected, View = old.View with { Position = Math.Max(old.View.Position, projected) } };
    }

    private async Task<State> ComputeAsync(CancellationToken ct)
    {
        var (begun, seen) = (time.GetTimestamp(), follower.Progress.Projected);
        var view = await AskAsync(ct);
        var cost = time.GetElapsedTime(begun);
        return new State(view, seen, time.GetTimestamp(), cost * 4 > options.StateInterval ? cost * 4 : options.StateInterval);
    }

    private async Task<ViewBody> AskAsync(CancellationToken ct)
    {
        var path = address.Path;
        for (var i = 0; i < Redirects; i++)
        {
            switch (await reader.AskAsync(Caller.Ledger, address.Negotiation, path, address.Query, ct))
            {
                case (Answer.Body(var value), var position, var head, _):
                    return ViewReader.Write(value, position, head) with { Stopped = await reader.StoppedAsync(Caller.Ledger, address.Negotiation, ct) };
                case (Answer.Redirect(var elsewhere), _, _, _):
                    path = elsewhere;
                    break;
                case (Answer.NotFound(var code, var detail), _, _, _):
                    throw new ProblemException(new Problem(code, detail));
                case (Answer.Refused(var refusals), _, _, _):
                    throw new ProblemException(refusals.ToBadCut());
            }
        }

        throw new ProblemException(new Problem("unknown-view", $"'{address.Path}' leads nowhere."));
    }
}
