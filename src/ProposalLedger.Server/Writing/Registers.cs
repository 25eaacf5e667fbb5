using System.Collections.Concurrent;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Writing;

/// <summary>
/// The state that commands are decided on, by negotiation: folded once on each node, then brought up to date by what is new in one
/// round trip. It may lag behind another node's write; versions and reserved ids are checked by the store, under its lock.
/// </summary>
internal sealed class Registers(LedgerStore store)
{
    private const int PageSize = 1000;
    private const int Kept = 64;

    // Something may be redacted while all is read again.
    private const int Rereads = 3;
    private readonly ConcurrentDictionary<string, (Standing Standing, long Used)> known = new(StringComparer.Ordinal);
    private long uses;

    public Task<Standing> LatestAsync(string negotiation, CancellationToken ct) => LatestAsync(negotiation, Rereads, ct);

    private async Task<Standing> LatestAsync(string negotiation, int rereads, CancellationToken ct)
    {
        var standing = known.TryGetValue(negotiation, out var entry) ? entry.Standing : Standing.Empty;
        await foreach (var page in store.ReadPagesToFoldAsync(standing.Position, PageSize, negotiation, ct: ct))
        {
            var last = page.Aggregate(standing, (folded, stored) => folded.With(stored));
            if (rereads > 0 && page.Any(last.Holds))
            {
                // Something was redacted: what was read before it is forgotten, and read again as it stands now.
                known.TryRemove(negotiation, out _);
                return await LatestAsync(negotiation, rereads - 1, ct);
            }

            standing = last;
            // Each page, so that where a request's time does not suffice for a long history, the next goes on: a node that has just started
            // on a busy machine would otherwise begin anew with every request, and refuse them all.
            Keep(negotiation, standing);
        }

        if (standing.Position > 0) Keep(negotiation, standing);
        return standing;
    }

    private void Keep(string negotiation, Standing standing)
    {
        var used = Interlocked.Increment(ref uses);
        known.AddOrUpdate(negotiation, (standing, used),
            (_, kept) => (kept.Standing.Position > standing.Position ? kept.Standing : standing, used));
        if (known.Count <= Kept) return;
        foreach (var old in known.OrderBy(pair => pair.Value.Used).Take(known.Count - Kept)) known.TryRemove(old.Key, out _);
    }
}
