using System.Collections.Concurrent;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Views.Histories;

/// <summary>
/// Per node: the histories of the negotiations asked about, kept and brought up to date by what is new. Rows and checkpoints are always read
/// together, so a dossier is what the views held at one moment. Safe for concurrent use.
/// </summary>
/// <param name="views">Where the views are.</param>
/// <param name="kept">How many negotiations are kept in memory; the one asked about longest ago goes first.</param>
public sealed class Dossiers(ViewStore views, int kept = 32)
{
    // Why a view cannot apply an event may tell what is in it, and who reads this negotiation may not read that one.
    private const string OfAnother = "It cannot apply an event of another negotiation.";
    private readonly ConcurrentDictionary<string, Shelf> shelves = new(StringComparer.Ordinal);
    private readonly Shelf all = new();
    private long clock;

    /// <summary>The negotiation as the views hold it now; null where there is none of this name.</summary>
    public async Task<Dossier?> OpenAsync(string negotiation, CancellationToken ct = default)
    {
        var shelf = shelves.GetOrAdd(negotiation, _ => new Shelf());
        shelf.Used = Interlocked.Increment(ref clock);
        var dossier = await RefreshAsync(shelf, negotiation, ct);
        // Names that are none must not fill the memory.
        if (dossier.IsEmpty) shelves.TryRemove(negotiation, out _);
        while (shelves.Count > kept) shelves.TryRemove(shelves.MinBy(s => s.Value.Used).Key, out _);
        return dossier.IsEmpty ? null : dossier;
    }

    /// <summary>Every negotiation: for the list of negotiations.</summary>
    public async Task<IReadOnlyList<Dossier>> AllAsync(CancellationToken ct = default)
    {
        var names = await NamesAsync(ct);
        var dossiers = new List<Dossier>();
        foreach (var name in names)
            if (await OpenAsync(name, ct) is { } dossier) dossiers.Add(dossier);
        return dossiers;
    }

    private async Task<IReadOnlyCollection<string>> NamesAsync(CancellationToken ct)
    {
        await all.Lock.WaitAsync(ct);
        try
        {
            var read = await views.ReadRowsAsync([ViewCatalogue.Negotiations], null, all.Since, ct);
            all.Names.UnionWith(read.Rows.Select(r => r.Scope));
            all.Since = read.Checkpoint;
            return [.. all.Names];
        }
        finally
        {
            all.Lock.Release();
        }
    }

    private async Task<Dossier> RefreshAsync(Shelf shelf, string negotiation, CancellationToken ct)
    {
        var came = shelf.Begun;
        await shelf.Lock.WaitAsync(ct);
        try
        {
            // One that began after this call came has seen all that this call may expect to see: many readers together ask once.
            if (shelf.Done > came) return shelf.Dossier!;
            var begun = ++shelf.Begun;
            var read = await views.ReadRowsAsync(ViewCatalogue.Names, negotiation, shelf.Since, ct);
            var live = read.Views.Where(v => v.Live).ToList();
            var generations = live.ToDictionary(v => v.View, v => v.Generation, StringComparer.Ordinal);
            if (shelf.Dossier is not null && (live.Exists(v => shelf.Generations.GetValueOrDefault(v.View) != v.Generation)
                || (read.LastRedaction != shelf.LastRedaction && live.Exists(v => v.StoppedPosition is not null))))
            {
                // A view was rebuilt: its rows may have another form. Or something was redacted, and a stopped view does not learn of it from the log.
                shelf.Dossier = null;
                read = await views.ReadRowsAsync(ViewCatalogue.Names, negotiation, 0, ct);
                live = [.. read.Views.Where(v => v.Live)];
                generations = live.ToDictionary(v => v.View, v => v.Generation, StringComparer.Ordinal);
            }
            // A stopped view does not hold up the others: they stand at their own position, and the answer says what is stale.
            var position = live.Where(v => v.StoppedPosition is null).Select(v => v.Checkpoint).DefaultIfEmpty(read.Checkpoint).Min();
            var stopped = live.Where(v => v.StoppedPosition is not null).OrderBy(v => v.View, StringComparer.Ordinal)
                .Select(v => new StoppedView(v.View, v.StoppedPosition!.Value, v.StoppedScope is null || v.StoppedScope == negotiation ? v.StoppedReason ?? "" : OfAnother)).ToList();
            var dossier = shelf.Dossier ?? Dossier.Empty(negotiation);
            if (shelf.Dossier is null || position != dossier.Position || read.Rows.Count > 0 || !stopped.SequenceEqual(dossier.Stopped))
            {
                var changes = read.Rows.Where(r => r.Position <= position && r.Body is not null).Select(r => ChangeRow.Read(r.Position, r.Body!.Value.Span));
                shelf.Dossier = dossier = dossier.With(changes, position, stopped);
            }
            // What a stopped view gets when it goes on lies behind the others: it is asked for from its own checkpoint.
            (shelf.Since, shelf.Generations, shelf.LastRedaction) = (live.Select(v => v.Checkpoint).Append(position).Min(), generations, read.LastRedaction);
            shelf.Done = begun;
            return dossier;
        }
        finally
        {
            shelf.Lock.Release();
        }
    }

    private sealed class Shelf
    {
        private long begun;

        /// <summary>The number of the latest refresh; counted by who has the lock, read by anybody.</summary>
        public long Begun { get => Volatile.Read(ref begun); set => Volatile.Write(ref begun, value); }

        /// <summary>The number of the latest that succeeded.</summary>
        public long Done { get; set; }
        public SemaphoreSlim Lock { get; } = new(1);
        public Dossier? Dossier { get; set; }
        public long Since { get; set; }
        public long Used { get; set; }
        public long LastRedaction { get; set; }
        public IReadOnlyDictionary<string, int> Generations { get; set; } = new Dictionary<string, int>();
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);
    }
}
