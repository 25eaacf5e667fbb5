using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ProposalLedger.Domain;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Telemetry;

namespace ProposalLedger.Server.Events;

/// <summary>
/// The log as a subscriber reads it, over the hub or SSE: one cursor, which goes as far as every view has come and then waits. There is no
/// switch from history to live that could lose or repeat an event, and a slow reader only moves its own cursor slowly.
/// </summary>
public sealed class LogTail(
    LedgerStore store, Follower follower, RecentEvents events, FilteredLog log, Doors doors, LiveTokens tokens, IOptions<FollowingOptions> options, TimeProvider time, NodeMetrics metrics)
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1); // the follower looks four times a second

    /// <summary>Says what is wrong with a request, before anything is sent, or within five seconds that it cannot be told.</summary>
    /// <exception cref="ProblemException">The position or the negotiation does not exist, for this caller.</exception>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public Task CheckAsync(TailRequest request, Caller caller, CancellationToken ct) => Fault.Guard(async () =>
    {
        await CheckNowAsync(request, caller, ct);
        return true;
    }, ct);

    private async Task CheckNowAsync(TailRequest request, Caller caller, CancellationToken ct)
    {
        var (after, filter) = request;
        // Another node may have sent this position before this one heard of it, so the ledger itself is asked; and so it is where nothing was heard of it just now.
        if ((after > follower.Progress.Head || !IsFresh()) && await store.GetHeadAsync(ct) is var head && after > head)
            throw new ProblemException(ViewReader.BeyondHead(after, head) with { Errors = [new() { Code = "position-beyond-head", Pointer = "/" + request.From, Detail = ViewReader.BeyondHead(after, head).Detail }] });
        if (filter.Negotiation is { } negotiation && !await doors.MayReadAsync(caller, negotiation, follower.Progress.Head, ct)) throw Unknown(negotiation);
        if (await log.FindUnknownAsync(filter, ct) is { } unknown)
        {
            var noun = EventNames.Noun(unknown.Kind);
            throw new ProblemException(Problem.At($"unknown-{noun}", $"/{noun}", $"{filter.Negotiation} has no {noun} '{unknown.Id}'.") with { Status = StatusCodes.Status404NotFound });
        }
    }

    /// <summary>Every event after a position that the caller may read when it is sent, and a heartbeat now and then, until the caller leaves.</summary>
    /// <exception cref="ProblemException">From the messages: the caller may not read the negotiation any more, or his token has ended.</exception>
    public IAsyncEnumerable<TailMessage> FollowAsync(TailRequest request, Caller caller, CancellationToken ct) => tokens.WhileLiveAsync(caller, ends => FollowLiveAsync(request, caller, ends), ct);

    private async IAsyncEnumerable<TailMessage> FollowLiveAsync(TailRequest request, Caller caller, [EnumeratorCancellation] CancellationToken ct)
    {
        using var counted = metrics.Subscribed("tail");
        var (done, previous, caughtUp, isCut) = (request.After, request.After, false, false);
        var reader = log.Open(request.Filter);
        var heartbeat = new Pulse(options.Value.Heartbeat, time);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            // Only how far: who holds a beat while he sends slowly holds its events, too.
            var progress = events.Now.Progress;
            var wasCut = isCut;
            isCut = done < progress.Projected;
            if (isCut && await ReadAsync(reader, caller, done, progress.Projected, ct) is { } page)
            {
                isCut = false;
                RequireRead(request.Filter, caller);
                foreach (var happened in page.Events)
                {
                    if (!doors.MayRead(caller, happened.Scope))
                    {
                        RequireRead(request.Filter, caller);
                        continue;
                    }

                    yield return new TailMessage(happened.Position, Math.Max(events.Now.Progress.Head, happened.Position), previous, null, happened);
                    previous = happened.Position;
                }

                done = page.DoneUpTo;
            }

            // One comes at the end of the past, too: with a filter it may be all that there is to say. And as soon as the past cannot be read.
            if (heartbeat.IsDue || (!caughtUp && done >= progress.Projected) || (isCut && !wasCut))
            {
                yield return new TailMessage(done, Math.Max(progress.Head, done), previous, isCut ? Freshness.Stale : progress.FreshnessAt(done), null);
                (previous, caughtUp) = (done, done >= progress.Projected);
                heartbeat.Sent();
            }

            if (done >= progress.Projected) await events.NextAsync(done, ct);
        }
    }

    private async ValueTask<EventPage?> ReadAsync(FilteredLog.Reader reader, Caller caller, long after, long upTo, CancellationToken ct)
    {
        try
        {
            await doors.ReadyAsync(caller, upTo, ct);
            return await reader.ReadAsync(after, upTo, ct);
        }
        catch (StoreUnavailableException)
        {
            // A subscription outlives a database that is away: its heartbeats go on, and say that they are stale.
            await Task.Delay(PauseAfterFault, time, ct);
            return null;
        }
    }

    private bool IsFresh() => follower.Progress is { Connected: true, At: var at } && time.GetUtcNow() - at < FreshFor;

    private void RequireRead(TailFilter filter, Caller caller)
    {
        if (filter.Negotiation is { } negotiation && !doors.MayRead(caller, negotiation)) throw Unknown(negotiation);
    }

    private ProblemException Unknown(string negotiation) =>
        new(doors.Refusal(negotiation) is var unknown ? unknown with { Errors = [new() { Code = unknown.Code, Pointer = "/negotiation", Detail = unknown.Detail }] } : unknown);
}
