using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using ProposalLedger.EventStore;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>
/// Where the time of an append goes. Inside PostgreSQL the append's function is called again and again in a transaction that is rolled back, whole and with one
/// thing taken away; from outside, the pieces that a caller waits for are called one after the other. And where that of a read (<see cref="StreamProfile"/>), of many at once (<see cref="LoadProfile"/>), of a view made anew (<see cref="RebuildProfile"/>) and of a command over HTTP (<see cref="CommandProfile"/>) goes.
/// </summary>
internal static class Profiling
{
    private const int Rounds = 5;

    // Eight thousand events of each kind of call, in streams of their own.
    private static readonly (string What, int Appends, int Events)[] Calls = [("1 append of 1 event", 1, 1), ("64 appends of 1 event", 64, 1), ("16 appends of 30 events", 16, 30)];

    // What was rolled back has left its versions of the counter's one row, and each append passes all that there are.
    private const string Tidy = "vacuum pl_counter";

    private static readonly (string What, string Sql)[] Without =
    [
        ("as it is", ""),
        ("without the foreign key to mt_streams", "alter table mt_events drop constraint fkey_mt_events_stream_id"),
        ("and without the indexes for filters and audit", """
            do $do$ declare i text; begin
                for i in select indexrelid::regclass from pg_index where indrelid = 'mt_events'::regclass and not indisprimary
                         and indexrelid::regclass::text not in ('pk_mt_events_stream_and_version', 'pl_mt_events_id', 'pl_mt_events_scope') loop
                    execute 'drop index ' || i;
                end loop;
            end $do$
            """),
        ("and without the indexes by id and by negotiation", "drop index pl_mt_events_id; drop index pl_mt_events_scope"),
    ];

    /// <summary>What can be asked for alone.</summary>
    public static readonly IReadOnlyList<string> Parts = ["append", "stream", "load", "rebuild", "command"];

    public static async Task<int> RunAsync(string? part, Action<string> say, CancellationToken ct)
    {
        await using var ours = await Ours.CreateAsync();
        await using var admin = NpgsqlDataSource.Create(ours.Database.AdminConnectionString + ";Command Timeout=300");
        await Processors.TimeFlushesAsync(admin, ct);
        say("Filling a ledger with 60,000 events");
        var extent = Extent.Long with { Events = 60_000 };
        await ours.PrepareAsync(extent, ct);
        await ExecuteAsync(admin, "vacuum analyze", ct);
        if (part is null or "append") await AppendAsync(ours, admin, say, ct);
        if (part is null or "stream") await StreamProfile.RunAsync(ours, extent, say, ct);
        if (part is null or "load") await LoadProfile.RunAsync(ours, admin, extent, say, ct);
        if (part is null or "rebuild") await RebuildProfile.RunAsync(ours, extent, say, ct);
        if (part is null or "command") await CommandProfile.RunAsync(extent, say, ct);
        return 0;
    }

    private static async Task AppendAsync(Ours ours, NpgsqlDataSource admin, Action<string> say, CancellationToken ct)
    {
        Console.WriteLine($"Inside PostgreSQL, microseconds for each event, the least of {Rounds} rounds; nothing is flushed\n");
        Console.WriteLine("| | " + string.Join(" | ", Calls.Select(call => call.What)) + " |\n|---|" + string.Concat(Enumerable.Repeat("--:|", Calls.Length)));
        var taken = "";
        foreach (var (what, sql) in Without)
        {
            taken = sql.Length == 0 ? taken : $"{taken}{sql};\n";
            var cells = new List<string>();
            foreach (var (_, appends, events) in Calls)
            {
                var least = double.MaxValue;
                for (var round = 0; round < Rounds; round++) least = Math.Min(least, await InsideAsync(admin, taken, appends, events, ct));
                cells.Add(least.ToString("0.0", CultureInfo.InvariantCulture));
            }

            Console.WriteLine($"| {what} | {string.Join(" | ", cells)} |");
            say(what);
        }

        Console.WriteLine($"\nWhat a lone caller waits for, microseconds, median of 2,000 calls\n\n| | |\n|---|--:|");
        await using var connection = await ours.Connections.OpenConnectionAsync(ct);
        await ExecuteAsync(admin, Tidy, ct);
        await RowAsync("a prepared statement that does nothing, there and back", connection, "select 1", ct);
        await ExecuteAsync(admin, "create table one_row (n bigint, data text); grant insert on one_row to public", ct);
        await RowAsync("the same that inserts a row without an index, not flushed", connection, "insert into one_row values (1, repeat('x', 600))", ct, "set synchronous_commit = off");
        await RowAsync("the same, flushed", connection, "insert into one_row values (1, repeat('x', 600))", ct);
        foreach (var (what, commit) in new[] { ("the append's function, called for one event, not flushed", "off"), ("the same, flushed", "on") })
        {
            await ExecuteAsync(connection, $"set synchronous_commit = {commit}", ct);
            await using var call = new NpgsqlCommand(LoneAppend.Sql, connection) { Parameters = { new NpgsqlParameter<string>(), new NpgsqlParameter<Guid>() } };
            await call.PrepareAsync(ct);
            Console.WriteLine(Line(what, await MedianAsync(async n =>
            {
                ((NpgsqlParameter<string>)call.Parameters[0]).TypedValue = $"profile-{commit}-{n}";
                ((NpgsqlParameter<Guid>)call.Parameters[1]).TypedValue = Guid.CreateVersion7();
                await call.ExecuteNonQueryAsync(ct);
            }, ct)));
        }

        var append = await MedianAsync(async n =>
        {
            await ours.Store.AppendAsync(Ours.Of("profile", n, 1), ct);
        }, ct);
        Console.WriteLine(Line("an append of one event with its command, by the store", append));
        var bare = await MedianAsync(async n =>
        {
            await ours.Store.AppendAsync(Ours.Of("profile-bare", n, 1) with { Command = null }, ct);
        }, ct);
        Console.WriteLine(Line("the same without a command to remember", bare));
    }

    /// <summary>Microseconds for each event.</summary>
    private static async Task<double> InsideAsync(NpgsqlDataSource admin, string without, int appends, int events, CancellationToken ct)
    {
        await using var connection = await admin.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, Tidy, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Each leaves another version of the counter's row, which the next has to pass as long as the transaction lasts.
        var calls = Math.Clamp(8_000 / (appends * events), 10, 200);
        await using (var before = new NpgsqlCommand(without + "select 1", connection, transaction)) await before.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(Loop(calls, appends, events, 1), connection, transaction);
        await using (var first = new NpgsqlCommand(Loop(10, appends, events, 1_000_000), connection, transaction)) await first.ExecuteNonQueryAsync(ct); // plans it
        var clock = Stopwatch.StartNew();
        await command.ExecuteNonQueryAsync(ct);
        var took = clock.Elapsed.TotalMicroseconds / (calls * appends * events);
        await transaction.RollbackAsync(ct);
        return took;
    }

    private static string Loop(int calls, int appends, int events, int from) => $$"""
            do $do$
            declare
                many int := {{appends}}; each int := {{events}}; data jsonb := '{{Encoding.UTF8.GetString(Said.Json)}}';
                headers jsonb := '{"actor": "benchmark", "occurred": "2025-11-21", "sources": ["first-source"]}';
                a record;
            begin
                for turn in {{from}} .. {{from + calls - 1}} loop
                    a := pl_append(
                        array(select 'profile-' || turn || '-' || i from generate_series(1, many) i)::varchar[], array_fill('benchmark'::varchar, array[many]), array_fill(0::bigint, array[many]), array_fill(each, array[many]),
                        array[many], array[many * each],
                        array_fill('benchmark'::varchar, array[many]), array(select turn || '-' || i from generate_series(1, many) i)::varchar[], array_fill('\x00'::bytea, array[many]), array_fill(null::bigint, array[many]),
                        '{}', '{}', '{}', '{}', array(select gen_random_uuid() from generate_series(1, many * each)), array_fill('said.v1'::varchar, array[many * each]),
                        array_fill(data, array[many * each]), array_fill(headers, array[many * each]), array_fill(null::varchar, array[many * each]), array_fill(null::varchar, array[many * each]));
                    if a.results[1] <> 'appended' then raise exception '%', a.results; end if;
                end loop;
            end $do$
            """;

    private static async Task RowAsync(string what, NpgsqlConnection connection, string sql, CancellationToken ct, string before = "set synchronous_commit = on")
    {
        await ExecuteAsync(connection, before, ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync(ct);
        var median = await MedianAsync(async _ => await command.ExecuteNonQueryAsync(ct), ct);
        Console.WriteLine(Line(what, median));
    }

    private static string Line(string what, double microseconds) => string.Create(CultureInfo.InvariantCulture, $"| {what} | {microseconds:0} |");

    private static async Task<double> MedianAsync(Func<long, Task> call, CancellationToken ct)
    {
        var all = new List<double>();
        for (var n = 0L; n < 2_500; n++)
        {
            ct.ThrowIfCancellationRequested();
            var from = Stopwatch.GetTimestamp();
            await call(n);
            if (n >= 500) all.Add(Stopwatch.GetElapsedTime(from).TotalMicroseconds);
        }

        return all.Order().ElementAt(all.Count / 2);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
