using Npgsql;
using NpgsqlTypes;
using ProposalLedger.EventStore;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.Server.Log;

/// <summary>The log in the database: what any node serves, and what the signer reads and extends.</summary>
public sealed class LogTables(NpgsqlDataSource database)
{
    private const string WithWitnesses = "c.note || coalesce((select string_agg(s.line || chr(10), '' order by s.witness) from pl_log_cosignatures s where s.size = c.size), '')";

    /// <summary>The public key of this ledger's log; null before the first checkpoint.</summary>
    public Task<string?> GetKeyAsync(CancellationToken ct) => AskAsync("select vkey from pl_log_key", ct);

    /// <summary>The last checkpoint that was published, as the signer has signed it; null before the first.</summary>
    public async Task<Note?> GetSignedAsync(CancellationToken ct) =>
        await AskAsync("select note from pl_log_checkpoints order by size desc limit 1", ct) is { } note ? Note.Parse(note) : null;

    /// <summary>The same, with what witnesses have signed of it since.</summary>
    public async Task<Note?> GetCheckpointAsync(CancellationToken ct) =>
        await AskAsync($"select {WithWitnesses} from pl_log_checkpoints c order by size desc limit 1", ct) is { } note ? Note.Parse(note) : null;

    /// <summary>The size of the newest checkpoint that a witness has signed; 0 before the first.</summary>
    public Task<long> GetCosignedAsync(VerifierKey witness, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select coalesce(max(size), 0) from pl_log_cosignatures where witness = $1");
        query.Parameters.Add(new() { Value = witness.ToString() });
        return (long)(await query.ExecuteScalarAsync(ct))!;
    }, ct);

    /// <summary>Adds a witness's signature, which was verified, to a published checkpoint.</summary>
    public Task CosignAsync(long size, VerifierKey witness, NoteSignature line, CancellationToken ct) => AskAsync("select pl_log_cosign($1, $2, $3)::text", ct,
        new NpgsqlParameter { Value = size }, new NpgsqlParameter { Value = witness.ToString() }, new NpgsqlParameter { Value = line.ToString() });

    /// <summary>How many events the last published checkpoint covers; 0 before the first.</summary>
    public Task<long> GetSizeAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select coalesce(max(size), 0) from pl_log_checkpoints");
        return (long)(await query.ExecuteScalarAsync(ct))!;
    }, ct);

    /// <summary>Every one that was published, oldest first.</summary>
    public Task<IReadOnlyList<Note>> ReadCheckpointsAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand($"select {WithWitnesses} from pl_log_checkpoints c order by size");
        await using var row = await query.ExecuteReaderAsync(ct);
        var notes = new List<Note>();
        while (await row.ReadAsync(ct)) notes.Add(Note.Parse(row.GetString(0)));
        return (IReadOnlyList<Note>)notes;
    }, ct);

    /// <summary>The key that signs from now on: the one that is there, or this one.</summary>
    public async Task<string> BeginAsync(VerifierKey key, CancellationToken ct) => await AskAsync("select pl_log_begin($1)", ct, new NpgsqlParameter { Value = key.ToString() }) ?? "";

    /// <summary>How many entries there are, signed or about to be.</summary>
    public Task<long> CountEntriesAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select coalesce(max(position), 0) from pl_log_entries");
        return (long)(await query.ExecuteScalarAsync(ct))!;
    }, ct);

    /// <summary>Adds entries after the last one, with the hashes that they complete.</summary>
    public Task ExtendAsync(long first, IReadOnlyCollection<byte[]> entries, IReadOnlyCollection<(int Level, long Index, Hash Hash)> hashes, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_log_extend($1, $2, $3, $4, $5)");
        call.CommandTimeout = 60;
        call.Parameters.Add(new() { Value = first });
        call.Parameters.Add(new() { Value = entries.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        call.Parameters.Add(new() { Value = hashes.Select(h => h.Level).ToArray() });
        call.Parameters.Add(new() { Value = hashes.Select(h => h.Index).ToArray() });
        call.Parameters.Add(new() { Value = hashes.Select(h => h.Hash.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return await call.ExecuteNonQueryAsync(ct);
    }, ct, TimeSpan.FromMinutes(1));

    /// <summary>Makes a checkpoint known.</summary>
    public Task PublishAsync(long size, Note note, CancellationToken ct) =>
        AskAsync("select pl_log_publish($1, $2)::text", ct, new NpgsqlParameter { Value = size }, new NpgsqlParameter { Value = note.ToString() });

    /// <summary>The ledger's last position, by the counter that gives the positions.</summary>
    public Task<long> GetHeadAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select last_position from pl_counter");
        return (long)(await query.ExecuteScalarAsync(ct))!;
    }, ct);

    /// <summary>The position of the last redaction; 0 where there is none.</summary>
    public Task<long> GetLastRedactionAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select coalesce(max(pl_redacted_by), 0) from mt_events where pl_redacted_by is not null");
        return (long)(await query.ExecuteScalarAsync(ct))!;
    }, ct);

    /// <summary>Events with their salts, as they are stored; of those after a position at most so many.</summary>
    /// <exception cref="FormatException">One is not I-JSON, so that nothing can be committed to.</exception>
    public Task<IReadOnlyList<LoggedEvent>> ReadEventsAsync(long after, int limit, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand(
            "select seq_id, timestamp, id, pl_scope, stream_id, version, type, headers, correlation_id, causation_id, pl_metadata_salt, data, pl_data_salt, "
            + "pl_redacted_by, pl_metadata_commitment, pl_data_commitment "
            + "from mt_events where seq_id > $1 order by seq_id limit $2");
        query.Parameters.Add(new() { Value = after });
        query.Parameters.Add(new() { Value = limit });
        await using var row = await query.ExecuteReaderAsync(ct);
        var events = new List<LoggedEvent>();
        while (await row.ReadAsync(ct))
        {
            string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
            ReadOnlyMemory<byte> metadata, data;
            try
            {
                metadata = LoggedEvent.MetadataOf(row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetString(6),
                    row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7), Text(8), Text(9));
                data = Canonical.Bytes(row.GetFieldValue<byte[]>(11));
            }
            catch (FormatException e)
            {
                throw new FormatException($"The event at position {row.GetInt64(0)} is not I-JSON, so nothing can commit to it.", e);
            }

            ReadOnlyMemory<byte>? Salt(int column) => row.IsDBNull(column) ? (ReadOnlyMemory<byte>?)null : row.GetFieldValue<byte[]>(column);
            events.Add(new LoggedEvent(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), metadata, Salt(10), data, Salt(12))
            {
                RedactedBy = row.IsDBNull(13) ? null : row.GetInt64(13), KeptMetadata = Text(14), KeptData = Text(15),
            });
        }

        return (IReadOnlyList<LoggedEvent>)events;
    }, ct);

    /// <summary>The bytes of entries, from one index up to another.</summary>
    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadEntriesAsync(long first, long end, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select entry from pl_log_entries where position > $1 and position <= $2 order by position");
        query.Parameters.Add(new() { Value = first });
        query.Parameters.Add(new() { Value = end });
        await using var row = await query.ExecuteReaderAsync(ct);
        var entries = new List<ReadOnlyMemory<byte>>();
        while (await row.ReadAsync(ct)) entries.Add(row.GetFieldValue<byte[]>(0));
        return (IReadOnlyList<ReadOnlyMemory<byte>>)entries;
    }, ct);

    /// <summary>A tile's bytes; a bundle's, where the address is of entries.</summary>
    public async Task<byte[]> ReadTileAsync(TileAddress tile, CancellationToken ct)
    {
        var first = tile.Index * TileAddress.FullWidth;
        if (tile.Level == TileAddress.Entries) return EntryBundle.Write(await ReadEntriesAsync(first, first + tile.Width, ct));
        return await Fault.Guard(async () =>
        {
            await using var query = database.CreateCommand("select hash from pl_log_hashes where level = $1 and index >= $2 and index < $3 order by index");
            query.Parameters.Add(new() { Value = tile.Level });
            query.Parameters.Add(new() { Value = first });
            query.Parameters.Add(new() { Value = first + tile.Width });
            await using var row = await query.ExecuteReaderAsync(ct);
            var bytes = new List<byte>(tile.Width * Hash.Length);
            while (await row.ReadAsync(ct)) bytes.AddRange(row.GetFieldValue<byte[]>(0));
            return bytes.ToArray();
        }, ct);
    }

    /// <summary>The tree of a size, with the tiles that lead to its right edge, and to a leaf where one is named.</summary>
    public async Task<TiledTree> ReadTreeAsync(long size, long? leaf, CancellationToken ct)
    {
        var tiles = new Dictionary<TileAddress, ReadOnlyMemory<byte>>();
        for (var level = 0; level < 8; level++)
        {
            long[] indexes = [size >> (8 * level) >> 8, .. leaf is { } index ? [index >> (8 * level) >> 8] : (long[])[]];
            foreach (var tile in indexes.Select(i => TileAddress.At(level, i, size)).OfType<TileAddress>().Distinct()) tiles[tile] = await ReadTileAsync(tile, ct);
        }

        return new TiledTree(size, tile => tiles[tile]);
    }

    private Task<string?> AskAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand(sql);
        query.Parameters.AddRange(parameters);
        return await query.ExecuteScalarAsync(ct) as string;
    }, ct);
}
