using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using ProposalLedger.EventStore.Embedded;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

/// <summary>The backups of docs/operations.md, made and brought back with PostgreSQL's own programs.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly string root = Path.Combine(Path.GetTempPath(), $"ledger-back-{Guid.NewGuid():N}"[..24]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string In(string name) => Path.Combine(root, name);

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(root);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Directory.CreateDirectory(In("archive")).FullName, (UnixFileMode)Convert.ToInt32("777", 8)); // PostgreSQL's user writes there
        return default;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return default;
    }

    [Fact(Timeout = 300_000)]
    public async Task P1_P11_A_base_backup_with_its_WAL_comes_back_at_a_moment_and_a_dump_at_its_own_and_the_signer_tells_them_apart()
    {
        var archiving = new Dictionary<string, string> { ["archive_mode"] = "on", ["archive_command"] = $"test ! -f {In("archive")}/%f && cp %p {In("archive")}/%f" };
        string before, moment;
        long then;
        await using (var first = await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = In("first"), Settings = archiving }, null, Ct))
        {
            var programs = await AskAsync<string>(first, "select setting from pg_config where name = 'BINDIR'");
            Assert.SkipUnless(File.Exists(Path.Combine(programs, "pg_basebackup")), "There is no pg_basebackup here: apt-get install postgresql.");
            await using var server = await ServeAsync(first.ConnectionString, first.OwnerConnectionString, sign: true);
            Assert.Equal(0, (await Running.LedgerAsync(server, "import", Path.Combine(Repository.Root, "seeds", "lake-vell-crossing.yaml"))).Code);
            await WriteAsync(server, "before-the-backup");
            await SignedAsync(server);
            await File.WriteAllTextAsync(In("key"), await server.Reader.GetStringAsync("/log/key", Ct), Ct);

            await File.AppendAllTextAsync(await AskAsync<string>(first, "show hba_file"), "\nlocal replication all peer map=ledger\n", Ct);
            await AskAsync<bool>(first, "select pg_reload_conf()");
            await ToolAsync(programs, "pg_basebackup", [.. To(first), "--pgdata", In("backup"), "--checkpoint=fast"]);

            await WriteAsync(server, "after-the-backup");
            await SignedAsync(server);
            moment = await AskAsync<string>(first, "select clock_timestamp()::text");
            then = await HeadAsync(server);
            before = await server.Writer.GetStringAsync("/api/events?limit=10000", Ct);
            await WriteAsync(server, "what-should-not-have-been");
            await SignedAsync(server);
            Assert.Equal(0, (await Running.LedgerAsync(server, "verify", "--key", In("key"), "--keep", In("kept"))).Code);
            await ToolAsync(programs, "pg_dump", [.. To(first), "--format=custom", "--file", In("dump"), "ledger"]);
            var last = await AskAsync<string>(first, "select pg_walfile_name(pg_switch_wal())");
            while (string.CompareOrdinal(await AskAsync<string>(first, "select coalesce(last_archived_wal, '') from pg_stat_archiver"), last) < 0) await Task.Delay(50, Ct);
        }

        // The backup and the archive alone, brought back to the moment.
        Directory.CreateDirectory(In("second"));
        Directory.Move(In("backup"), In("second/postgresql"));
        await File.WriteAllTextAsync(In("second/postgresql/recovery.signal"), "", Ct);
        if (Environment.IsPrivilegedProcess) await ToolAsync("/usr/bin", "chown", ["-R", "--reference", In("first/postgresql"), In("second/postgresql")]);
        var recovery = new Dictionary<string, string> { ["restore_command"] = $"cp {In("archive")}/%f %p", ["recovery_target_time"] = moment, ["recovery_target_action"] = "promote", ["hot_standby"] = "off" };
        await using var second = await RecoverAsync(new EmbeddedOptions { DataDirectory = In("second"), Settings = recovery });
        // A sequence is no part of a transaction: WAL of the next append may have moved it, and that append not be there. The next one sets it right.
        var stopped = await ExamineAsync(second.ConnectionString);
        Assert.Equal(["sequence"], stopped.Lines.Where(line => line.StartsWith("WRONG", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].TrimEnd(':')).DefaultIfEmpty("sequence"));
        await using (var server = await ServeAsync(second.ConnectionString, second.OwnerConnectionString, sign: false))
        {
            Assert.Equal((then, before), (await HeadAsync(server), await server.Writer.GetStringAsync("/api/events?limit=10000", Ct)));
            var verified = await Running.LedgerAsync(server, "verify", "--key", In("key"));
            Assert.True(verified.Code == 0, verified.Output + verified.Error);
            Assert.Contains($"Verified: {then} events", verified.Output, StringComparison.Ordinal);
            // Who has seen what came after notices.
            Assert.Equal(4, (await Running.LedgerAsync(server, "verify", "--key", In("key"), "--checkpoint", In("kept"))).Code);
        }

        await using (var server = await ServeAsync(second.ConnectionString, second.OwnerConnectionString, sign: true))
        {
            var log = await LogAsync(server, "refused");
            Assert.Contains("it was rolled back", log.GetProperty("why").GetString(), StringComparison.Ordinal);
            await WriteAsync(server, "after-the-moment");
            await DoctorAsync(second.ConnectionString);
        }

        // The dump, into a database beside it: nothing is missing there, and it is signed on.
        await AskAsync<object>(second, "create database again owner ledger_owner template template0");
        var again = new NpgsqlConnectionStringBuilder(second.ConnectionString) { Database = "again" }.ConnectionString;
        var bin = await AskAsync<string>(second, "select setting from pg_config where name = 'BINDIR'");
        await ToolAsync(bin, "psql", [.. To(second), "--quiet", "--dbname=again", "--set=ON_ERROR_STOP=1", "--file", Path.Combine(Repository.Root, "src", "ProposalLedger.EventStore", "Schema", "Bootstrap.sql")]);
        await ToolAsync(bin, "pg_restore", [.. To(second), "--dbname=again", "--exit-on-error", In("dump")]);
        await DoctorAsync(again);
        await using (var server = await ServeAsync(again, new NpgsqlConnectionStringBuilder(second.OwnerConnectionString) { Database = "again" }.ConnectionString, sign: true))
        {
            await LogAsync(server, "signing");
            await WriteAsync(server, "after-the-restore");
            await SignedAsync(server);
            var verified = await Running.LedgerAsync(server, "verify", "--key", In("key"), "--checkpoint", In("kept"));
            Assert.True(verified.Code == 0, verified.Output + verified.Error);
        }
    }

    // It takes no connection before it has come to the moment; until then the start finds it running, and tries again.
    private static async Task<EmbeddedPostgres> RecoverAsync(EmbeddedOptions options)
    {
        while (true)
        {
            try
            {
                return await EmbeddedPostgres.StartAsync(options, null, Ct);
            }
            catch (EmbeddedPostgresException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow })
            {
                await Task.Delay(100, Ct);
            }
        }
    }

    private Task<LedgerServer> ServeAsync(string serving, string owning, bool sign) => LedgerServer.StartAsync(null,
        [("ConnectionStrings:Ledger", serving), ("ConnectionStrings:LedgerOwner", owning), .. sign ? new[] { ("Ledger:Log:Directory", In("signer")), ("Ledger:Log:Interval", "00:00:00.050") } : []]);

    private static async Task WriteAsync(LedgerServer server, string id)
    {
        using var answer = await server.Writer.PostAsJsonAsync("/api/negotiations/lake-vell-crossing/persons", new { id, name = $"Person {id}" }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<long> HeadAsync(LedgerServer server)
    {
        using var answer = await server.Reader.GetAsync("/api/events?limit=1", Ct);
        return long.Parse(answer.Headers.GetValues("Ledger-Head").Single(), CultureInfo.InvariantCulture);
    }

    private static async Task SignedAsync(LedgerServer server)
    {
        var head = await HeadAsync(server);
        while (JsonElement.Parse(await ReadinessAsync(server)).GetProperty("log").GetProperty("signedUpTo").GetInt64() < head) await Task.Delay(50, Ct);
    }

    private static async Task<JsonElement> LogAsync(LedgerServer server, string state)
    {
        while (true)
        {
            var log = JsonElement.Parse(await ReadinessAsync(server)).GetProperty("log");
            if (log.GetProperty("state").GetString() == state) return log;
            await Task.Delay(50, Ct);
        }
    }

    private static async Task<string> ReadinessAsync(LedgerServer server)
    {
        using var answer = await server.Reader.GetAsync("/health/ready", Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private static async Task DoctorAsync(string connection)
    {
        var examined = await ExamineAsync(connection);
        Assert.True(examined.Code == 0, examined.Output + examined.Error);
    }

    private static Task<Ended> ExamineAsync(string connection) => Running.Ledger([("ConnectionStrings__Ledger", connection)], "doctor").EndAsync();

    private static async Task<T> AskAsync<T>(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.AdminConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static string[] To(EmbeddedPostgres postgres)
    {
        var at = new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString);
        return ["--host", at.Host!, "--port", $"{at.Port}", "--username", at.Username!];
    }

    private static async Task ToolAsync(string directory, string program, string[] arguments)
    {
        var ended = await Running.Of(new ProcessStartInfo(Path.Combine(directory, program), arguments)).EndAsync();
        Assert.True(ended.Code == 0, $"{program}: {ended.Output}{ended.Error}");
    }
}
