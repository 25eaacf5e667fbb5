using System.Collections.Concurrent;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Server.Startup;

/// <summary>The rebuilds of this node, in the background. A second one of the same view is the first one.</summary>
internal sealed class Rebuilding(Rebuild rebuild, IHostApplicationLifetime lifetime, ILogger<Rebuilding> log)
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> failures = new(StringComparer.Ordinal);

    /// <summary>Why the last rebuild of a view failed, if it did.</summary>
    public string? FailureOf(string view) => failures.GetValueOrDefault(view);

    public bool IsRunning(string view) => running.ContainsKey(view);

    public void Begin(string view) => _ = running.GetOrAdd(view, _ => new Lazy<Task>(() => Task.Run(() => RunAsync(view)))).Value;

    private async Task RunAsync(string view)
    {
        failures.TryRemove(view, out _);
        try
        {
            await rebuild.RunAsync(view, ct: lifetime.ApplicationStopping);
        }
        catch (Exception e) when (e is UnappliableException or ViewFencedException or StoreUnavailableException)
        {
            failures[view] = e.Message;
            log.LogWarning("The rebuild of {View} failed: {Why}", view, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the live view is as it was.
        }
        finally
        {
            running.TryRemove(view, out _);
        }
    }
}
