using ProposalLedger.Domain.Redactions;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Views;
using ProposalLedger.EventStore;

namespace ProposalLedger.Views.Projections;

/// <summary>
/// Brings the views up to the log, a bounded range at a time, all views of a step in one transaction. The store's follower calls it while its
/// node holds the lease; a node that lost it without knowing is fenced off by the checkpoints.
/// </summary>
public sealed class Projector(LedgerStore store, ViewStore views)
{
    private const int EventsPerStep = 2_000;
    private static readonly Dictionary<long, StoredEvent> Nothing = [];
    private IReadOnlyList<ViewState>? known;

    /// <summary>Makes sure that every view exists. Call before the follower starts, on every node.</summary>
    public async Task RegisterAsync(CancellationToken ct = default) => known = await views.RegisterAsync(ViewCatalogue.FormatVersions, ct);

    /// <summary>One step; false when there was nothing to do. For <see cref="FollowerOptions.Project"/>.</summary>
    public Task<bool> StepAsync(Progress progress, CancellationToken ct) => StepAsync(EventsPerStep, ct);

    /// <summary>One step of at most so many events; false when every view that goes on has the log's end.</summary>
    public async Task<bool> StepAsync(int events, CancellationToken ct = default)
    {
        known ??= await views.GetStatesAsync(ct);
        try
        {
            if (await RunAsync(Running(known), events, ct)) return true;
            // Nothing to do here although the follower saw something: a view was resumed or swapped elsewhere.
            known = await views.GetStatesAsync(ct);
            return await RunAsync(Running(known), events, ct);
        }
        catch (ViewFencedException)
        {
            known = null;
            return true;
        }
    }

    private async Task<bool> RunAsync(List<ViewState> running, int events, CancellationToken ct)
    {
        if (running.Count == 0) return false;
        var batch = await store.ReadLogAsync(running.Min(v => v.Checkpoint), events, ct: ct);
        if (batch.Count == 0) return false;
        var end = batch[^1].Position;
        var redacted = await RedactedAsync(store, batch, ct);
        var changes = new List<ViewChange>();
        var stopping = new List<(ViewChange Change, UnappliableException Why)>();
        foreach (var state in running.Where(v => v.Checkpoint < end))
        {
            var (rows, why) = Project(state, batch, redacted);
            var change = new ViewChange(state.View, state.Generation, state.Checkpoint, rows);
            if (why is null) changes.Add(change);
            else stopping.Add((change, why));
        }
        if (changes.Count > 0) await views.ApplyAsync(changes, end, ct);
        foreach (var (change, why) in stopping)
        {
            if (why.Position - 1 > change.ExpectedCheckpoint) await views.ApplyAsync([change], why.Position - 1, ct);
            await views.StopAsync(change.View, change.Generation, why.Position, why.Reason, ct);
        }
        known = stopping.Count > 0 ? null : [.. known!.Select(v => changes.Exists(c => c.View == v.View && c.Generation == v.Generation) ? v with { Checkpoint = end } : v)];
        return true;
    }

    private static List<ViewState> Running(IEnumerable<ViewState> states) =>
        [.. states.Where(v => v is { Live: true, StoppedPosition: null, FormatVersion: ProjectedView.FormatVersion } && ViewCatalogue.Names.Contains(v.View))];

    /// <summary>What the redactions of a range redact, as it stands now.</summary>
    internal static async Task<IReadOnlyDictionary<long, StoredEvent>> RedactedAsync(LedgerStore store, IReadOnlyList<StoredEvent> batch, CancellationToken ct)
    {
        var redacted = batch.Select(e => RedactionTarget.Of(e.Type, e.Data)).OfType<long>().Distinct().ToArray();
        return redacted.Length == 0 ? Nothing : (await store.GetEventsAsync(redacted, ct)).ToDictionary(e => e.Position);
    }

    /// <summary>A view's rows of a range, up to the event that it cannot apply; each key once, as it stands at the end of the range.</summary>
    internal static (IReadOnlyList<ViewRow> Rows, UnappliableException? Why) Project(ViewState state, IReadOnlyList<StoredEvent> batch, IReadOnlyDictionary<long, StoredEvent> redacted)
    {
        var view = ViewCatalogue.All.Single(v => v.Name == state.View);
        var rows = new List<ViewRow>();
        try
        {
            foreach (var e in batch)
                if (e.Position > state.Checkpoint && Row(e) is { } row) rows.Add(row);
            return (Latest(), null);
        }
        catch (UnappliableException why)
        {
            return (Latest(), why);
        }

        ViewRow? Row(StoredEvent e) => RedactionTarget.Of(e.Type, e.Data) is { } target ? redacted.GetValueOrDefault(target) is { } gone && gone.RedactedBy == e.Position ? view.Project(e, gone) : null : view.Project(e);

        IReadOnlyList<ViewRow> Latest() => !rows.Exists(row => row.Replaces) ? rows : [.. rows.AsEnumerable().Reverse().DistinctBy(row => (row.Scope, row.Key)).Reverse()];
    }
}
