using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;

namespace ProposalLedger.Views.Projections;

/// <param name="Done">Position that the side copy holds.</param>
/// <param name="Head">The log's end as it was when the step began.</param>
public sealed record RebuildProgress(string View, long Done, long Head);

/// <summary>Fills a side copy of a view from the log and puts it in the place of the live one, which is read meanwhile.</summary>
public sealed class Rebuild(LedgerStore store, ViewStore views)
{
    private const int EventsPerStep = 5_000;

    /// <summary>Rebuilds one view. A second rebuild of the same view ends the first.</summary>
    /// <exception cref="UnappliableException">An event cannot be applied; the live view stays as it was.</exception>
    /// <exception cref="ViewFencedException">Another rebuild of this view began meanwhile.</exception>
    public async Task RunAsync(string view, IProgress<RebuildProgress>? progress = null, CancellationToken ct = default)
    {
        if (!ViewCatalogue.Names.Contains(view))
            throw new ArgumentException($"There is no view '{view}'. Views are {string.Join(", ", ViewCatalogue.Names)}.", nameof(view));
        var generation = await views.BeginRebuildAsync(view, ProjectedView.FormatVersion, ct);
        var side = new ViewState(view, generation, Live: false, ProjectedView.FormatVersion, 0, null, null);
        do side = await CatchUpAsync(side, progress, ct);
        while (!await views.SwapAsync(view, generation, ct));
    }

    private async Task<ViewState> CatchUpAsync(ViewState side, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        var head = await store.GetHeadAsync(ct);
        var written = Task.FromResult(side);
        try
        {
            // A range is projected while the one before it is written, and the next one is read.
            await foreach (var batch in store.ReadPagesAsync(side.Checkpoint, EventsPerStep, ct: ct))
            {
                var (rows, why) = Projector.Project(side, batch, await Projector.RedactedAsync(store, batch, ct));
                side = await written;
                if (why is not null) throw why;
                written = WriteAsync(side, rows, batch[^1].Position, head, progress, ct);
            }
        }
        finally
        {
            // Nothing is written any more once this has failed.
            await written.ContinueWith(_ => { }, TaskScheduler.Default);
        }
        return await written;
    }

    private async Task<ViewState> WriteAsync(ViewState side, IReadOnlyList<ViewRow> rows, long end, long head, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        await views.ApplyAsync([new ViewChange(side.View, side.Generation, side.Checkpoint, rows)], end, ct);
        progress?.Report(new RebuildProgress(side.View, end, Math.Max(head, end)));
        return side with { Checkpoint = end };
    }
}
