using System.Collections.Concurrent;

namespace ProposalLedger.Views.Histories;

/// <summary>One negotiation at one cut, ready to be asked. Safe for concurrent use; never changes.</summary>
public sealed class Snapshot
{
    private readonly Dictionary<(EntryKind, string), Known> known = [];
    private readonly List<Known> shown = [];
    private readonly List<Entry> straddling = [];
    private readonly IReadOnlyDictionary<(EntryKind, string), IReadOnlyList<Change>> histories;
    private readonly ConcurrentDictionary<Type, object> lists = new();
    private readonly ConcurrentDictionary<Type, object> ordered = new();
    private readonly ConcurrentDictionary<Type, object> derived = new();
    private readonly Lazy<DateTimeOffset> recorded;

    internal Snapshot(
        string negotiation, long position, Cut cut, IReadOnlyDictionary<(EntryKind, string), IReadOnlyList<Change>> histories,
        IReadOnlyList<StoppedView> stopped)
    {
        (Negotiation, Position, Cut, Stopped, this.histories) = (negotiation, position, cut, stopped, histories);
        Edtf? SourceDate(string id) => histories.TryGetValue((EntryKind.Source, id), out var source)
            ? (Fold.At(source, new Cut { At = cut.At }, _ => null)?.Entry as Source)?.Published : null;
        foreach (var (name, history) in histories)
        {
            if (Fold.At(history, cut, SourceDate) is not { } item) continue;
            if (item.Side == Side.Within) known.Add(name, item);
            if (item.Retraction is not null) continue;
            if (item.Side == Side.Within) shown.Add(item);
            if (item.Side == Side.Straddling) straddling.Add(item.Entry);
        }
        recorded = new(() => histories.Values.SelectMany(h => h).Where(IsRecorded).Select(c => c.Recorded).DefaultIfEmpty().Max());
        shown.Sort((a, b) => a.First.Position.CompareTo(b.First.Position));
    }

    public string Negotiation { get; }

    /// <summary>The ledger position that it was computed at.</summary>
    public long Position { get; }

    public Cut Cut { get; }

    /// <summary>When the last of the negotiation's events up to the position was recorded, UTC: what a citation is dated by.</summary>
    public DateTimeOffset Recorded => recorded.Value;

    /// <summary>Views that have stopped at an event that they cannot apply: what rests on them is stale from there on.</summary>
    public IReadOnlyList<StoppedView> Stopped { get; }

    /// <summary>Entries of a type that hold at the cut, by the position that recorded them.</summary>
    public IReadOnlyList<AsRecorded<T>> All<T>() where T : Entry =>
        (IReadOnlyList<AsRecorded<T>>)lists.GetOrAdd(typeof(T), _ => shown.Where(k => k.Entry is T).Select(k => k.As<T>()).ToList());

    /// <summary>Entries of a type that hold at the cut, by occurred, then position.</summary>
    public IReadOnlyList<AsRecorded<T>> InTime<T>() where T : Entry =>
        (IReadOnlyList<AsRecorded<T>>)ordered.GetOrAdd(typeof(T), _ => All<T>().OrderBy(Chronology.Of).ToList());

    /// <summary>One entry that holds at the cut.</summary>
    public AsRecorded<T>? Find<T>(EntryKind kind, string key) where T : Entry => FindEvenRetracted<T>(kind, key) is { Retracted: null } live ? live : null;

    /// <summary>One entry of the cut, also if it has been retracted.</summary>
    public AsRecorded<T>? FindEvenRetracted<T>(EntryKind kind, string key) where T : Entry => known.GetValueOrDefault((kind, key))?.As<T>();

    public AsRecorded<Draft>? FindDraft(string reference) => Find<Draft>(EntryKind.Draft, reference);

    /// <summary>Whether an entry was ever recorded up to the cut's position, whatever its dates and whether or not it was retracted.</summary>
    public bool WasRecorded(EntryKind kind, string key) => histories.TryGetValue((kind, key), out var history) && history.Any(IsRecorded);

    /// <summary>All that entries of a type have said up to the cut's position, whatever their dates.</summary>
    public IEnumerable<T> EverRecorded<T>() where T : Entry => histories.Values.SelectMany(h => h).Where(IsRecorded)
        .Select(c => c.Event switch { LedgerEvent.Recorded(var entry) => entry, LedgerEvent.Corrected(var entry) => entry, _ => null }).OfType<T>();

    private bool IsRecorded(Change change) => Cut.At is null || change.Position <= Cut.At;

    /// <summary>The events of an entry that the position holds, first to last; empty if the cut does not hold the entry.</summary>
    public IReadOnlyList<Change> ChangesOf(EntryKind kind, string key) =>
        known.ContainsKey((kind, key)) ? [.. histories[(kind, key)].Where(c => Cut.At is null || c.Position <= Cut.At)] : [];

    /// <summary>The last events of everything that the cut holds, latest first.</summary>
    public IEnumerable<Change> LatestChanges(int count) =>
        known.Keys.SelectMany(name => ChangesOf(name.Item1, name.Item2)).OrderByDescending(c => c.Position).Take(count);

    /// <summary>How many entries of a type are left out because their date straddles the cut.</summary>
    public int LeftOut<T>(Func<T, bool>? which = null) where T : Entry => straddling.OfType<T>().Count(which ?? (_ => true));

    /// <summary>What several questions need of a snapshot is computed once.</summary>
    internal T Derive<T>(Func<Snapshot, T> make) where T : class => (T)derived.GetOrAdd(typeof(T), _ => make(this));
}

/// <summary>A view that has stopped.</summary>
/// <param name="Position">The event that it cannot apply.</param>
public sealed record StoppedView(string View, long Position, string Reason);
