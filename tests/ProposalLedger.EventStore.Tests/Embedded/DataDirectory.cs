using Npgsql;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.EventStore.Tests.Embedded;

/// <summary>A data directory of one test's own, and its way to start and stop clusters in it; all of it goes at the end.</summary>
public sealed class DataDirectory : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Original = new(MakeOriginalAsync);
    private readonly string _top;

    public DataDirectory(string? within = null)
    {
        _top = Directory.CreateTempSubdirectory("ledger-embedded-").FullName;
        // A temporary directory is its maker's alone, and PostgreSQL runs as another user when we are root.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_top, (UnixFileMode)0b111_101_101);
        Path = System.IO.Path.Combine(_top, within ?? "ledger");
        Steps = [];
    }

    /// <summary>With a cluster in it that another directory was made with: making one takes seconds, a copy does not.</summary>
    public static async Task<DataDirectory> WithClusterAsync(string? within = null)
    {
        var directory = new DataDirectory(within);
        Directory.CreateDirectory(directory.Path);
        using var copy = System.Diagnostics.Process.Start("cp", ["-a", (await Original.Value) + "/postgresql", directory.Path]);
        await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        return directory;
    }

    public string Path { get; }

    public string Cluster => System.IO.Path.Combine(Path, "postgresql");

    public List<string> Steps { get; }

    public Task<EmbeddedPostgres> StartAsync(ProgramSource programs = ProgramSource.MachineThenNpm, Transport transport = Transport.Socket) =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedOptions { DataDirectory = Path, Programs = programs, Transport = transport }, new Listed(Steps), TestContext.Current.CancellationToken);

    public async Task<string> RefusalAsync(ProgramSource programs = ProgramSource.MachineThenNpm) =>
        (await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(programs))).Message;

    /// <summary>The process that runs the cluster.</summary>
    public int Postmaster() => int.Parse(File.ReadLines(System.IO.Path.Combine(Cluster, "postmaster.pid")).First());

    public bool Runs() => File.Exists(System.IO.Path.Combine(Cluster, "postmaster.pid"));

    public static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Runs()) await (await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = Path }, null, CancellationToken.None)).StopAsync();
        Directory.Delete(_top, recursive: true);
    }

    private static async Task<string> MakeOriginalAsync()
    {
        var original = new DataDirectory();
        await (await original.StartAsync()).StopAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(original._top, recursive: true);
        return original.Path;
    }

    private sealed class Listed(List<string> steps) : IProgress<string>
    {
        public void Report(string value) => steps.Add(value);
    }
}
