using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Events;

/// <summary>
/// The log for those who follow it. The latest events are read and written once for a whole node and shared by all who are near the end;
/// who is further back reads the database, page by page. Nothing is kept for a single reader.
/// </summary>
public sealed class RecentEvents(LedgerStore store, IOptions<FollowingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim filling = new(1, 1);

    // Replaced, never changed: readers take no lock. Positions are gapless, so an event's place in it is known.
    private volatile Window window = new(0, []);

    private sealed record Window(long Before, EventMessage[] Events)
    {
        public long Last => Before + Events.Length;
    }

    /// <summary>The events after a position and up to another that every view has, those that a filter wants; perhaps not all at once.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async Task<EventPage> ReadAsync(long after, long upTo, TailFilter filter, CancellationToken ct)
    {
        if (after >= window.Before && upTo > window.Last) await FillAsync(upTo, ct);
        var recent = window;
        if (after >= recent.Before && after < recent.Last)
        {
            var end = Math.Min(upTo, recent.Last);
            var part = recent.Events[(int)(after - recent.Before)..(int)(end - recent.Before)];
            return new EventPage(end, Array.FindAll(part, filter.Wants));
        }

        var size = options.Value.PageSize;
        var page = await store.ReadLogAsync(after, size, filter.Negotiation, upTo, ct);
        return new EventPage(page.Count < size ? upTo : page[^1].Position, [.. page.Select(EventMessage.Of).Where(filter.Wants)]);
    }

    /// <summary>The events at these positions, in order, if the recent ones are enough for all of them; else null.</summary>
    public EventMessage[]? Find(IReadOnlyList<long> positions)
    {
        var recent = window;
        return positions.Count == 0 || (positions[0] > recent.Before && positions[^1] <= recent.Last) ? [.. positions.Select(p => recent.Events[(int)(p - recent.Before - 1)])] : null;
    }

    /// <inheritdoc/>
    public void Dispose() => filling.Dispose();

    private async Task FillAsync(long upTo, CancellationToken ct)
    {
        await filling.WaitAsync(ct);
        try
        {
            var now = window;
            if (upTo <= now.Last) return; // another reader has just done it
            // After a pause without readers the gap may be long: who needs it reads the database.
            if (upTo - now.Last > options.Value.RecentEvents) now = new Window(upTo - options.Value.PageSize, []);
            var added = await store.ReadLogAsync(now.Last, options.Value.PageSize, upTo: upTo, ct: ct);
            window = Trim([.. now.Events, .. added.Select(EventMessage.Of)], now.Last + added.Count);
        }
        finally
        {
            filling.Release();
        }
    }

    private Window Trim(EventMessage[] events, long last)
    {
        var first = events.Length;
        for (long bytes = 0; first > 0 && events.Length - first < options.Value.RecentEvents; first--)
        {
            bytes += events[first - 1].Json.Length;
            if (bytes > options.Value.RecentBytes) break;
        }

        return new Window(last - (events.Length - first), events[first..]);
    }
}

/// <summary>A part of the log.</summary>
/// <param name="DoneUpTo">Everything up to this position is in this page or before it, or was asked to be left out.</param>
/// <param name="Events">In order.</param>
public sealed record EventPage(long DoneUpTo, IReadOnlyList<EventMessage> Events);
