using ProposalLedger.EventStore;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Pages;

/// <summary>A page of a negotiation's events, as far as they lie within the cut by clocks of their own.</summary>
/// <param name="Events">In the ledger's order.</param>
/// <param name="Later">How many come after those.</param>
/// <param name="BeforeLatest">The position that the newest come after.</param>
/// <param name="LeftOut">How many straddle the cut.</param>
internal sealed record AuditedEvents(IReadOnlyList<StoredEvent> Events, long Later, long BeforeLatest, int LeftOut)
{
    public static async Task<AuditedEvents> ReadAsync(LedgerStore store, Snapshot snapshot, long after, int shown, CancellationToken ct)
    {
        var (n, at) = (snapshot.Negotiation, snapshot.Cut.At);
        if (snapshot.Cut is { AsOf: null, KnownBy: null })
        {
            var events = await store.ReadLogAsync(after, shown + 1, n, at, ct);
            return new AuditedEvents([.. events.Take(shown)],
                events.Count > shown ? await store.CountLogAsync(n, events[shown - 1].Position, at, ct) : 0, await store.GetPositionBeforeLastAsync(n, shown, at, ct), 0);
        }
        // Which lie within it the views know; what they are is in the log.
        var within = snapshot.EventsWithin;
        var page = within.After(after, shown);
        return new AuditedEvents(await store.GetEventsAsync(page, ct), within.CountAfter(after) - page.Count, within.BeforeLast(shown), within.LeftOut);
    }
}
