using System.Collections.Concurrent;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;

namespace ProposalLedger.Server.Writing;

/// <summary>
/// The state that commands are decided on, by negotiation: folded once on each node, then brought up to date by what is new in one
/// round trip, which all share who ask before it is sent. It may lag behind another node's write; versions and reserved ids are checked by the store, under its lock.
/// </summary>
internal sealed class Registers(LedgerStore store, Doors doors)
{
    private const int PageSize = 1000;
    private const int Kept = 64;

    // Something may be redacted while all is read again.
    private const int Rereads = 3;
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);
    private long uses;

    /// <summary>How it stands now: with all that was recorded before this was asked.</summary>
    public async Task<Standing> LatestAsync(string negotiation, CancellationToken ct)
    {
        // What was folded of a ledger that went back to an older copy is void.
        var ledger = doors.Ledger;
        if (known.TryGetValue(negotiation, out var old) && old.Ledger != ledger) known.TryRemove(KeyValuePair.Create(negotiation, old));
        var one = known.GetOrAdd(negotiation, _ => new Known(store, negotiation) { Ledger = ledger });
        one.Used = Interlocked.Increment(ref uses);
        try
        {
            // Nobody's own: where a request's time does not suffice for a long history, the next finds it further on. A node that has just started on a
            // busy machine would otherwise begin anew with every request, and refuse them all.
            await one.Run.RunAsync(ct);
        }
        finally
        {
            // Names that are none must not fill the memory.
            if (one.IsEmpty) known.TryRemove(KeyValuePair.Create(negotiation, one));
            else if (known.Count > Kept) foreach (var least in known.OrderBy(pair => pair.Value.Used).Take(known.Count - Kept)) known.TryRemove(least);
        }

        return one.Standing;
    }

    /// <summary>Whether this node has folded the negotiation before, so that little is left to read.</summary>
    public bool Knows(string negotiation) => known.TryGetValue(negotiation, out var one) && one.Standing.Position > 0;

    private sealed class Known
    {
        // Of the run that is under way, or of one that failed: the next goes on from there.
        private volatile Standing folded = Standing.Empty;
        private volatile Standing standing = Standing.Empty;

        public Known(LedgerStore store, string negotiation) => Run = new SharedRun(async () =>
        {
            await CatchUpAsync(store, negotiation, Rereads);
            standing = folded;
        });

        public SharedRun Run { get; }

        /// <summary>See <see cref="Doors.Ledger"/>.</summary>
        public int Ledger { get; init; }

        public long Used { get; set; }

        public bool IsEmpty => folded.Position == 0;

        /// <summary>As of the last run that came to its end.</summary>
        public Standing Standing => standing;

        private async Task CatchUpAsync(LedgerStore store, string negotiation, int rereads)
        {
            await foreach (var page in store.ReadPagesToFoldAsync(folded.Position, PageSize, negotiation))
            {
                var last = page.Aggregate(folded, (before, stored) => before.With(stored));
                var isTaken = rereads > 0 && page.Any(last.Holds);
                folded = isTaken ? Standing.Empty : last;
                if (!isTaken) continue;
                // Something was redacted: what was read before it is forgotten, and read again as it stands now.
                await CatchUpAsync(store, negotiation, rereads - 1);
                return;
            }
        }
    }
}
