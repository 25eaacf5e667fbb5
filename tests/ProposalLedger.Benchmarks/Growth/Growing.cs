using System.Globalization;
using Npgsql;
using ProposalLedger.EventStore.Doctor;

namespace ProposalLedger.Benchmarks.Growth;

/// <summary>The same work at each size of one ledger: what a command or a read costs must not depend on how much there is.</summary>
internal static class Growing
{
    private const int Rounds = 3, Small = 100_000;
    private static readonly int[] Writers = [1, 8, 32];

    public static async Task RunAsync(IReadOnlyList<int> sizes, Extent extent, Action<string> say, CancellationToken ct)
    {
        // In another ledger, so that the first size is not the one that everything is compiled in.
        await using (var warm = await Ours.CreateAsync())
        {
            await warm.PrepareAsync(extent with { Events = 3_000 }, ct);
            foreach (var writers in Writers) await AppendAsync(warm, writers, "warm", extent, ct);
        }

        await using var ours = await Ours.CreateAsync();
        Console.WriteLine("| events in the ledger | " + string.Join(" | ", Writers.Select(n => $"{n} writer{(n > 1 ? "s" : "")}, events/s | p50 ms")) + " | pages of an append | stream of 30, p50 ms | page of 1,000, p50 ms |");
        Console.WriteLine("|--:|" + string.Concat(Enumerable.Repeat("--:|--:|", Writers.Length)) + "--:|--:|--:|");
        foreach (var size in sizes.Order())
        {
            say($"Filling up to {size:N0} events");
            var filled = await FillAsync(ours.Database.AdminConnectionString, size, say, ct);
            await foreach (var examined in Examination.RunAsync(ours.Connections, ct))
            {
                if (examined.Broken.Count > 0) throw new InvalidOperationException($"{examined.Invariant}: {examined.Broken[0].Detail}");
            }

            say("Measuring");
            // Reads first, and of a small ledger briefly: what is appended stays in it.
            var of = extent with { Events = filled * Extent.StreamLength };
            var stream = await MedianAsync(async _ => (await ours.RunAsync(new Workload("", Work.Streams, 1, new Goal()), of, "", ct))!);
            var page = await MedianAsync(_ => Meter.RepeatedAsync(1, of, async (_, _) => (await ours.Store.ReadLogAsync(Random.Shared.Next(Math.Max(1, size - 1_000)), 1_000, ct: ct)).Count));
            var from = await ours.Store.GetHeadAsync(ct);
            var pages = await LoneAppend.PagesAsync(ours.Connections, $"{size}", ct);
            var cells = new List<string>();
            foreach (var writers in Writers)
            {
                var result = await MedianAsync(round => AppendAsync(ours, writers, $"{size}-{round}", size < Small ? of with { WarmUp = 0, Seconds = 0.05 } : of, ct));
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{result.PerSecond:N0} | {result.P50:0.00}"));
            }

            var upTo = await ours.Store.GetHeadAsync(ct);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {from:N0} to {upTo:N0} | {string.Join(" | ", cells)} | {pages} | {stream.P50:0.00} | {page.P50:0.00} |"));
        }
    }

    private static async Task<Result> AppendAsync(Ours to, int writers, string run, Extent extent, CancellationToken ct) =>
        (await to.RunAsync(new Workload("", Work.Append, writers, new Goal()), extent, $"growth-{run}-{writers}", ct))!;

    private static async Task<Result> MedianAsync(Func<int, Task<Result>> measure)
    {
        var all = new List<Result>();
        for (var round = 0; round < Rounds; round++) all.Add(await measure(round));
        return all.OrderBy(result => result.PerSecond).ElementAt(Rounds / 2);
    }

    /// <summary>Whole streams of thirty events, each with its command, as if they had been appended one by one; by the owner of the tables, in transactions of 3,000 streams. Returns how many there are of them.</summary>
    private static async Task<int> FillAsync(string admin, int size, Action<string> say, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(admin);
        await using var connection = await source.OpenConnectionAsync(ct);
        while (true)
        {
            await using var fill = new NpgsqlCommand(Fill, connection) { CommandTimeout = 0 };
            fill.Parameters.Add(new() { Value = size });
            fill.Parameters.Add(new() { Value = System.Text.Encoding.UTF8.GetString(Said.Json) });
            var head = (long)(await fill.ExecuteScalarAsync(ct))!;
            if (head >= size) break;
            say($"{head:N0} events");
        }

        await using var vacuum = new NpgsqlCommand("vacuum analyze", connection) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync(ct);
        // The next append pays for no checkpoint of what was filled in.
        await using var checkpoint = new NpgsqlCommand("checkpoint", connection) { CommandTimeout = 0 };
        await checkpoint.ExecuteNonQueryAsync(ct);
        await using var count = new NpgsqlCommand("select count(*)::int from mt_streams where id like 'filled-%'", connection);
        return (int)(await count.ExecuteScalarAsync(ct))!;
    }

    private const string Fill = """
        with counter as materialized (
            select last_position as start, greatest(clock_timestamp(), last_timestamp + interval '1 microsecond') as time,
                   (select count(*) from mt_streams where id like 'filled-%') as filled,
                   least(3000, ((greatest(0, $1 - last_position) + 29) / 30))::bigint as streams
            from pl_counter for update
        ), positions as materialized (
            select c.start + n as position, 'filled-' || c.filled + (n - 1) / 30 as stream, (n - 1) % 30 + 1 as version, c.time + (n - 1) * interval '1 microsecond' as at
            from counter c, generate_series(1, c.streams * 30) n
        ), streams as (
            insert into mt_streams (id, version, timestamp, created) select p.stream, 30, max(p.at), min(p.at) from positions p group by p.stream
        ), events as (
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, pl_scope)
            select p.position, gen_random_uuid(), p.stream, p.version, $2::jsonb, 'said.v1', p.at, '{"actor": "benchmark", "occurred": "2025-11-21", "sources": ["first-source"]}', 'benchmark'
            from positions p order by p.position
        ), commands as (
            insert into pl_commands (actor, key, body_hash, stream, version, position, had_events, recorded)
            select 'benchmark', gen_random_uuid(), sha256(int8send(p.position)), p.stream, p.version, p.position, true, p.at from positions p
        ), counted as (
            update pl_counter set last_position = c.start + c.streams * 30, last_timestamp = c.time + (c.streams * 30 - 1) * interval '1 microsecond' from counter c where c.streams > 0
        )
        select case when c.streams = 0 then c.start else setval('mt_events_sequence', c.start + c.streams * 30) end from counter c
        """;
}
