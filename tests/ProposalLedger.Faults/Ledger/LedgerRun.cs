namespace ProposalLedger.Faults.Ledger;

/// <summary>A fault under way: writers write to all nodes in turn, somebody reads the log all the while; at its end the log is held against both.</summary>
internal sealed class LedgerRun : IAsyncDisposable
{
    private readonly Watch watch;

    private LedgerRun(Scene scene, Watch watch, int writers, TimeSpan pause, bool tolerant)
    {
        this.watch = watch;
        Writers = new Writers([.. scene.Nodes.Select(node => node.Url)], scene.Negotiation, scene.Negotiation, writers, pause) { Tolerant = tolerant, Waits = false };
    }

    public Writers Writers { get; }

    /// <param name="scene">Where.</param>
    /// <param name="writers">How many.</param>
    /// <param name="pause">Of each between two writes.</param>
    /// <param name="tolerant">Of what is refused as no fault of the network: something broken stands in a mechanism's place.</param>
    public static async Task<LedgerRun> BeginAsync(Scene scene, int writers = 8, TimeSpan pause = default, bool tolerant = false)
    {
        var run = new LedgerRun(scene, await scene.WatchAsync(), writers, pause, tolerant);
        run.Writers.Start();
        return run;
    }

    public async Task<Findings> EndAsync()
    {
        await Writers.StopAsync();
        return await watch.EndAsync(Writers.Acknowledged, Writers.Acknowledged.Keys.ToHashSet());
    }

    public async ValueTask DisposeAsync()
    {
        await Writers.DisposeAsync();
        await watch.DisposeAsync();
    }
}
