using System.Diagnostics;
using System.Globalization;
using Npgsql;
using LoadMeter = ProposalLedger.Load.Meter;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>What the machine's processors and PostgreSQL had done up to a moment, in seconds.</summary>
/// <param name="At">The moment.</param>
/// <param name="Ours">This process computed: the store, and those who call it.</param>
/// <param name="PostgreSql">All processes of the server computed.</param>
/// <param name="All">Everything computed.</param>
/// <param name="Sessions">Of the sessions of our database, by their processes: how long each computed, and how long it could have and waited for a processor.</param>
/// <param name="Flushed">Somebody waited for a flush of PostgreSQL's log; null where it does not tell.</param>
/// <param name="Paused">Collections kept this process' threads still.</param>
internal sealed record Processors(double At, double Ours, double PostgreSql, double All, IReadOnlyDictionary<int, (double Computed, double Waited)> Sessions, double? Flushed, double Paused)
{
    // Later ones count flushes elsewhere.
    private const int FirstThatCountsElsewhere = 180_000;

    /// <summary>PostgreSQL measures its flushes where it is told to, in the sessions that begin afterwards.</summary>
    public static async Task TimeFlushesAsync(NpgsqlDataSource admin, CancellationToken ct)
    {
        await using var tell = admin.CreateCommand("do $$ begin execute format('alter database %I set track_wal_io_timing = on', current_database()); end $$");
        await tell.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Processors> NowAsync(NpgsqlDataSource admin, CancellationToken ct)
    {
        int[] sessions;
        int own, version;
        await using (var ask = admin.CreateCommand("""
            select pg_backend_pid(), current_setting('server_version_num')::int,
                array(select a.pid from pg_stat_activity a where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid())
            """))
        await using (var row = await ask.ExecuteReaderAsync(ct))
        {
            await row.ReadAsync(ct);
            (own, version, sessions) = (row.GetInt32(0), row.GetInt32(1), row.GetFieldValue<int[]>(2));
        }

        double? flushed = null;
        if (version < FirstThatCountsElsewhere)
        {
            await using var ask = admin.CreateCommand("select wal_sync_time / 1000 from pg_stat_wal");
            flushed = (double?)await ask.ExecuteScalarAsync(ct);
        }

        var costs = LoadMeter.Costs.Now(0, postmaster: ParentOf(own));
        // One that has just ended has nothing to say.
        var scheduled = sessions.Where(process => File.Exists($"/proc/{process}/schedstat")).ToDictionary(process => process, ScheduledOf);
        return new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, costs.Clients, costs.PostgreSql, costs.All, scheduled, flushed, GC.GetTotalPauseDuration().TotalSeconds);
    }

    public double Computed => Sessions.Values.Sum(of => of.Computed);

    public double Waited => Sessions.Values.Sum(of => of.Waited);

    public static Processors operator -(Processors to, Processors from) => new(
        to.At - from.At, to.Ours - from.Ours, to.PostgreSql - from.PostgreSql, to.All - from.All,
        to.Sessions.Where(of => from.Sessions.ContainsKey(of.Key)).ToDictionary(of => of.Key, of => (of.Value.Computed - from.Sessions[of.Key].Computed, of.Value.Waited - from.Sessions[of.Key].Waited)),
        to.Flushed - from.Flushed, to.Paused - from.Paused);

    private static int ParentOf(int process) => int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    // From nanoseconds.
    private static (double Computed, double Waited) ScheduledOf(int process)
    {
        var parts = File.ReadAllText($"/proc/{process}/schedstat").Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture) / 1e9, long.Parse(parts[1], CultureInfo.InvariantCulture) / 1e9);
    }
}
