using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Telemetry;

namespace ProposalLedger.Server.Telemetry;

/// <summary>Looks now and then at what waits in the database. It runs only where somebody collects what it sees.</summary>
internal sealed partial class WaitWatch(NpgsqlDataSource dataSource, Follower follower, NodeMetrics metrics, ILogger<WaitWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private volatile Waits seen = new(0, TimeSpan.Zero, TimeSpan.Zero);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Who only looks on must not end the server.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Watch(() => seen);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                seen = await Waits.ReadAsync(dataSource, follower.Progress.Projected, stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // Readiness says so; what was seen last stands until it answers again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                NotSeen(log, e);
            }

            await Task.Delay(Pause, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What waits in the database could not be looked up; the metrics of it stand as they were")]
    private static partial void NotSeen(ILogger log, Exception e);
}
