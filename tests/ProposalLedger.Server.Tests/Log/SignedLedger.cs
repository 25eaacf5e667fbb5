using Npgsql;
using ProposalLedger.Server.Log;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Server.Tests.Log;

/// <summary>A server whose ledger is signed, with a case in it, and its database as a superuser has it whom no trigger stops.</summary>
internal sealed class SignedLedger : IAsyncDisposable
{
    private static readonly string[] Tables = ["mt_events", "pl_counter", "pl_log_entries", "pl_log_hashes", "pl_log_checkpoints"];
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
    private readonly LedgerDatabase database;

    private readonly string interval;

    private SignedLedger(LedgerDatabase database, string interval) => (this.database, this.interval) = (database, interval);

    public LedgerServer Server { get; private set; } = null!;

    /// <summary>As an auditor has it from elsewhere.</summary>
    public VerifierKey Key { get; private set; } = null!;

    public SigningKey SigningKey => SigningKey.Parse(File.ReadAllText(Path.Combine(directory, "signing.key")));

    /// <summary>Opens one with the seed that this repository invents, signed up to its head.</summary>
    public static async Task<SignedLedger> OpenAsync(CancellationToken ct, string interval = "00:00:00.020")
    {
        var ledger = new SignedLedger(await LedgerDatabase.CreateAsync(), interval);
        await ledger.StartAsync();
        using var seed = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(NodeProgram.RepositoryRoot, "seeds", "lake-vell-crossing.yaml"), ct));
        seed.Headers.ContentType = new("application/yaml");
        using var imported = await ledger.Server.Writer.PostAsync("/api/imports", seed, ct);
        Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync(ct));
        await ledger.SignedUpToHeadAsync(ct);
        ledger.Key = VerifierKey.Parse(await ledger.Server.Reader.GetStringAsync("/log/key", ct));
        return ledger;
    }

    /// <summary>Anew, on the same database and the same signer's directory, or without it.</summary>
    public async Task StartAsync(bool signs = true)
    {
        if (Server is not null) await Server.DisposeAsync();
        Server = await LedgerServer.StartAsync(database, ("Ledger:Log:Directory", signs ? directory : ""), ("Ledger:Log:Origin", "ledger.example/log"), ("Ledger:Log:Interval", interval));
    }

    /// <summary>Waits for a checkpoint that covers everything recorded.</summary>
    public async Task<Note> SignedUpToHeadAsync(CancellationToken ct)
    {
        var (tables, signed) = (Server.Get<LogTables>(), (Note?)null);
        await Wait.ForAsync("a checkpoint over everything recorded", async () => (signed = await tables.GetCheckpointAsync(ct)) is { } note && Checkpoint.Parse(note.Text).Size == await tables.GetHeadAsync(ct), ct);
        return signed!;
    }

    /// <summary>A checkpoint of what was there earlier, as the signer publishes one when events come one by one and not in one import.</summary>
    public async Task SignAsync(long size, CancellationToken ct)
    {
        var tree = new Frontier();
        foreach (var entry in await Server.Get<LogTables>().ReadEntriesAsync(0, size, ct)) tree.Append(Hash.OfLeaf(entry.Span));
        await RunAsync($"insert into pl_log_checkpoints (size, note) values ({size}, '{new Checkpoint(Key.Name, size, tree.Root).Sign(SigningKey)}')", ct);
    }

    /// <summary>What an auditor finds.</summary>
    public async Task<Verified> VerifyAsync(CancellationToken ct, Note? kept = null)
    {
        using var file = new MemoryStream(await Server.Reader.GetByteArrayAsync("/log/bundle", ct));
        using var bundle = Bundle.Open(file);
        return new Verifier([Key], kept).Verify(bundle);
    }

    /// <summary>What an auditor finds in what there is now with the log as it was when an event was not recorded yet.</summary>
    public async Task<Verified> VerifyBeforeAsync(long position, CancellationToken ct)
    {
        var tables = Server.Get<LogTables>();
        var checkpoints = (await tables.ReadCheckpointsAsync(ct)).Where(note => Checkpoint.Parse(note.Text).Size < position).ToList();
        var size = Checkpoint.Parse(checkpoints[^1].Text).Size;
        var events = (await tables.ReadEventsAsync(0, int.MaxValue, ct)).Select(BundledEvent.Of).ToList();
        using var file = new MemoryStream();
        await Bundle.WriteAsync(file, checkpoints, size, tile => tables.ReadTileAsync(tile, ct), events.ToAsyncEnumerable(), new BundledViews(events.Count, size, new Dictionary<string, string>()), ct);
        using var bundle = Bundle.Open(file);
        return new Verifier([Key]).Verify(bundle);
    }

    /// <summary>As a superuser with triggers and foreign keys off.</summary>
    public async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("set session_replication_role = replica; " + sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The columns of the table of events.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(database.AdminConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select array_agg(column_name::text) from information_schema.columns where table_name = 'mt_events'", connection);
        return (string[])(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>As one does who knows the log: changes events, and makes every entry and hash anew of what is there then. The checkpoints he cannot sign.</summary>
    public async Task RewriteAsync(string sql, CancellationToken ct)
    {
        await RunAsync(sql, ct);
        var (tree, change) = (new Frontier(), new System.Text.StringBuilder());
        foreach (var happened in await Server.Get<LogTables>().ReadEventsAsync(0, int.MaxValue, ct))
        {
            var entry = happened.Entry!.ToBytes();
            change.Append(System.Globalization.CultureInfo.InvariantCulture, $"update pl_log_entries set entry = '\\x{Convert.ToHexStringLower(entry)}' where position = {happened.Position}; ");
            tree.Append(Hash.OfLeaf(entry), (level, index, hash) =>
            {
                if (level % 8 == 0) change.Append(System.Globalization.CultureInfo.InvariantCulture, $"update pl_log_hashes set hash = '\\x{Convert.ToHexStringLower(hash.ToArray())}' where level = {level / 8} and index = {index}; ");
            });
        }

        await RunAsync(change.ToString(), ct);
    }

    /// <summary>Remembers the tables, so that <see cref="RestoreAsync"/> can bring them back.</summary>
    public Task SaveAsync(CancellationToken ct) => RunAsync(
        string.Concat(Tables.Select(table => $"drop table if exists saved_{table}; create table saved_{table} as table {table}; grant select on saved_{table} to public; ")), ct);

    /// <summary>As they were saved.</summary>
    public Task RestoreAsync(CancellationToken ct) => RunAsync(
        "begin; " + string.Concat(Tables.Select(table => $"delete from {table}; insert into {table} select * from saved_{table}; ")) + "commit", ct);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
