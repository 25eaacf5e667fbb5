namespace ProposalLedger.Faults.Ledger;

/// <summary>A fault under way: writers write to all nodes in turn, somebody reads the log all the while; at its end the log is held against both.</summary>
internal sealed class LedgerRun : IAsyncDisposable
{
    private readonly Scene scene;
    private readonly TailWatch tail;
    private readonly long after;

    private LedgerRun(Scene scene, long after, int writers, TimeSpan pause, bool tolerant)
    {
        (this.scene, this.after) = (scene, after);
        tail = new TailWatch(scene.Admin, after);
        Writers = new Writers([.. scene.Nodes.Select(node => node.Url)], scene.Negotiation, scene.Negotiation, writers, pause) { Tolerant = tolerant, Waits = false };
    }

    public Writers Writers { get; }

    /// <param name="scene">Where.</param>
    /// <param name="writers">How many.</param>
    /// <param name="pause">Of each between two writes.</param>
    /// <param name="tolerant">Of what is refused as no fault of the network: something broken stands in a mechanism's place.</param>
    public static async Task<LedgerRun> BeginAsync(Scene scene, int writers = 8, TimeSpan pause = default, bool tolerant = false)
    {
        var run = new LedgerRun(scene, await Log.HeadAsync(scene.Admin), writers, pause, tolerant);
        run.Writers.Start();
        return run;
    }

    public async Task<Findings> EndAsync()
    {
        await Writers.StopAsync();
        var log = await Log.ReadAsync(scene.Admin, after);
        var seen = await tail.EndAsync(log.Count > 0 ? log[^1].Position : after);
        return Findings.Of(log, after, scene.Negotiation, Writers.Acknowledged, Writers.Acknowledged.Keys.ToHashSet(), seen);
    }

    public async ValueTask DisposeAsync() => await Writers.DisposeAsync();
}
