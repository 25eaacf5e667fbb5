using ProposalLedger.Domain;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Reading;

namespace ProposalLedger.Server.Events;

/// <summary>
/// The log as a filter leaves it. What events concern takes their negotiation's whole past, so it is found once for a node and negotiation, and
/// kept for all who ask as long as somebody does.
/// </summary>
public sealed class FilteredLog(RecentEvents events, LedgerStore store, Doors doors, Microsoft.Extensions.Options.IOptions<FollowingOptions> options)
{
    private const int Kept = 8;
    private readonly Dictionary<string, WeakReference<ConcernIndex>> indexes = new(StringComparer.Ordinal);

    // Who comes back in a moment finds them still there.
    private readonly LinkedList<ConcernIndex> lately = [];

    /// <summary>What a filter names that its negotiation does not have; null where all is there.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async Task<Concern?> FindUnknownAsync(TailFilter filter, CancellationToken ct)
    {
        if (filter.Concerns.Count == 0) return null;
        var named = filter.Concerns.SelectMany(concerns => concerns).ToList();
        var taken = await store.FindReservedAsync([.. named.Where(IsId).Select(IdOf)], ct);
        return named.Where(concern => !IsId(concern) || !taken.Contains(IdOf(concern))).Select(concern => (Concern?)concern).FirstOrDefault();

        static bool IsId(Concern concern) => NegotiationId.CouldBe(concern.Id);
        string IdOf(Concern concern) => $"{filter.Negotiation}/{EventNames.Noun(concern.Kind)}/{concern.Id}";
    }

    /// <summary>Begins to read. One for each subscription: as long as it is held, its negotiation's index stays.</summary>
    public Reader Open(TailFilter filter) => new(this, filter, filter.Concerns.Count == 0 ? null : IndexOf(filter.Negotiation!));

    private ValueTask<EventPage> ReadAsync(TailFilter filter, long after, long upTo, CancellationToken ct) => events.ReadAsync(after, upTo, filter, ct);

    private async ValueTask<EventPage> ReadAsync(TailFilter filter, ConcernIndex index, long after, long upTo, CancellationToken ct)
    {
        var until = Math.Min(upTo, await index.AdvanceAsync(upTo, ct));
        if (until <= after) return new EventPage(after, []);
        var size = options.Value.PageSize;
        var wanted = index.Find(filter, after, until, size);
        var found = events.Find(wanted) ?? [.. (await store.GetEventsAsync(wanted, ct)).Select(EventMessage.Of)];
        return new EventPage(wanted.Count < size ? until : wanted[^1], found);
    }

    // Else the ledger went back since.
    private bool IsOfNow(ConcernIndex index) => index.Ledger == doors.Ledger;

    private ConcernIndex IndexOf(string negotiation)
    {
        lock (indexes)
        {
            if (!indexes.TryGetValue(negotiation, out var known) || !known.TryGetTarget(out var index) || !IsOfNow(index))
            {
                foreach (var gone in indexes.Where(pair => !pair.Value.TryGetTarget(out _)).Select(pair => pair.Key).ToList()) indexes.Remove(gone);
                indexes[negotiation] = new(index = new ConcernIndex(events, negotiation, doors.Ledger));
            }
            lately.Remove(index);
            lately.AddFirst(index);
            if (lately.Count > Kept) lately.RemoveLast();
            return index;
        }
    }

    /// <summary>Reads the log through one filter.</summary>
    public sealed class Reader
    {
        private readonly FilteredLog log;
        private readonly TailFilter filter;
        private ConcernIndex? index;

        internal Reader(FilteredLog log, TailFilter filter, ConcernIndex? index) => (this.log, this.filter, this.index) = (log, filter, index);

        /// <summary>
        /// The wanted events after a position and up to another; perhaps not all at once, and none, without getting on, while the index is still being made.
        /// </summary>
        /// <exception cref="StoreUnavailableException">The database is down.</exception>
        public ValueTask<EventPage> ReadAsync(long after, long upTo, CancellationToken ct)
        {
            if (index is null) return log.ReadAsync(filter, after, upTo, ct);
            if (!log.IsOfNow(index)) index = log.IndexOf(filter.Negotiation!);
            return log.ReadAsync(filter, index, after, upTo, ct);
        }
    }
}
