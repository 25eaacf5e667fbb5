namespace ProposalLedger.Views.Histories;

/// <summary>All histories of one negotiation, read together with the position that they stand at. Does not change once read.</summary>
public sealed class Dossier
{
    private readonly IReadOnlyDictionary<(EntryKind, string), IReadOnlyList<Change>> histories;
    private readonly Dictionary<Cut, Lazy<Snapshot>> snapshots = [];
    private const int SnapshotsKept = 8;

    private Dossier(
        string negotiation, long position, IReadOnlyDictionary<(EntryKind, string), IReadOnlyList<Change>> histories, IReadOnlyList<StoppedView> stopped) =>
        (Negotiation, Position, this.histories, Stopped) = (negotiation, position, histories, stopped);

    public string Negotiation { get; }

    /// <summary>Every event up to this one is in, but for those of stopped views.</summary>
    public long Position { get; }

    public IReadOnlyList<StoppedView> Stopped { get; }

    /// <summary>No event is in it.</summary>
    public bool IsEmpty => histories.Count == 0;

    public static Dossier Empty(string negotiation) => new(negotiation, 0, new Dictionary<(EntryKind, string), IReadOnlyList<Change>>(), []);

    /// <summary>The dossier with further changes in. Those that it has already are passed over, whatever their order.</summary>
    public Dossier With(IEnumerable<Change> changes, long position, IReadOnlyList<StoppedView>? stopped = null)
    {
        var next = new Dictionary<(EntryKind, string), IReadOnlyList<Change>>(histories);
        foreach (var group in changes.GroupBy(c => (c.Event.Kind, c.Key)))
        {
            var old = next.GetValueOrDefault(group.Key) ?? [];
            next[group.Key] = [.. old.Concat(group).DistinctBy(c => c.Position).OrderBy(c => c.Position)];
        }
        return new Dossier(Negotiation, position, next, stopped ?? []);
    }

    /// <summary>Every event of an entry, by position; empty where nothing of it was recorded.</summary>
    public IReadOnlyList<Change> HistoryOf(EntryKind kind, string key) => histories.GetValueOrDefault((kind, key)) ?? [];

    public Snapshot At(Cut cut)
    {
        Lazy<Snapshot>? snapshot;
        lock (snapshots)
        {
            if (!snapshots.TryGetValue(cut, out snapshot))
            {
                if (snapshots.Count >= SnapshotsKept) snapshots.Clear();
                snapshots[cut] = snapshot = new(() =>
                    new Snapshot(Negotiation, Math.Min(cut.At ?? Position, Position), cut, histories, Stopped));
            }
        }
        return snapshot.Value;
    }
}
