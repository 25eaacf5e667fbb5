using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;

namespace ProposalLedger.Server.Events;

/// <summary>
/// The log for those who follow it. The latest events are read and written once for a whole node, before all who wait are woken, and shared
/// by all who are near the end; who is further back reads the database, page by page. Nothing is kept for a single reader.
/// </summary>
public sealed class RecentEvents(
    LedgerStore store, Follower follower, Doors doors, IOptions<FollowingOptions> options, TimeProvider time, ILogger<RecentEvents> log) : BackgroundService
{
    private volatile Beat now = new(follower.Progress, follower.Progress.Projected, []);

    /// <summary>The latest.</summary>
    public Beat Now => now;

    /// <summary>Waits for the next beat, or not at all if the views have already got beyond a position.</summary>
    public Task NextAsync(long seen, CancellationToken ct)
    {
        var latest = now;
        return latest.Progress.Projected > seen ? Task.CompletedTask : latest.NextAsync(ct);
    }

    /// <summary>Waits until nobody gets from here what was so before a position that the views have; for a moment at most.</summary>
    public async Task ReachAsync(long position, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        while (now.Progress.Projected < position && !patience.IsCancellationRequested) await NextAsync(position - 1, patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>The events after a position and up to another that every view has, those that a filter wants; perhaps not all at once.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async ValueTask<EventPage> ReadAsync(long after, long upTo, TailFilter filter, CancellationToken ct)
    {
        var recent = now;
        if (after >= recent.Before && after < recent.Last)
        {
            var end = Math.Min(Math.Min(upTo, recent.Last), after + options.Value.PageSize);
            var part = recent.Events[(int)(after - recent.Before)..(int)(end - recent.Before)];
            return new EventPage(end, Array.TrueForAll(part, filter.Wants) ? part : Array.FindAll(part, filter.Wants));
        }

        var size = options.Value.PageSize;
        var page = await store.ReadLogAsync(after, size, filter.Negotiation, upTo, ct);
        return new EventPage(page.Count < size ? upTo : page[^1].Position, [.. page.Select(EventMessage.Of).Where(filter.Wants)]);
    }

    /// <summary>The events at these positions, in order, if the recent ones are enough for all of them; else null.</summary>
    public EventMessage[]? Find(IReadOnlyList<long> positions)
    {
        var recent = now;
        return positions.Count == 0 || (positions[0] > recent.Before && positions[^1] <= recent.Last) ? [.. positions.Select(p => recent.Events[(int)(p - recent.Before - 1)])] : null;
    }

    /// <summary>Follows for everybody: a beat whenever the views have got on, and often enough between for heartbeats to be in time.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var seen = follower.Progress;
            await BeatAsync(seen, stoppingToken);
            var change = follower.WaitForChangeAsync(seen, stoppingToken);
            while (await Task.WhenAny(change, Task.Delay(options.Value.Heartbeat / 10, time, stoppingToken)) != change) Next(new Beat(seen, now.Before, now.Events));
            await change;
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Whatever it is, nobody may wait for ever: each reads for itself, and hears of it by itself.")]
    private async Task BeatAsync(Progress progress, CancellationToken ct)
    {
        var last = now;
        if ((progress.Projected, progress.Connected) == (last.Progress.Projected, last.Progress.Connected))
        {
            last.Progress = progress;
            return;
        }

        try
        {
            Next(last.IsAwaited && progress.Projected >= last.Last ? await ReadOnAsync(last, progress, ct) : new Beat(progress, progress.Projected, []));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (e is not StoreUnavailableException) log.LogWarning(e, "The latest events cannot be read at the moment.");
            Next(new Beat(progress, progress.Projected, []));
        }
    }

    private void Next(Beat next)
    {
        var last = now;
        now = next;
        last.End();
    }

    private async Task<Beat> ReadOnAsync(Beat last, Progress progress, CancellationToken ct)
    {
        // Who has so much to catch up with reads the database.
        if (progress.Projected - last.Last > options.Value.RecentEvents) return new Beat(progress, progress.Projected, []);
        // Once for all whom the beat wakes, beside the reading.
        var ready = doors.ReadyAsync(Caller.Anybody, progress.Projected, ct);
        List<EventMessage> events = [.. last.Events];
        try
        {
            for (var done = last.Last; done < progress.Projected;)
            {
                var page = await store.ReadLogAsync(done, options.Value.PageSize, upTo: progress.Projected, ct: ct);
                events.AddRange(page.Select(EventMessage.Of));
                done = page[^1].Position;
            }

            await RedactAsync(events, last.Last, ct);
        }
        finally
        {
            await ready;
        }

        var first = events.Count;
        for (long bytes = 0; first > 0 && events.Count - first < options.Value.RecentEvents; first--)
        {
            bytes += events[first - 1].Json.Length;
            if (bytes > options.Value.RecentBytes) break;
        }

        return new Beat(progress, progress.Projected - (events.Count - first), [.. events[first..]]);
    }

    /// <summary>What was redacted by the events that are new is not kept here as it was.</summary>
    private async Task RedactAsync(List<EventMessage> kept, long before, CancellationToken ct)
    {
        var redacted = kept.Where(e => e.Position > before).Select(e => e.Redacts).OfType<long>().Where(position => position >= kept[0].Position).ToArray();
        foreach (var e in await store.GetEventsAsync(redacted, ct)) kept[(int)(e.Position - kept[0].Position)] = EventMessage.Of(e);
    }
}

/// <summary>A part of the log.</summary>
/// <param name="DoneUpTo">Everything up to this position is in this page or before it, or was asked to be left out.</param>
/// <param name="Events">In order.</param>
public sealed record EventPage(long DoneUpTo, IReadOnlyList<EventMessage> Events);
