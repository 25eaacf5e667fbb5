using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Server.Startup;

/// <summary>Looks whether the embedded PostgreSQL runs, and starts it again where it has ended by itself: nobody else would.</summary>
internal sealed partial class Supervision(Ledger ledger, ILogger<Supervision> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What ends again at once, or does not start, is left alone for longer each time.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = Pause; ; )
        {
            await Task.Delay(pause, stoppingToken);
            var longer = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                var hadEnded = await ledger.StartAgainAsync(stoppingToken);
                if (hadEnded) StartedAgain(log);
                pause = hadEnded ? longer : Pause;
            }
            catch (EmbeddedPostgresException e)
            {
                pause = longer;
                NotStarted(log, e.Message, pause.TotalSeconds);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "PostgreSQL had ended by itself and was started again; why, its own log says.")]
    private static partial void StartedAgain(ILogger log);

    [LoggerMessage(2, LogLevel.Error, "PostgreSQL has ended by itself, and does not start: {Reason} Tried again in {Seconds} s.")]
    private static partial void NotStarted(ILogger log, string reason, double seconds);
}
