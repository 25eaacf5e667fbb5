using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Server.Startup;

/// <summary>Looks whether the embedded PostgreSQL runs, and starts it again where it has ended by itself: nobody else would. Not in a node that is ending.</summary>
internal sealed partial class Supervision(EmbeddedPostgres postgres, IHostApplicationLifetime life, ILogger<Supervision> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What does not start, or soon ends again, is left alone for longer each time.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    [SuppressMessage("Design", "CA1031", Justification = "A look that fails must not end the server: there is another soon.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, life.ApplicationStopping);
        var (pause, started, told) = (Pause, 0L, "");
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(pause, ending.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            try
            {
                if (ending.IsCancellationRequested || postgres.IsRunning)
                {
                    told = "";
                    if (Stopwatch.GetElapsedTime(started) > LongestPause) pause = Pause;
                    continue;
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                if (told.Length == 0) Ended(log);
                await postgres.StartAgainAsync(ending.Token);
                (started, told) = (Stopwatch.GetTimestamp(), "");
                Started(log);
            }
            catch (Exception e)
            {
                if (!ending.IsCancellationRequested && told != e.Message) NotStarted(log, pause.TotalSeconds, told = e.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "PostgreSQL has ended by itself; why, its own log says. It is started again")]
    private static partial void Ended(ILogger log);

    [LoggerMessage(2, LogLevel.Warning, "PostgreSQL runs again")]
    private static partial void Started(ILogger log);

    [LoggerMessage(3, LogLevel.Error, "PostgreSQL cannot be started again yet; the next attempt is in {Seconds} s: {Reason}")]
    private static partial void NotStarted(ILogger log, double seconds, string reason);
}
