using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Server.Startup;

/// <summary>
/// Rebuilds, beside the serving, the views whose rows an older release wrote in another form: nothing new comes into them until then. The form of
/// a newer release is left alone, or two releases that run side by side would undo each other's work for ever.
/// </summary>
internal sealed class Renewal(ViewStore views, Rebuilding rebuilding, ILogger<Renewal> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Of this program's views those that an older release wrote.</summary>
    public static IReadOnlyList<string> Outdated(IEnumerable<ViewState> states) =>
        [.. states.Where(v => v.Live && ViewCatalogue.FormatVersions.TryGetValue(v.View, out var format) && v.FormatVersion < format).Select(v => v.View)];

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Nothing may end the loop: the whole node would stop with it.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var others = new HashSet<ViewState>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var states = await views.GetStatesAsync(stoppingToken);
                if (Outdated(states) is not { Count: > 0 } outdated) return;
                // A second rebuild ends the first: a side copy that grows is another node's work, one that stands still is nobody's.
                var sides = states.Where(v => !v.Live).ToHashSet();
                foreach (var view in outdated.Where(view => !rebuilding.IsRunning(view) && sides.Where(v => v.View == view).All(others.Contains)))
                {
                    log.LogInformation("The view {View} was written by an older release and is rebuilt", view);
                    rebuilding.Begin(view);
                }
                others = sides;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (e is not StoreUnavailableException) log.LogWarning(e, "Whether a view is to be rebuilt cannot be looked up at the moment");
            }
            await Task.Delay(Pause, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
