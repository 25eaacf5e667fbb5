using System.Globalization;
using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>Installs and checks the ledger's schema: the numbered SQL files of Schema/, in order, each once.</summary>
public static class Migrator
{
    private const string Prefix = "ProposalLedger.EventStore.Schema.";
    private const long Lock = 0x70_6C_73_63_68_65_6D_61; // "plschema"

    /// <summary>Seconds. A step on a large ledger may build an index; a database that has gone silent is given up.</summary>
    private const int Longest = 3600;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly (int Number, string Name)[] Steps = [.. typeof(Migrator).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && char.IsAsciiDigit(name[Prefix.Length]))
        .Order(StringComparer.Ordinal)
        .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture), name[Prefix.Length..^".sql".Length]))];

    /// <summary>
    /// Applies the steps that are missing, in one transaction and under a lock: any number of nodes may start at once. A step that changes a table waits for
    /// who reads it (a backup, say), and every append would wait behind it: so it gives up after a second, lets the others through, and tries again.
    /// </summary>
    /// <param name="owner">A connection that may SET ROLE ledger_owner (login ledger_migrator); Bootstrap.sql was run before.</param>
    /// <param name="progress">Is told what it waits for.</param>
    /// <param name="ct">Cancels; then nothing is changed.</param>
    /// <returns>The names of the steps that this call applied.</returns>
    /// <exception cref="SchemaMismatchException">The ledger is newer than this program, or was not bootstrapped.</exception>
    public static async Task<IReadOnlyList<string>> InstallAsync(NpgsqlDataSource owner, IProgress<string>? progress = null, CancellationToken ct = default)
    {
        while (true)
        {
            try
            {
                return await TryAsync(owner, ct);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                progress?.Report("Waiting to change the ledger's tables: somebody reads them (a backup, ledger doctor, a long query)");
                await Task.Delay(Pause, ct);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> TryAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            // Whatever the steps make belongs to ledger_owner. The lock waits for another node's migration, however long that takes.
            await RunAsync("set local role ledger_owner; set local search_path = public; set local client_min_messages = warning");
            await RunAsync($"select pg_advisory_xact_lock({Lock})");
            await RunAsync("""
                create table if not exists pl_schema_steps (
                    step int primary key, name text not null, installed_at timestamptz not null default now());
                grant select on pl_schema_steps to ledger_serving
                """);
        }
        catch (PostgresException e) when (e.SqlState is "22023" or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SchemaMismatchException(
                "This database is not prepared for a ledger, or the connection may not act as ledger_owner: run Schema/Bootstrap.sql as a superuser.", e);
        }

        var installed = await InstalledAsync(connection, ct);
        RefuseNewer(installed);
        var missing = Steps.Where(step => !installed.Contains(step.Number)).ToArray();
        await RunAsync("set local lock_timeout = '1s'");
        foreach (var (number, name) in missing)
        {
            await RunAsync(await ReadAsync(name, ct));
            await RunAsync($"insert into pl_schema_steps (step, name) values ({number}, '{name}')");
        }

        await transaction.CommitAsync(ct);
        return [.. missing.Select(step => step.Name)];

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = Longest };
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>Returns if the ledger has all the steps of this program.</summary>
    /// <exception cref="SchemaMismatchException">Steps are missing, or the ledger is newer; the message says what to do.</exception>
    public static async Task CheckAsync(NpgsqlDataSource serving, CancellationToken ct = default)
    {
        HashSet<int> installed;
        try
        {
            installed = await Fault.Guard(async () =>
            {
                await using var connection = await serving.OpenConnectionAsync(ct);
                return await InstalledAsync(connection, ct);
            }, ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            throw new SchemaMismatchException("There is no ledger in this database yet: start once with ConnectionStrings__LedgerOwner set.", e);
        }

        RefuseNewer(installed);
        var missing = Steps.Where(step => !installed.Contains(step.Number)).Select(step => step.Name).ToArray();
        if (missing.Length > 0)
        {
            throw new SchemaMismatchException(
                $"The ledger lacks the schema step{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)}: start once with ConnectionStrings__LedgerOwner set.");
        }
    }

    private static void RefuseNewer(HashSet<int> installed)
    {
        if (installed.Count > 0 && installed.Max() > Steps[^1].Number)
        {
            throw new SchemaMismatchException(
                $"The ledger was written by a newer program (its schema step is {installed.Max()}, this program knows {Steps[^1].Number}): use that one.");
        }
    }

    private static async Task<HashSet<int>> InstalledAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select step from public.pl_schema_steps", connection);
        await using var rows = await query.ExecuteReaderAsync(ct);
        var steps = new HashSet<int>();
        while (await rows.ReadAsync(ct)) steps.Add(rows.GetInt32(0));
        return steps;
    }

    private static async Task<string> ReadAsync(string step, CancellationToken ct)
    {
        using var file = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(Prefix + step + ".sql")!);
        return await file.ReadToEndAsync(ct);
    }
}
