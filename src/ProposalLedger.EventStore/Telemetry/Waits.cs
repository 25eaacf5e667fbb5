using Npgsql;

namespace ProposalLedger.EventStore.Telemetry;

/// <summary>What waits in the database at a moment.</summary>
/// <param name="Appends">Transactions that wait for the ledger's lock: the row of pl_counter.</param>
/// <param name="LongestAppend">How long the first of them has waited so far; zero where none waits.</param>
/// <param name="Views">For how long the oldest event that the views lack has been recorded; zero where they lack none. By the database's clock alone.</param>
public sealed record Waits(long Appends, TimeSpan LongestAppend, TimeSpan Views)
{
    // Of those who wait for a row one holds its tuple lock and waits for the transaction that has the row; the others wait for the tuple lock.
    private const string Ask =
        """
        select count(*) filter (where w.pid is not null), coalesce(extract(epoch from clock_timestamp() - min(w.waitstart)), 0)::float8,
            coalesce((select extract(epoch from clock_timestamp() - e.timestamp) from mt_events e where e.seq_id = $1 + 1), 0)::float8
        from (select 1) one left join (
            select l.pid, l.waitstart from pg_locks l
            where not l.granted and (l.locktype = 'tuple' and l.relation = 'pl_counter'::regclass
                or l.locktype = 'transactionid' and exists (
                    select from pg_locks h where h.pid = l.pid and h.granted and h.locktype = 'tuple' and h.relation = 'pl_counter'::regclass))) w on true
        """;

    /// <summary>Looks, once.</summary>
    /// <param name="dataSource">Connections of the serving role.</param>
    /// <param name="projected">The position that every view has.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="StoreUnavailableException">The database is down or does not answer.</exception>
    public static Task<Waits> ReadAsync(NpgsqlDataSource dataSource, long projected, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        await using var ask = dataSource.CreateCommand(Ask);
        ask.Parameters.Add(new() { Value = projected });
        await using var row = await ask.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new Waits(row.GetInt64(0), Seconds(row.GetDouble(1)), Seconds(row.GetDouble(2)));
    }, ct);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Max(0, seconds));
}
