using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>Events out of rows: a page is asked for with a prepared statement, and its rows are taken apart as their bytes come.</summary>
internal sealed class Reading(NpgsqlDataSource dataSource, Upcasters upcasters)
{
    public const string Columns =
        "select seq_id, id, stream_id, version, pl_scope, type, data, timestamp, headers, correlation_id, causation_id, pl_redacted_by from mt_events ";

    private const string OfStream = "where stream_id = $1 and version > $2 and version <= $3 order by version";
    private const string ToFold = "select seq_id, version, type, data, pl_redacted_by, coalesce(headers ->> 'actor', '')";
    private const string StreamToFold = ToFold + " from mt_events " + OfStream;
    private const string LogToFold = ToFold + ", stream_id from mt_events ";

    public Task<IReadOnlyList<StoredEvent>> StreamAsync(string stream, long after, long to, CancellationToken ct) =>
        ReadAsync(Columns + OfStream, [Text(stream), Number(after), Number(to)], ct);

    /// <summary>All rows of a query over <see cref="Columns"/>. It is planned once for all, unless what is asked for decides how it is best found.</summary>
    public Task<IReadOnlyList<StoredEvent>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct, bool planned = true) => Fault.Guard(async () =>
    {
        var events = new List<StoredEvent>();
        await ForEachAsync(sql, parameters, planned, row => events.Add(Read(row)), ct);
        return (IReadOnlyList<StoredEvent>)events;
    }, ct);

    public Task<TState> FoldStreamAsync<TState>(string stream, TState state, Func<TState, FoldedEvent, TState> fold, CancellationToken ct) => Fault.Guard(async () =>
    {
        await ForEachAsync(StreamToFold, [Text(stream), Number(0), Number(long.MaxValue)], planned: true, row => state = fold(state, ReadToFold(row, stream)), ct);
        return state;
    }, ct);

    public Task<IReadOnlyList<StoredEvent>> LogAsync(long after, int limit, string? scope, long upTo, CancellationToken ct) =>
        ReadAsync(Columns + OfLog(scope), Range(after, limit, scope, upTo), ct);

    public Task<IReadOnlyList<FoldedEvent>> LogToFoldAsync(long after, int limit, string? scope, long upTo, CancellationToken ct) => Fault.Guard(async () =>
    {
        var events = new List<FoldedEvent>();
        await ForEachAsync(LogToFold + OfLog(scope), Range(after, limit, scope, upTo), planned: true, row => events.Add(ReadToFold(row, row.GetString(6))), ct);
        return (IReadOnlyList<FoldedEvent>)events;
    }, ct);

    /// <summary>Page by page to the end, one ahead: while the caller is at a page the next is read, and no further.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<T>> AheadAsync<T>(
        long after, int pageSize, Func<long, CancellationToken, Task<IReadOnlyList<T>>> read, Func<T, long> position, [EnumeratorCancellation] CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var next = read(after, over.Token);
        try
        {
            for (var more = true; more && await next is { Count: > 0 } page;)
            {
                more = page.Count == pageSize;
                if (more) next = read(position(page[^1]), over.Token);
                yield return page;
            }
        }
        finally
        {
            // Whoever stops early leaves no read behind.
            await over.CancelAsync();
            await next.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private static string OfLog(string? scope) => scope is null
        ? "where seq_id > $1 and seq_id <= $2 order by seq_id limit $3" : "where seq_id > $1 and seq_id <= $2 and pl_scope = $4 order by seq_id limit $3";

    private static NpgsqlParameter[] Range(long after, int limit, string? scope, long upTo) =>
        [Number(after), Number(upTo), Number(limit), .. scope is null ? (NpgsqlParameter[])[] : [Text(scope)]];

    private async Task ForEachAsync(string sql, NpgsqlParameter[] parameters, bool planned, Action<NpgsqlDataReader> take, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var query = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) query.Parameters.Add(parameter);
        if (planned) await query.PrepareAsync(ct);
        await using var rows = await query.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) take(rows);
    }

    private StoredEvent Read(NpgsqlDataReader row)
    {
        var (type, data) = upcasters.Apply(row.GetString(5), row.GetFieldValue<byte[]>(6));
        var headers = new StoredHeaders(
            row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8), row.IsDBNull(9) ? null : row.GetString(9), row.IsDBNull(10) ? null : row.GetString(10));
        return new StoredEvent(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetString(4), type, data,
            row.GetFieldValue<DateTimeOffset>(7), headers, row.IsDBNull(11) ? null : row.GetInt64(11));
    }

    private FoldedEvent ReadToFold(NpgsqlDataReader row, string stream)
    {
        var (type, data) = upcasters.Apply(row.GetString(2), row.GetFieldValue<byte[]>(3));
        return new FoldedEvent(row.GetInt64(0), stream, row.GetInt64(1), type, data, row.GetString(5), row.IsDBNull(4) ? null : row.GetInt64(4));
    }
}
