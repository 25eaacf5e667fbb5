using System.Collections.Immutable;

namespace ProposalLedger.Views.Histories;

/// <summary>All histories of one negotiation, read together with the position that they stand at. Does not change once read.</summary>
public sealed class Dossier
{
    private static readonly int Kinds = Enum.GetValues<EntryKind>().Length;
    private readonly Section[] sections;
    private readonly ImmutableDictionary<string, ImmutableHashSet<(EntryKind Kind, string Key)>> citedBy;
    private readonly LinkedList<(Cut Cut, Lazy<Snapshot> Snapshot)> snapshots = [];
    private readonly Shared shared = new();
    private const int SnapshotsKept = 16;

    private readonly ImmutableList<Change> redacted;

    private Dossier(
        string negotiation, long position, Section[] sections, ImmutableDictionary<string, ImmutableHashSet<(EntryKind, string)>> citedBy, ImmutableList<Change> redacted, IReadOnlyList<StoppedView> stopped) =>
        (Negotiation, Position, this.sections, this.citedBy, this.redacted, Stopped) = (negotiation, position, sections, citedBy, redacted, stopped);

    public string Negotiation { get; }

    /// <summary>Every event up to this one is in, but for those of stopped views.</summary>
    public long Position { get; }

    public IReadOnlyList<StoppedView> Stopped { get; }

    /// <summary>No event is in it.</summary>
    public bool IsEmpty => sections.All(s => s.IsEmpty);

    public static Dossier Empty(string negotiation) => new(
        negotiation, 0, [.. Enumerable.Repeat(Section.Empty, Kinds)],
        ImmutableDictionary.Create<string, ImmutableHashSet<(EntryKind, string)>>(StringComparer.Ordinal), [], []);

    /// <summary>The dossier with further changes in, whatever their order. One that it has already takes the other's place: it may have been redacted.</summary>
    public Dossier With(IEnumerable<Change> changes, long position, IReadOnlyList<StoppedView>? stopped = null)
    {
        var more = changes.ToList();
        var gone = more.Where(c => c.Redacted is not null && !redacted.Exists(r => r.Position == c.Position)).DistinctBy(c => c.Position);
        var merged = more.GroupBy(c => (c.Event.Kind, c.Key)).Select(g => (g.Key.Kind, g.Key.Key, Changes: Merge(Find(g.Key.Kind, g.Key.Key)?.Changes ?? [], g)))
            .ToDictionary(m => (m.Kind, m.Key), m => (IReadOnlyList<Change>)m.Changes);
        // Sources first: their dates say when the rest, or parts of it, could be known.
        var next = (Section[])sections.Clone();
        var sources = merged.Where(m => m.Key.Kind == EntryKind.Source).Select(m => new History(m.Key.Kind, m.Key.Key, m.Value, _ => null)).ToList();
        next[(int)EntryKind.Source] = next[(int)EntryKind.Source].With(sources);
        foreach (var name in sources.SelectMany(s => citedBy.GetValueOrDefault(s.Key, [])))
            merged.TryAdd(name, Find(name.Kind, name.Key)!.Changes);

        var cited = citedBy.ToBuilder();
        foreach (var kind in merged.Where(m => m.Key.Kind != EntryKind.Source).GroupBy(m => m.Key.Kind))
        {
            var histories = kind.Select(m => new History(m.Key.Kind, m.Key.Key, m.Value, next[(int)EntryKind.Source].Find)).ToList();
            next[(int)kind.Key] = next[(int)kind.Key].With(histories);
            foreach (var history in histories)
                foreach (var source in history.Sources)
                    cited[source] = cited.GetValueOrDefault(source, []).Add((history.Kind, history.Key));
        }
        return new Dossier(Negotiation, position, next, cited.ToImmutable(), redacted.AddRange(gone), stopped ?? []);
    }

    /// <summary>Every event of an entry, by position; empty where nothing of it was recorded.</summary>
    public IReadOnlyList<Change> HistoryOf(EntryKind kind, string key) => Find(kind, key)?.Changes ?? [];

    /// <summary>Snapshots are disposable: the latest that were asked for are kept, and any can be made again.</summary>
    public Snapshot At(Cut cut)
    {
        Lazy<Snapshot> snapshot;
        lock (snapshots)
        {
            var kept = snapshots.First;
            while (kept is not null && kept.Value.Cut != cut) kept = kept.Next;
            if (kept is not null) snapshots.Remove(kept);
            else if (snapshots.Count >= SnapshotsKept) snapshots.RemoveLast();
            snapshot = kept?.Value.Snapshot ?? new(() => new Snapshot(Negotiation, Math.Min(cut.At ?? Position, Position), cut, sections, shared, redacted, Stopped));
            snapshots.AddFirst((cut, snapshot));
        }
        return snapshot.Value;
    }

    private History? Find(EntryKind kind, string key) => sections[(int)kind].Find(key);

    private static Change[] Merge(IReadOnlyList<Change> old, IEnumerable<Change> more) =>
        [.. more.OrderByDescending(c => c.Redacted?.Position).Concat(old).DistinctBy(c => c.Position).OrderBy(c => c.Position)];
}
