using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Telemetry;

namespace ProposalLedger.Server.Hub;

/// <summary>The views that are watched at this node, each as long as somebody watches it.</summary>
public sealed class ViewWatch(ViewReader reader, Follower follower, RecentEvents events, Doors doors, LiveTokens tokens, IOptions<FollowingOptions> options, TimeProvider time, NodeMetrics metrics)
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, WatchedView> watched = new(StringComparer.Ordinal);

    /// <summary>The state now, each later one that the watcher is in time for, and heartbeats between them.</summary>
    /// <exception cref="ProblemException">There is no such view; from the messages: there is no longer.</exception>
    /// <exception cref="StoreUnavailableException">The database is down as the watch begins, or late.</exception>
    public async Task<IAsyncEnumerable<WatchMessage>> StartAsync(WatchRequest request, Caller caller, CancellationToken ct)
    {
        await doors.RequireReadAsync(caller, request.Negotiation, ct);
        var view = Enter(request);
        try
        {
            var state = await ReadAsync(view, caller, ct);
            return tokens.WhileLiveAsync(caller, ends => FollowAsync(view, state, caller, ends), ct);
        }
        catch
        {
            Leave(view);
            throw;
        }
    }

    private async IAsyncEnumerable<WatchMessage> FollowAsync(WatchedView view, ViewBody state, Caller caller, [EnumeratorCancellation] CancellationToken ct)
    {
        using var counted = metrics.Subscribed("view");
        try
        {
            var (sent, told) = ((string?)null, 0L);
            var (heartbeat, soon) = (new Pulse(options.Value.Heartbeat, time), new Pulse(options.Value.Heartbeat / 10, time));
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                var progress = events.Now.Progress;
                state = await ReadAsync(view, caller, state, ct);
                var (isNews, head) = (state.ETag != sent, Math.Max(progress.Head, state.Position));
                // The head may get on while the view stays as it is: whoever shows both hears of that, too, with the next look round.
                if (isNews || heartbeat.IsDue || (head > told && soon.IsDue))
                {
                    yield return new WatchMessage(state, head, state.Stopped.Count > 0 ? Freshness.Stale : progress.FreshnessAt(view.IsPinned ? progress.Head : state.Position), isNews);
                    (sent, told) = (state.ETag, head);
                    heartbeat.Sent();
                    soon.Sent();
                }

                await events.NextAsync(progress.Projected, ct);
            }
        }
        finally
        {
            Leave(view);
        }
    }

    /// <summary>The state, if the caller may read it by all that is known up to it and up to now: what is pinned, too, obeys the present's rule.</summary>
    private async Task<ViewBody> ReadAsync(WatchedView view, Caller caller, CancellationToken ct)
    {
        var now = follower.Progress.Projected;
        var state = await view.CurrentAsync(ct);
        await doors.ReadyAsync(caller, Math.Max(now, state.Position), ct);
        return doors.MayRead(caller, view.Negotiation) ? state : throw new ProblemException(doors.Refusal(view.Negotiation));
    }

    private async Task<ViewBody> ReadAsync(WatchedView view, Caller caller, ViewBody last, CancellationToken ct)
    {
        try
        {
            return await ReadAsync(view, caller, ct);
        }
        catch (StoreUnavailableException)
        {
            await Task.Delay(PauseAfterFault, time, ct);
            return last;
        }
    }

    private WatchedView Enter(WatchRequest request)
    {
        lock (watched)
        {
            if (!watched.TryGetValue(request.Key, out var view))
                watched.Add(request.Key, view = new WatchedView(request, reader, follower, events, options.Value, time));
            view.Watchers++;
            return view;
        }
    }

    private void Leave(WatchedView view)
    {
        lock (watched)
        {
            if (--view.Watchers > 0) return;
            watched.Remove(view.Key);
            view.Dispose();
        }
    }
}
