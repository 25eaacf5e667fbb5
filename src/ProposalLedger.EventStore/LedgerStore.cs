using Npgsql;
using NpgsqlTypes;
using ProposalLedger.EventStore.Telemetry;

namespace ProposalLedger.EventStore;

/// <summary>
/// The event store: appends, and reads of streams and of the log. One for each process and ledger, safe for concurrent use.
/// Every method throws <see cref="StoreUnavailableException"/> within 5 seconds where the database is down or does not answer; only
/// <see cref="AppendAllAsync"/> may take longer, as it says.
/// </summary>
/// <param name="dataSource">Connections of the serving role, made by <see cref="StoreConnections.Create"/>.</param>
/// <param name="upcasters">Applied on every read.</param>
public sealed class LedgerStore(NpgsqlDataSource dataSource, Upcasters? upcasters = null) : IAsyncDisposable
{
    private const string Columns = Reading.Columns;
    private readonly Reading reading = new(dataSource, upcasters ?? new Upcasters());
    private readonly GroupCommit commits = new(dataSource);

    /// <summary>How long an import may hold the ledger's lock.</summary>
    public TimeSpan LongestMove { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Appends, in one round trip that concurrent callers share; each gets its own outcome. When the task completes the events are durable.
    /// A cancelled caller's append is either not done at all or done once: repeat it with the same command id to learn which.
    /// </summary>
    /// <exception cref="StoreOverloadedException">Too many appends wait; nothing was written.</exception>
    /// <exception cref="AppendRefusedException">The database cannot store it; nothing was written.</exception>
    public Task<AppendOutcome> AppendAsync(Append append, CancellationToken ct = default) =>
        StoreTelemetry.AppendsAreMeasured ? StoreTelemetry.MeasureAsync(commits, append, ct) : commits.AppendAsync(append, ct);

    /// <summary>
    /// Appends all or none, through a staging table and one call: for imports of up to some 100,000 events. The appends may speak of one stream
    /// several times, and must not carry commands of their own. Other appends wait while the events are moved, 3.5 seconds at most, and are then refused as unavailable.
    /// </summary>
    /// <remarks>A piece of 2,000 events travels for 15 seconds at most, locking nothing; the move holds the ledger's lock for 30 at most. What takes
    /// longer is undone and <see cref="StoreUnavailableException"/>.</remarks>
    /// <param name="appends">What to append, in order.</param>
    /// <param name="command">Makes a repetition of the whole harmless.</param>
    /// <param name="progress">Told how many of the appends are staged.</param>
    /// <param name="ct">Cancels; then nothing is written, unless the move has begun.</param>
    public Task<AppendAllOutcome> AppendAllAsync(
        IReadOnlyList<Append> appends, CommandId? command = null, IProgress<int>? progress = null, CancellationToken ct = default) =>
        new Import(dataSource, commits, LongestMove).RunAsync(appends, command, progress, ct);

    /// <summary>
    /// Appends the event of a redaction and puts its tombstone in the place of what it takes away, in one transaction. Where that was done before it is
    /// <see cref="AppendOutcome.Unchanged"/>, with the position of the first.
    /// </summary>
    /// <exception cref="AppendRefusedException">There is no such event in this scope, or it is itself a redaction; nothing was written.</exception>
    public async Task<AppendOutcome> RedactAsync(RedactionAppend redaction, CancellationToken ct = default)
    {
        var outcome = await redaction.SendAsync(dataSource, ct);
        if (outcome is AppendOutcome.Appended) commits.Announce();
        return outcome;
    }

    /// <summary>What became of a command that was done earlier, whatever its body was; null if it is not known.</summary>
    public Task<DoneCommand?> FindCommandAsync(string actor, string key, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var query = new NpgsqlCommand("select stream, version, position, had_events, body_hash from pl_commands where actor = $1 and key = $2", connection);
        query.Parameters.Add(Reading.Text(actor));
        query.Parameters.Add(Reading.Text(key));
        await query.PrepareAsync(ct);
        await using var row = await query.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) return null;
        return new DoneCommand(row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? 0 : row.GetInt64(1), row.GetInt64(2),
            row.GetBoolean(3), row.GetFieldValue<byte[]>(4));
    }, ct);

    /// <summary>The events of a stream in order, after one version and up to another (inclusive); empty if there is no such stream.</summary>
    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long afterVersion = 0, long? toVersion = null, CancellationToken ct = default) =>
        reading.StreamAsync(stream, afterVersion, toVersion ?? long.MaxValue, ct);

    /// <summary>Folds a stream, event by event as they come; the state that was given if there is no such stream.</summary>
    public Task<TState> FoldStreamAsync<TState>(string stream, TState state, Func<TState, FoldedEvent, TState> fold, CancellationToken ct = default) =>
        reading.FoldStreamAsync(stream, state, fold, ct);

    /// <summary>The events after a position in order, at most <paramref name="limit"/>, of one scope or of all, up to a position (inclusive).</summary>
    public Task<IReadOnlyList<StoredEvent>> ReadLogAsync(
        long after, int limit, string? scope = null, long? upTo = null, CancellationToken ct = default) =>
        reading.LogAsync(after, limit, scope, upTo ?? long.MaxValue, ct);

    /// <summary>
    /// All events after a position in order, page by page, of one scope or of all, up to a position (inclusive). The next page is read while the caller
    /// is at the one before, so that two pages are in memory at most.
    /// </summary>
    public IAsyncEnumerable<IReadOnlyList<StoredEvent>> ReadPagesAsync(long after, int pageSize, string? scope = null, long? upTo = null, CancellationToken ct = default) =>
        Reading.AheadAsync(after, pageSize, (from, stop) => ReadLogAsync(from, pageSize, scope, upTo, stop), e => e.Position, ct);

    /// <summary>The same, with what a fold looks at.</summary>
    public IAsyncEnumerable<IReadOnlyList<FoldedEvent>> ReadPagesToFoldAsync(long after, int pageSize, string? scope = null, long? upTo = null, CancellationToken ct = default) =>
        Reading.AheadAsync(after, pageSize, (from, stop) => reading.LogToFoldAsync(from, pageSize, scope, upTo ?? long.MaxValue, stop), e => e.Position, ct);

    /// <summary>The wanted events after a position in order, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<StoredEvent>> ReadFilteredAsync(EventFilter filter, long after, int limit, CancellationToken ct = default)
    {
        var (where, parameters) = filter.Sql(new NpgsqlParameter { Value = after }, new NpgsqlParameter { Value = limit });
        return reading.ReadAsync($"{Columns} where {where} and seq_id > $1 order by seq_id limit $2", parameters, ct, planned: false);
    }

    /// <summary>How many of the wanted events come after a position.</summary>
    public Task<long> CountFilteredAsync(EventFilter filter, long after = 0, CancellationToken ct = default)
    {
        var (where, parameters) = filter.Sql(new NpgsqlParameter { Value = after });
        return NumberAsync($"select count(*) from mt_events where {where} and seq_id > $1", parameters, ct, planned: false);
    }

    /// <summary>The position after which the last <paramref name="count"/> wanted events before another position come; 0 if there are no more than those.</summary>
    public Task<long> GetPositionBeforeLastAsync(EventFilter filter, int count, long before = long.MaxValue, CancellationToken ct = default)
    {
        var (where, parameters) = filter.Sql(new NpgsqlParameter { Value = count }, new NpgsqlParameter { Value = before });
        return NumberAsync($"select seq_id from mt_events where {where} and seq_id < $2 order by seq_id desc offset $1 limit 1", parameters, ct, planned: false);
    }

    // Both go from one name to the next along an index: there are few, and many events of each.

    /// <summary>Who has done something in these scopes, by name.</summary>
    public Task<IReadOnlyList<string>> ReadActorsAsync(IReadOnlyList<string> scopes, CancellationToken ct = default) => NamesAsync("""
        select distinct a.name from unnest($1) s (scope) cross join lateral (
            with recursive actors (name) as (
                (select headers ->> 'actor' from mt_events where pl_scope = s.scope and headers ->> 'actor' is not null order by headers ->> 'actor' limit 1)
                union all
                select (select headers ->> 'actor' from mt_events where pl_scope = s.scope and headers ->> 'actor' > actors.name order by headers ->> 'actor' limit 1)
                from actors where actors.name is not null)
            select name from actors where name is not null) a
        order by a.name
        """, [new() { Value = scopes.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar }], ct);

    /// <summary>Every scope that there are events of.</summary>
    public Task<IReadOnlyList<string>> ReadScopesAsync(CancellationToken ct = default) => NamesAsync("""
        with recursive scopes (name) as (
            (select pl_scope from mt_events order by pl_scope limit 1)
            union all
            select (select pl_scope from mt_events where pl_scope > scopes.name order by pl_scope limit 1) from scopes where scopes.name is not null)
        select name from scopes where name is not null
        """, [], ct);

    /// <summary>The event at a position, or null beyond the head.</summary>
    public async Task<StoredEvent?> GetEventAsync(long position, CancellationToken ct = default) =>
        (await reading.ReadAsync(Columns + "where seq_id = $1", [Reading.Number(position)], ct)).SingleOrDefault();

    /// <summary>The events at these positions, in the ledger's order.</summary>
    public Task<IReadOnlyList<StoredEvent>> GetEventsAsync(IReadOnlyList<long> positions, CancellationToken ct = default) =>
        positions.Count == 0 ? Task.FromResult<IReadOnlyList<StoredEvent>>([]) : reading.ReadAsync(Columns + "where seq_id = any($1) order by seq_id", [new() { Value = positions.ToArray() }], ct);

    /// <summary>The last position of the ledger; 0 while it is empty.</summary>
    public Task<long> GetHeadAsync(CancellationToken ct = default) => NumberAsync("select last_position from pl_counter", [], ct);

    /// <summary>The version of a stream; 0 if it does not exist.</summary>
    public Task<long> GetStreamVersionAsync(string stream, CancellationToken ct = default) => NumberAsync(
        "select version from mt_streams where id = $1", [new() { Value = stream, NpgsqlDbType = NpgsqlDbType.Varchar }], ct);

    /// <summary>Which of these ids appends have taken for good.</summary>
    public Task<IReadOnlySet<string>> FindReservedAsync(IReadOnlyList<string> ids, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        await using var query = dataSource.CreateCommand("select id from pl_reserved where id = any($1)");
        query.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) found.Add(rows.GetString(0));
        return (IReadOnlySet<string>)found;
    }, ct);

    /// <summary>Finishes the appends that were accepted, then stops. The data source stays open.</summary>
    public ValueTask DisposeAsync() => commits.DisposeAsync();

    // Once planned for all, unless what is asked for decides how it is best found.
    private Task<long> NumberAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct, bool planned = true) => Fault.Guard(async () =>
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var query = new NpgsqlCommand(sql, connection);
        query.Parameters.AddRange(parameters);
        if (planned) await query.PrepareAsync(ct);
        return await query.ExecuteScalarAsync(ct) as long? ?? 0;
    }, ct);

    private Task<IReadOnlyList<string>> NamesAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = dataSource.CreateCommand(sql);
        query.Parameters.AddRange(parameters);
        await using var rows = await query.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await rows.ReadAsync(ct)) names.Add(rows.GetString(0));
        return (IReadOnlyList<string>)names;
    }, ct);
}

/// <summary>A command that was done: its answer, and the hash of the body that it was done with (empty where what it recorded was redacted). <c>Stream</c> is null for an import.</summary>
public sealed record DoneCommand(string? Stream, long Version, long Position, bool HadEvents, ReadOnlyMemory<byte> BodyHash);
