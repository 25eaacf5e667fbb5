using System.Diagnostics.CodeAnalysis;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.Domain.Json;

namespace ProposalLedger.Server.Events;

/// <summary>
/// The positions of one negotiation's events by what they concern and by their types, as far as the log has been read. Every event is looked at once;
/// what was found never changes.
/// </summary>
internal sealed class ConcernIndex(RecentEvents events, string negotiation, int ledger)
{
    private readonly Lock reading = new();
    private readonly Concerning concerning = new();
    private readonly Dictionary<Concern, List<long>> byConcern = [];
    private readonly Dictionary<string, List<long>> byType = new(StringComparer.Ordinal);
    private Task<long>? advancing;
    private long done;

    /// <summary>The ledger that it is of: see <see cref="Access.Doors.Ledger"/>.</summary>
    public int Ledger => ledger;

    /// <summary>Reads on towards a position, one page at most: whoever waits for a long past has heartbeats to send meanwhile.</summary>
    /// <returns>The position up to which it has come, which another reader may have taken further.</returns>
    /// <exception cref="EventStore.StoreUnavailableException">The database is down.</exception>
    public async Task<long> AdvanceAsync(long upTo, CancellationToken ct)
    {
        Task<long> reached;
        lock (reading)
        {
            if (done >= upTo) return done;
            if (advancing is not { IsCompleted: false }) advancing = ReadOnAsync(done, upTo);
            reached = advancing;
        }

        return await reached.WaitAsync(ct);
    }

    /// <summary>The first positions that a filter wants, after one and up to another that has been reached.</summary>
    public IReadOnlyList<long> Find(TailFilter filter, long after, long upTo, int most)
    {
        lock (reading)
        {
            var fields = filter.Concerns.Select(concerns => concerns.Select(c => byConcern.GetValueOrDefault(c)).OfType<List<long>>().ToArray()).ToList();
            if (filter.Types is { } types) fields.Add([.. types.Select(t => byType.GetValueOrDefault(t)).OfType<List<long>>()]);
            // The field that leaves the fewest is gone through, the others are looked up in.
            var fewest = fields.MinBy(lists => lists.Sum(list => list.Count - Begin(list, after)))!;
            return [.. Merge(fewest, after, upTo).Where(position => fields.TrueForAll(lists => lists == fewest || lists.Any(list => list.BinarySearch(position) >= 0))).Take(most)];
        }
    }

    // For all who wait for it: no one of them may end it.
    private async Task<long> ReadOnAsync(long after, long upTo)
    {
        await Task.Yield();
        var page = await events.ReadAsync(after, upTo, new TailFilter { Negotiation = negotiation }, CancellationToken.None);
        // Found first, then added: no position may be added twice.
        var found = page.Events.Select(message => (message.Position, message.Type, Concerns: ConcernsOf(message))).ToList();
        lock (reading)
        {
            foreach (var (position, type, concerns) in found)
            {
                Add(byType, type, position);
                foreach (var concern in concerns) Add(byConcern, concern, position);
            }

            return done = page.DoneUpTo;
        }
    }

    /// <summary>What this release cannot read concerns its stream's owner alone: its view stops at it and says so, the log goes on.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with an event in the log stays wrong: it may not stop every filtered subscriber for good.")]
    private IReadOnlyCollection<Concern> ConcernsOf(EventMessage message)
    {
        try
        {
            return concerning.Next(message.Stream, EventJson.Read(message.Type, message.Data.Span));
        }
        catch (Exception)
        {
            return concerning.Next(message.Stream, e: null);
        }
    }

    private static void Add<T>(Dictionary<T, List<long>> lists, T key, long position) where T : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
        list.Add(position);
    }

    private static int Begin(List<long> list, long after) => list.BinarySearch(after + 1) is var found && found >= 0 ? found : ~found;

    /// <summary>Sorted lists as one, each position once.</summary>
    private static IEnumerable<long> Merge(List<long>[] lists, long after, long upTo)
    {
        var at = Array.ConvertAll(lists, list => Begin(list, after));
        while (true)
        {
            var next = long.MaxValue;
            for (var i = 0; i < lists.Length; i++)
                if (at[i] < lists[i].Count) next = Math.Min(next, lists[i][at[i]]);
            if (next > upTo || next == long.MaxValue) yield break;
            yield return next;
            for (var i = 0; i < lists.Length; i++)
                if (at[i] < lists[i].Count && lists[i][at[i]] == next) at[i]++;
        }
    }
}
