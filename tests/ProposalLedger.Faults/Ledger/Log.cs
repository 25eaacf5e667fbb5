using Npgsql;

namespace ProposalLedger.Faults.Ledger;

/// <summary>One event as PostgreSQL holds it.</summary>
internal sealed record Logged(long Position, string Stream, long Version, DateTime Recorded, string Scope, string? Id);

/// <summary>The log as PostgreSQL holds it, read past the server and its store: they are what is examined.</summary>
internal static class Log
{
    public static async Task<IReadOnlyList<Logged>> ReadAsync(string admin, long after = 0)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        await using var query = database.CreateCommand("select seq_id, stream_id, version, timestamp, pl_scope, data ->> 'id' from mt_events where seq_id > $1 order by seq_id");
        query.Parameters.Add(new() { Value = after });
        await using var rows = await query.ExecuteReaderAsync();
        var log = new List<Logged>();
        while (await rows.ReadAsync()) log.Add(new(rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2), rows.GetDateTime(3), rows.GetString(4), rows.IsDBNull(5) ? null : rows.GetString(5)));
        return log;
    }

    public static async Task<T> AskAsync<T>(string admin, string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        await using var query = database.CreateCommand(sql);
        return (T)(await query.ExecuteScalarAsync())!;
    }

    public static async Task RunAsync(string admin, string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static Task<long> HeadAsync(string admin) => AskAsync<long>(admin, "select coalesce(max(seq_id), 0) from mt_events");
}

/// <summary>What is wrong with a log, held against what was acknowledged and what somebody saw who read it all the while.</summary>
/// <param name="Lost">Acknowledged, and not in the log at the position that was answered.</param>
/// <param name="Doubled">Events of what the log holds already.</param>
/// <param name="OutOfOrder">Positions with a gap before them, recorded times and versions of a stream that do not follow on the one before, and events that a reader of the log was never shown.</param>
/// <param name="Unasked">Events that nobody asked for.</param>
internal sealed record Findings(int Lost, int Doubled, int OutOfOrder, int Unasked)
{
    public static Findings None { get; } = new(0, 0, 0, 0);

    public static Findings Of(
        IReadOnlyList<Logged> log, long after, string negotiation, IReadOnlyDictionary<string, long> acknowledged, IReadOnlyCollection<string>? asked = null, IReadOnlyList<long>? seen = null)
    {
        var written = log.Where(e => e.Scope == negotiation).ToList();
        var at = written.GroupBy(e => e.Id ?? "").ToDictionary(g => g.Key, g => g.Select(e => e.Position).ToList());
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var disorder = 0;
        for (var i = 0; i < log.Count; i++)
        {
            if (log[i].Position != (i > 0 ? log[i - 1].Position : after) + 1) disorder++;
            if (i > 0 && log[i].Recorded <= log[i - 1].Recorded) disorder++;
            if (versions.TryGetValue(log[i].Stream, out var before) && log[i].Version != before + 1) disorder++;
            versions[log[i].Stream] = log[i].Version;
        }
        if (seen is not null) disorder += log.Select(e => e.Position).Except(seen).Count() + seen.Zip(seen.Skip(1)).Count(pair => pair.Second <= pair.First);
        return new Findings(
            acknowledged.Count(pair => !at.TryGetValue(pair.Key, out var positions) || !positions.Contains(pair.Value)),
            at.Values.Sum(positions => positions.Count - 1),
            disorder,
            asked is null ? 0 : at.Keys.Except(asked).Count());
    }

    public Findings And(Findings other) => new(Lost + other.Lost, Doubled + other.Doubled, OutOfOrder + other.OutOfOrder, Unasked + other.Unasked);
}

/// <summary>The log from a position on, and who has read it since; at the end both are held against what was acknowledged.</summary>
internal sealed class Watch(Scene scene, long after) : IAsyncDisposable
{
    private readonly TailWatch tail = new(scene.Admin, after);

    public long After => after;

    /// <param name="acknowledged">What was answered, with its position.</param>
    /// <param name="asked">All that was asked for, where that is known.</param>
    /// <param name="negotiation">Where it was written; the scene's, if nothing else is said.</param>
    public async Task<Findings> EndAsync(IReadOnlyDictionary<string, long> acknowledged, IReadOnlyCollection<string>? asked = null, string? negotiation = null)
    {
        var log = await Log.ReadAsync(scene.Admin, after);
        var seen = await tail.EndAsync(log.Count > 0 ? log[^1].Position : after);
        return Findings.Of(log, after, negotiation ?? scene.Negotiation, acknowledged, asked, seen);
    }

    public ValueTask DisposeAsync() => tail.DisposeAsync();
}

/// <summary>Reads what is new in the log, again and again, as anybody does who follows it: what becomes visible behind his back he never sees.</summary>
internal sealed class TailWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly List<long> seen = [];
    private readonly Task reading;

    public TailWatch(string admin, long after) => reading = ReadAsync(new NpgsqlConnectionStringBuilder(admin) { Pooling = false, Timeout = 3, CommandTimeout = 5 }.ConnectionString, after);

    /// <summary>Goes on until it has come to a position; all that it saw.</summary>
    public async Task<IReadOnlyList<long>> EndAsync(long head)
    {
        for (var patience = 0; patience < 3_000 && Volatile.Read(ref last) < head; patience++) await Task.Delay(20);
        await DisposeAsync();
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        if (reading.IsCompleted) return;
        await ended.CancelAsync();
        await reading;
        ended.Dispose();
    }

    private long last;

    private async Task ReadAsync(string admin, long after)
    {
        last = after;
        await using var database = NpgsqlDataSource.Create(admin);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ended.Token);
                await using var query = new NpgsqlCommand("select seq_id from mt_events where seq_id > $1 order by seq_id", connection) { Parameters = { new() { Value = last } } };
                await query.PrepareAsync(ended.Token);
                while (true)
                {
                    query.Parameters[0].Value = last;
                    await using (var rows = await query.ExecuteReaderAsync(ended.Token))
                        while (await rows.ReadAsync(ended.Token)) seen.Add(rows.GetInt64(0));
                    if (seen.Count > 0) Volatile.Write(ref last, seen[^1]);
                    await Task.Delay(5, ended.Token);
                }
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
            {
                // PostgreSQL is away, or nobody wants to know any more.
                if (!ended.IsCancellationRequested) await Task.Delay(20);
            }
        }
    }
}
