using System.Collections;
using System.Collections.Concurrent;

namespace ProposalLedger.Views.Histories;

/// <summary>One negotiation at one cut, ready to be asked. Safe for concurrent use; never changes. Cuts only the kinds of entries that it is asked for.</summary>
public sealed class Snapshot
{
    private readonly Section[] sections;
    private readonly Knife knife;
    private readonly Lazy<Cutting>[] cuttings;
    private readonly ConcurrentDictionary<Type, object> lists = new();
    private readonly ConcurrentDictionary<Type, object> ordered = new();
    private readonly ConcurrentDictionary<Type, object> derived = new();
    private readonly Lazy<DateTimeOffset> recorded;

    private readonly Shared shared;
    private readonly IReadOnlyList<Change> redacted;

    internal Snapshot(string negotiation, long position, Cut cut, Section[] sections, Shared shared, IReadOnlyList<Change> redacted, IReadOnlyList<StoppedView> stopped)
    {
        (this.shared, this.redacted) = (shared, redacted);
        (Negotiation, Position, Cut, Stopped, this.sections) = (negotiation, position, cut, stopped, sections);
        knife = new Knife(cut, sections[(int)EntryKind.Source].Find);
        cuttings = [.. sections.Select(s => new Lazy<Cutting>(() => new Cutting(s.Rows, knife)))];
        recorded = new(() => AllHistories().SelectMany(EventsOf).Select(c => c.Recorded).DefaultIfEmpty().Max());
    }

    public string Negotiation { get; }

    /// <summary>The ledger position that it was computed at.</summary>
    public long Position { get; }

    public Cut Cut { get; }

    /// <summary>When the last of the negotiation's events up to the position was recorded, UTC: what a citation is dated by.</summary>
    public DateTimeOffset Recorded => recorded.Value;

    /// <summary>Of the events up to the position those whose text was taken away, whenever that was.</summary>
    public IEnumerable<Change> Redacted => redacted.Where(c => c.Position <= Position);

    /// <summary>Views that have stopped at an event that they cannot apply: what rests on them is stale from there on.</summary>
    public IReadOnlyList<StoppedView> Stopped { get; }

    /// <summary>The same record at another cut, which lies within this one's position: what is computed from both is computed from this one's position alone.</summary>
    internal Snapshot At(Cut cut) => new(Negotiation, Math.Min(cut.At ?? Position, Position), cut with { At = cut.At ?? Position }, sections, shared, redacted, Stopped);

    /// <summary>All that the cut holds, also what has been retracted, by the position that recorded it.</summary>
    public IReadOnlyList<AsRecorded<Entry>> Everything => (IReadOnlyList<AsRecorded<Entry>>)lists.GetOrAdd(
        typeof(Snapshot), _ => Holdings.OrderBy(k => k.First.Position).Select(k => k.As<Entry>()).ToList());

    /// <summary>Entries of a type that hold at the cut, by the position that recorded them.</summary>
    public IReadOnlyList<AsRecorded<T>> All<T>() where T : Entry => (IReadOnlyList<AsRecorded<T>>)lists.GetOrAdd(typeof(T), _ =>
        KindsOf<T>.All is [var only] ? new Entries<T>(Of(only), Of(only).ByPosition())
            : KindsOf<T>.All.SelectMany(kind => new Entries<T>(Of(kind), Of(kind).ByPosition())).OrderBy(e => e.Position).ToList());

    /// <summary>Entries of a type that hold at the cut, by occurred, then position.</summary>
    public IReadOnlyList<AsRecorded<T>> InTime<T>() where T : Entry => (IReadOnlyList<AsRecorded<T>>)ordered.GetOrAdd(typeof(T), _ =>
        KindsOf<T>.All is [var only] ? new Entries<T>(Of(only), Of(only).ByTime()) : All<T>().OrderBy(Chronology.Of).ToList());

    /// <summary>How many entries of a type hold at the cut.</summary>
    public int Count<T>() where T : Entry => KindsOf<T>.All.Sum(kind => Of(kind).Shown);

    /// <summary>One entry that holds at the cut.</summary>
    public AsRecorded<T>? Find<T>(EntryKind kind, string key) where T : Entry => FindEvenRetracted<T>(kind, key) is { Retracted: null } live ? live : null;

    /// <summary>It is there and was not retracted.</summary>
    public bool Holds(EntryKind kind, string key) => Held(kind, key) is { Retraction: null };

    /// <summary>One entry of the cut, also if it has been retracted.</summary>
    public AsRecorded<T>? FindEvenRetracted<T>(EntryKind kind, string key) where T : Entry => Held(kind, key)?.As<T>();

    public AsRecorded<Draft>? FindDraft(string reference) => Find<Draft>(EntryKind.Draft, reference);

    /// <summary>Everything that the cut holds, what was retracted among it.</summary>
    internal IEnumerable<Known> Holdings => cuttings.SelectMany(c => c.Value.Holdings());

    /// <summary>Whether an entry was ever recorded up to the cut's position, whatever its dates and whether or not it was retracted.</summary>
    public bool WasRecorded(EntryKind kind, string key) => sections[(int)kind].Find(key) is { } history && EventsOf(history).Count > 0;

    /// <summary>All that entries of a type have said up to the cut's position, whatever their dates.</summary>
    public IEnumerable<T> EverRecorded<T>() where T : Entry => KindsOf<T>.All.SelectMany(HistoriesOf).SelectMany(EventsOf)
        .Select(c => c.Event switch { LedgerEvent.Recorded(var entry) => entry, LedgerEvent.Corrected(var entry) => entry, _ => null }).OfType<T>();

    /// <summary>The events of an entry that the position holds, first to last; empty if the cut does not hold the entry.</summary>
    public IReadOnlyList<Change> ChangesOf(EntryKind kind, string key) =>
        Held(kind, key) is null ? [] : ChangesOf(sections[(int)kind].Find(key)!);

    /// <summary>Every event of what the cut holds, up to its position and in its order, without the retractions that were published after it.</summary>
    public IEnumerable<Change> Changes => Holdings.SelectMany(k => ChangesOf(k.Entry.EntryKind, k.Entry.Key)
        .Where(c => c.Event is not LedgerEvent.Retracted || ReferenceEquals(c, k.Retraction))).OrderBy(c => c.Position);

    /// <summary>The last events of everything that the cut holds, latest first.</summary>
    public IEnumerable<Change> LatestChanges(int count)
    {
        var latest = new PriorityQueue<Change, long>();
        // Only what came after the earliest of those found can take its place.
        long After() => latest.Count < count ? 0 : latest.Peek().Position;
        foreach (var change in cuttings.SelectMany(c => c.Value.Held(After)).SelectMany(EventsOf))
        {
            if (change.Position <= After()) continue;
            latest.Enqueue(change, change.Position);
            if (latest.Count > count) latest.Dequeue();
        }
        return latest.UnorderedItems.Select(i => i.Element).OrderByDescending(c => c.Position);
    }

    /// <summary>How many entries of a type, and parts of those that hold, are left out because their date straddles the cut.</summary>
    public int LeftOut<T>(Func<T, bool>? which = null) where T : Entry => EntriesLeftOut(which) + PartsLeftOut(which);

    public int EntriesLeftOut<T>(Func<T, bool>? which = null) where T : Entry => which is null ? KindsOf<T>.All.Sum(kind => Of(kind).Straddling)
        : KindsOf<T>.All.Sum(kind => Of(kind).LeftOut().OfType<T>().Count(which));

    /// <summary>How many parts with sources of their own are left out of entries that hold.</summary>
    public int PartsLeftOut<T>(Func<T, bool>? which = null) where T : Entry =>
        KindsOf<T>.All.Sum(kind => !HasParts(kind) ? 0 : Of(kind).Less(straddling: false).Where(k => which?.Invoke((T)k.Entry) != false).Sum(k => k.PartsLeftOut));

    /// <summary>What several questions need of a snapshot is computed once.</summary>
    internal T Derive<T>(Func<Snapshot, T> make) where T : class => (T)derived.GetOrAdd(typeof(T), _ => make(this));

    /// <summary>
    /// What depends on entries of some kinds alone is the same in every cut that holds the same of them, and made once for all of these: most
    /// cuts hold every draft and every link.
    /// </summary>
    /// <param name="kinds">All that it depends on.</param>
    /// <param name="else">What else it depends on.</param>
    internal T DeriveOnce<T>(EntryKind[] kinds, string @else, Func<Snapshot, T> make) where T : class =>
        shared.Get([.. kinds.Select(Of)], @else, () => make(this));

    /// <summary>What holds, or straddles the cut, of which the cut leaves out a part.</summary>
    internal IEnumerable<Known> Less => Enum.GetValues<EntryKind>().Where(HasParts).SelectMany(kind => Of(kind).Less(straddling: true));

    private static bool HasParts(EntryKind kind) => kind is EntryKind.Draft or EntryKind.Session;

    private Cutting Of(EntryKind kind) => cuttings[(int)kind].Value;

    /// <summary>One entry within the cut, without cutting all others of its kind.</summary>
    private Known? Held(EntryKind kind, string key) => Placed(kind, key) is (var known, Place.Shown or Place.Retracted) ? known : null;

    /// <summary>One entry as the cut's position has it, with its place to the cut; null where nothing of it was recorded by then.</summary>
    internal (Known Known, Place Place)? Placed(EntryKind kind, string key)
    {
        if (sections[(int)kind].Find(key) is not { Whole: not null } history || history.Row is var row && row.First > knife.At) return null;
        return (knife.Tears(row) ? knife.Fold(history) : history.Whole) is { } known
            ? (knife.Known(row, known), knife.PlaceOf(known.Dated, known.Public, known.Retraction is not null)) : null;
    }

    /// <summary>Why the cut does not hold what its position has, in words that tell nothing of it but the clock; null where nothing was recorded by then.</summary>
    public string? WhyNotHeld(EntryKind kind, string key)
    {
        if (Placed(kind, key) is not var (known, place)) return null;
        return place == Place.Retracted ? "it was retracted" : knife.Why(known.Dated, known.Public);
    }

    /// <summary>An audit asks of each event whether it lies within the cut; a view asks what an entry's history comes to.</summary>
    public EventsWithin EventsWithin => Derive(s => new EventsWithin(s.AllHistories().SelectMany(s.EventsOf).Select(c => (c.Position, s.knife.SideOf(c)))));

    /// <summary>What they said as it could be known at the cut.</summary>
    private IReadOnlyList<Change> ChangesOf(History history)
    {
        var row = history.Row;
        return knife.IsInPart(row) ? [.. EventsOf(history).Select(c => knife.Known(row, c))] : EventsOf(history);
    }

    private IReadOnlyList<Change> EventsOf(History history) =>
        knife.Tears(history.Row) ? [.. history.Changes.Where(knife.Knows)] : history.Changes;

    private IEnumerable<History> AllHistories() => Enum.GetValues<EntryKind>().SelectMany(HistoriesOf);

    private IEnumerable<History> HistoriesOf(EntryKind kind) => sections[(int)kind].Rows.ByPosition.Select(r => r.History);

    private static class KindsOf<T>
    {
        public static readonly EntryKind[] All = [.. Enum.GetValues<EntryKind>().Where(kind => typeof(T).IsAssignableFrom(Domain.Json.EventJson.TypeOf(kind)))];
    }

    /// <summary>A list that makes an entry when it is looked at: a page shows a hundred of a hundred thousand.</summary>
    private sealed class Entries<T>(Cutting cutting, int[] indexes) : IReadOnlyList<AsRecorded<T>> where T : Entry
    {
        public int Count => indexes.Length;

        public AsRecorded<T> this[int index] => cutting[indexes[index]].As<T>();

        public IEnumerator<AsRecorded<T>> GetEnumerator()
        {
            foreach (var index in indexes) yield return cutting[index].As<T>();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>A view that has stopped.</summary>
/// <param name="Position">The event that it cannot apply.</param>
public sealed record StoppedView(string View, long Position, string Reason);
