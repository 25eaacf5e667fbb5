using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore.Views;

/// <summary>
/// The views' storage: documents, checkpoints and side copies. It knows nothing of what they mean. Every method throws
/// <see cref="StoreUnavailableException"/> within 5 seconds where the database is down or does not answer.
/// </summary>
/// <param name="dataSource">Connections of the serving role.</param>
public sealed class ViewStore(NpgsqlDataSource dataSource)
{
    private const string States =
        "select view, generation, live, format_version, checkpoint, stopped_position, stopped_reason, "
        + "case when stopped_position is not null then (select pl_scope from mt_events where seq_id = stopped_position) end from pl_view_states order by view, generation";

    /// <summary>Makes sure that each view has a live copy (a new one begins at position 0); returns all states, side copies included.</summary>
    /// <param name="formatVersions">The views by name, with the format that this program writes. A live copy of another format is left as it is.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<ViewState>> RegisterAsync(IReadOnlyDictionary<string, int> formatVersions, CancellationToken ct = default)
    {
        foreach (var (view, format) in formatVersions) await CallAsync("select pl_register_view($1, $2)", ct, Text(view), new() { Value = format });
        return await GetStatesAsync(ct);
    }

    /// <summary>All copies of all views.</summary>
    public Task<IReadOnlyList<ViewState>> GetStatesAsync(CancellationToken ct = default) => Fault.Guard(async () =>
    {
        await using var query = dataSource.CreateCommand(States);
        await using var rows = await query.ExecuteReaderAsync(ct);
        return await ReadStatesAsync(rows, ct);
    }, ct);

    /// <summary>Writes rows of several copies and moves their checkpoints, in one transaction. A key may occur once for each copy.</summary>
    /// <exception cref="ViewFencedException">A checkpoint is not the expected one; nothing was written.</exception>
    public async Task ApplyAsync(IReadOnlyList<ViewChange> changes, long newCheckpoint, CancellationToken ct = default)
    {
        var all = changes.ToArray();
        var rows = all.SelectMany((c, i) => c.Rows.Select(r => (Of: i + 1, Row: r))).ToArray();
        try
        {
            await Fault.Guard(async () =>
            {
                // One batch is one transaction.
                await using var connection = await dataSource.OpenConnectionAsync(ct);
                await using var apply = new NpgsqlBatch(connection) { Timeout = 60 };
                apply.BatchCommands.Add(Rows(all, rows, newCheckpoint));
                if (rows.Where(r => r.Row.Replaces).ToArray() is { Length: > 0 } replacing) apply.BatchCommands.Add(ClearTexts(all, replacing));
                if (rows.Any(r => r.Row.Texts.Count > 0)) apply.BatchCommands.Add(Texts(all, rows));
                await apply.PrepareAsync(ct);
                return await apply.ExecuteNonQueryAsync(ct);
            }, ct, TimeSpan.FromSeconds(60));
        }
        catch (PostgresException e) when (e.SqlState is "PL002")
        {
            throw new ViewFencedException("Another projector has moved a checkpoint of " + string.Join(", ", changes.Select(c => c.View)) + ".", e);
        }
    }

    /// <summary>Rows of live views of one scope (null: of all scopes), changed after a position, ordered by view, scope and key.</summary>
    public Task<ViewSnapshot> ReadRowsAsync(
        IReadOnlyList<string> views, string? scope, long sincePosition = 0, CancellationToken ct = default) => ReadAsync(
        views, $"and r.position > $2 {(scope is null ? "" : "and r.scope = $3")}",
        [new() { Value = sincePosition }, .. scope is null ? (NpgsqlParameter[])[] : [Text(scope)]], ct);

    /// <summary>Single rows of a live view by key.</summary>
    public Task<ViewSnapshot> ReadKeysAsync(string view, string scope, IReadOnlyList<string> keys, CancellationToken ct = default) => ReadAsync(
        [view], "and r.scope = $2 and r.key = any($3)",
        [Text(scope), new() { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar }], ct);

    /// <summary>All rows of one copy, live or not, ordered by scope and key: to compare a rebuild with what is served.</summary>
    public Task<IReadOnlyList<ViewDocument>> ReadCopyAsync(string view, int generation, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        await using var query = dataSource.CreateCommand(
            "select view, scope, key, position, body from pl_view_rows where view = $1 and generation = $2 order by scope collate \"C\", key collate \"C\"");
        query.Parameters.Add(Text(view));
        query.Parameters.Add(new() { Value = generation });
        await using var rows = await query.ExecuteReaderAsync(ct);
        return await ReadDocumentsAsync(rows, ct);
    }, ct, TimeSpan.FromMinutes(5));

    /// <summary>Stops a copy at an event that it cannot apply; its checkpoint stays before it.</summary>
    public Task StopAsync(string view, int generation, long position, string reason, CancellationToken ct = default) => CallAsync(
        "select pl_stop_view($1, $2, $3, $4)", ct, Text(view), new() { Value = generation }, new() { Value = position }, Text(reason));

    /// <summary>Lets a stopped view go on.</summary>
    public Task ResumeAsync(string view, CancellationToken ct = default) => CallAsync("select pl_resume_view($1)", ct, Text(view));

    /// <summary>Begins an empty side copy of a view, at checkpoint 0; an earlier unfinished one goes. Returns its generation.</summary>
    public async Task<int> BeginRebuildAsync(string view, int formatVersion, CancellationToken ct = default) =>
        (int)(await CallAsync("select pl_begin_rebuild($1, $2)", ct, Text(view), new() { Value = formatVersion }))!;

    /// <summary>Makes a side copy the live one and drops the old, atomically.</summary>
    /// <returns>False, and nothing is done, while the side copy is behind the live one.</returns>
    /// <exception cref="ViewFencedException">There is no such side copy (any more).</exception>
    public async Task<bool> SwapAsync(string view, int generation, CancellationToken ct = default)
    {
        try
        {
            return (bool)(await CallAsync("select pl_swap_view($1, $2)", ct, Text(view), new() { Value = generation }))!;
        }
        catch (PostgresException e) when (e.SqlState is "PL002")
        {
            throw new ViewFencedException($"There is no side copy {generation} of {view}.", e);
        }
    }

    private static NpgsqlBatchCommand Rows(ViewChange[] all, (int Of, ViewRow Row)[] rows, long newCheckpoint)
    {
        var apply = new NpgsqlBatchCommand("select pl_apply_views($1,$2,$3,$4,$5,$6,$7,$8,$9)");
        var p = apply.Parameters;
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(all, c => c.View));
        Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(all, c => c.Generation));
        Batch.Add(p, NpgsqlDbType.Bigint, Array.ConvertAll(all, c => c.ExpectedCheckpoint));
        p.Add(new() { Value = newCheckpoint });
        Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(rows, r => r.Of));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(rows, r => r.Row.Scope));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(rows, r => r.Row.Key));
        Batch.Add(p, NpgsqlDbType.Bigint, Array.ConvertAll(rows, r => r.Row.Position));
        Batch.Add(p, NpgsqlDbType.Jsonb, Array.ConvertAll(rows, r => r.Row.Body is { } body ? Batch.Bytes(body) : null));
        return apply;
    }

    private static NpgsqlBatchCommand ClearTexts(ViewChange[] all, (int Of, ViewRow Row)[] rows)
    {
        var clear = new NpgsqlBatchCommand("select pl_clear_texts($1,$2,$3,$4,$5)");
        var p = clear.Parameters;
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(all, c => c.View));
        Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(all, c => c.Generation));
        Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(rows, r => r.Of));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(rows, r => r.Row.Scope));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(rows, r => r.Row.Key));
        return clear;
    }

    private static NpgsqlBatchCommand Texts(ViewChange[] all, (int Of, ViewRow Row)[] rows)
    {
        var texts = rows.SelectMany(r => r.Row.Texts.Select(t => (r.Of, r.Row, Text: t))).ToArray();
        var apply = new NpgsqlBatchCommand("select pl_apply_texts($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)");
        var p = apply.Parameters;
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(all, c => c.View));
        Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(all, c => c.Generation));
        Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(texts, t => t.Of));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(texts, t => t.Row.Scope));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(texts, t => t.Row.Key));
        Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(texts, t => t.Text.Part));
        Batch.Add(p, NpgsqlDbType.Bigint, Array.ConvertAll(texts, t => t.Row.Position));
        Batch.Add(p, NpgsqlDbType.Text, Array.ConvertAll(texts, t => t.Text.A));
        Batch.Add(p, NpgsqlDbType.Text, Array.ConvertAll(texts, t => t.Text.B));
        Batch.Add(p, NpgsqlDbType.Text, Array.ConvertAll(texts, t => t.Text.C));
        return apply;
    }

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private Task<object?> CallAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters) => Fault.Guard(async () =>
    {
        await using var call = dataSource.CreateCommand(sql);
        call.Parameters.AddRange(parameters);
        return await call.ExecuteScalarAsync(ct);
    }, ct);

    private Task<ViewSnapshot> ReadAsync(IReadOnlyList<string> views, string where, NpgsqlParameter[] parameters, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        // One snapshot for all three statements: rows never run ahead of the checkpoint that is answered with them.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new("select last_position, (select coalesce(max(pl_redacted_by), 0) from mt_events where pl_redacted_by is not null) from pl_counter"));
        batch.BatchCommands.Add(new(States));
        var documents = new NpgsqlBatchCommand(
            "select r.view, r.scope, r.key, r.position, r.body from pl_views v join pl_view_rows r on r.view = v.view and r.generation = v.generation "
            + $"where v.live and v.view = any($1) {where} order by r.view collate \"C\", r.scope collate \"C\", r.key collate \"C\"");
        documents.Parameters.Add(new() { Value = views.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        foreach (var parameter in parameters) documents.Parameters.Add(parameter);
        batch.BatchCommands.Add(documents);
        await batch.PrepareAsync(ct);
        ViewSnapshot snapshot;
        await using (var rows = await batch.ExecuteReaderAsync(ct))
        {
            await rows.ReadAsync(ct);
            var (head, redaction) = (rows.GetInt64(0), rows.GetInt64(1));
            await rows.NextResultAsync(ct);
            var states = (await ReadStatesAsync(rows, ct)).Where(s => s.Live && views.Contains(s.View)).ToArray();
            await rows.NextResultAsync(ct);
            snapshot = new ViewSnapshot(states.Length == 0 ? 0 : states.Min(s => s.Checkpoint), head, await ReadDocumentsAsync(rows, ct), states) { LastRedaction = redaction };
        }

        await transaction.CommitAsync(ct);
        return snapshot;
    }, ct);

    private static async Task<IReadOnlyList<ViewState>> ReadStatesAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var states = new List<ViewState>();
        while (await rows.ReadAsync(ct))
        {
            states.Add(new ViewState(rows.GetString(0), rows.GetInt32(1), rows.GetBoolean(2), rows.GetInt32(3), rows.GetInt64(4),
                rows.IsDBNull(5) ? null : rows.GetInt64(5), rows.IsDBNull(6) ? null : rows.GetString(6)) { StoppedScope = rows.IsDBNull(7) ? null : rows.GetString(7) });
        }

        return states;
    }

    private static async Task<IReadOnlyList<ViewDocument>> ReadDocumentsAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var documents = new List<ViewDocument>();
        while (await rows.ReadAsync(ct))
        {
            documents.Add(new ViewDocument(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3),
                rows.IsDBNull(4) ? (ReadOnlyMemory<byte>?)null : rows.GetFieldValue<byte[]>(4)));
        }

        return documents;
    }
}
