using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ProposalLedger.EventStore.Telemetry;

/// <summary>What the store measures of itself, by the runtime's own instruments: they cost next to nothing until somebody listens. None holds a text, a name or a key.</summary>
public static class StoreTelemetry
{
    /// <summary>Of the meter and of the source of activities.</summary>
    public const string Name = "ProposalLedger.EventStore";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> AppendDuration = Meter.CreateHistogram<double>(
        "ledger.append.duration", "s", "From an append's call to its answer: the queue, the batch's way, the lock and the flush.");

    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("ledger.append.batch.size", "{append}", "Appends that travelled together.");

    private static readonly Histogram<double> BatchDuration = Meter.CreateHistogram<double>(
        "ledger.append.batch.duration", "s", "From a batch's sending to its answer: connection, lock, insertion and flush.");

    internal static bool AppendsAreMeasured => AppendDuration.Enabled || Activities.HasListeners();

    internal static async Task<AppendOutcome> MeasureAsync(GroupCommit commits, Append append, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        using var activity = Activities.StartActivity("append");
        var outcome = "failed";
        try
        {
            var answer = await commits.AppendAsync(append, ct);
            outcome = Word(answer);
            if (answer is AppendOutcome.Appended done) activity?.SetTag("ledger.position", done.LastPosition);
            return answer;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (StoreOverloadedException)
        {
            outcome = "overloaded";
            throw;
        }
        catch (StoreUnavailableException)
        {
            outcome = "unavailable";
            throw;
        }
        finally
        {
            activity?.SetTag("ledger.outcome", outcome).SetTag("ledger.events", append.Events.Count);
            AppendDuration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("ledger.outcome", outcome));
        }
    }

    /// <summary>Measures a batch until it is disposed.</summary>
    internal static Trip Batch(int appends)
    {
        if (!BatchDuration.Enabled && !Activities.HasListeners()) return default;
        // Of no request in particular, since it carries those of many.
        Activity.Current = null;
        BatchSize.Record(appends);
        return new Trip(Activities.StartActivity("append batch")?.SetTag("ledger.batch.size", appends), Stopwatch.GetTimestamp());
    }

    private static string Word(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Appended => "appended",
        AppendOutcome.Unchanged => "unchanged",
        AppendOutcome.Replayed => "replayed",
        AppendOutcome.VersionConflict => "conflict",
        AppendOutcome.CommandReused => "reused",
        AppendOutcome.IdTaken => "taken",
        AppendOutcome.Archived => "archived",
        _ => "other",
    };

    /// <summary>A batch on its way; of none where nobody listens.</summary>
    internal readonly record struct Trip(Activity? Activity, long Begun) : IDisposable
    {
        public void Dispose()
        {
            Activity?.Dispose();
            if (Begun != 0) BatchDuration.Record(Stopwatch.GetElapsedTime(Begun).TotalSeconds);
        }
    }
}
