using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Pages;

/// <summary>A page of the events of an audit, as far as they fit a filter.</summary>
/// <param name="Events">In the ledger's order.</param>
/// <param name="Total">How many fit.</param>
/// <param name="Later">How many of them come after those.</param>
/// <param name="BeforeLatest">The position that the newest come after.</param>
/// <param name="BeforeEarlier">The position that the page before this one begins after; null where this is the first.</param>
/// <param name="LeftOut">How many straddle the cut.</param>
/// <param name="Actors">Whose events there are.</param>
public sealed record AuditedEvents(IReadOnlyList<StoredEvent> Events, long Total, long Later, long BeforeLatest, long? BeforeEarlier, int LeftOut, IReadOnlyList<string> Actors)
{
    public static async Task<AuditedEvents> ReadAsync(LedgerStore store, AuditScope scope, AuditFilter filter, long after, int shown, CancellationToken ct)
    {
        var wanted = filter.Of(scope);
        var events = await store.ReadFilteredAsync(wanted, after, shown, ct);
        var total = await store.CountFilteredAsync(wanted, 0, ct);
        var earlier = after == 0 ? 0 : total - await store.CountFilteredAsync(wanted, after, ct);
        return new AuditedEvents(events, total, total - earlier - events.Count, await store.GetPositionBeforeLastAsync(wanted, shown, ct: ct),
            earlier == 0 ? null : await store.GetPositionBeforeLastAsync(wanted, shown, after + 1, ct), scope.LeftOut, await store.ReadActorsAsync(scope.Scopes, ct));
    }

    /// <summary>The wanted events next to one, before and after it; null where there is none.</summary>
    public static async Task<(long? Before, long? After)> NextToAsync(LedgerStore store, AuditScope scope, AuditFilter filter, long position, CancellationToken ct)
    {
        var wanted = filter.Of(scope);
        var before = await store.GetPositionBeforeLastAsync(wanted, 0, position, ct);
        var after = await store.ReadFilteredAsync(wanted, position, 1, ct);
        return (before == 0 ? null : before, after.Count == 0 ? null : after[0].Position);
    }
}
