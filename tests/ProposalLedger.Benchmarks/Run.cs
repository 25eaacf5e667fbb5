using System.Diagnostics;
using ProposalLedger.Benchmarks.Stages;

namespace ProposalLedger.Benchmarks;

/// <summary>All rows by all contenders, one after the other in each round, so that what slows the machine for a while slows all of them.</summary>
internal static class Run
{
    /// <param name="extent">How much.</param>
    /// <param name="workloads">Of what.</param>
    /// <param name="say">Progress.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="more">Contenders besides those from npm.</param>
    public static async Task<IReadOnlyList<Row>> RunAsync(Extent extent, IReadOnlyList<Workload> workloads, Action<string> say, CancellationToken ct, params IReadOnlyList<Func<Task<IContender>>> more)
    {
        if (workloads.Count == 0) return [];
        say("Installing the peers from npm");
        await Peer.InstallAsync(ct);
        say("Starting PostgreSQL");
        var contenders = new List<IContender> { await Ours.CreateAsync(), await Peer.CreateAsync("emmett-postgresql", "emmett.mjs"), await Peer.CreateAsync("message-db", "message-db.mjs") };
        foreach (var create in more) contenders.Add(await create());
        if (await Limit.CreateAsync() is { } limit) contenders.Add(limit);
        else say("pgbench and psql are not installed: the limit is not measured");
        try
        {
            foreach (var contender in contenders)
            {
                say($"Filling {contender.Name}'s database with {extent.Streams * Extent.StreamLength:N0} events");
                await contender.PrepareAsync(extent, ct);
            }

            var rows = workloads.Select(workload => new Row(workload)).ToList();
            foreach (var row in rows) row.SameWork = [.. rows.Where(other => other.Workload.Work == row.Workload.Work)];
            var clock = Stopwatch.StartNew();
            // The first one is not counted: a server runs for weeks, and its code is compiled anew while it warms up.
            for (var round = extent.Rounds > 1 ? 0 : 1; round <= extent.Rounds; round++)
                foreach (var row in rows)
                    foreach (var contender in contenders)
                    {
                        var result = await contender.RunAsync(row.Workload, extent, $"{row.Workload.Work}-{row.Workload.Workers}-{round}".ToLowerInvariant(), ct);
                        if (result is null) continue;
                        if (round > 0) row.Add(contender.Name, result);
                        say($"round {round} of {extent.Rounds}, {clock.Elapsed:mm\\:ss}: {row.Workload.Name}: {contender.Name} {result.PerSecond:N0}/s");
                    }
            return rows;
        }
        finally
        {
            foreach (var contender in contenders) await contender.DisposeAsync();
        }
    }

    public static async Task<IReadOnlyList<Comparison>> ProgramAsync(Extent extent, Func<string, bool> wanted, Action<string> say, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        foreach (var scene in Scene.All)
        {
            var rows = scene.Rows.Where(row => wanted(row.Name)).ToList();
            if (rows.Count == 0) continue;
            int[] all = [.. Enumerable.Range(0, extent.Rounds + 1)];
            foreach (var rounds in scene.Anew ? all[1..].Select(round => new[] { round }) : [extent.Rounds > 1 ? all : all[1..]])
            {
                say($"Setting up: {rows[0].Name}");
                await using var stage = await scene.Start(extent, ct);
                foreach (var round in rounds)
                    foreach (var row in rows)
                    {
                        var (ours, beside) = await stage.MeasureAsync(row, round, ct);
                        if (round > 0) row.Add(ours, beside);
                        say($"round {round} of {extent.Rounds}, {clock.Elapsed:mm\\:ss}: {row.Name}: {ours.PerSecond:N1} {row.Unit}, {row.Beside} {beside.PerSecond:N1}");
                    }
            }
        }

        return [.. Comparison.All.Where(row => row.Ratio is not null)];
    }
}
