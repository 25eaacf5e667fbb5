using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Testing;

/// <summary>A PostgreSQL of one test's own, so that it can be stopped, crashed and started again.</summary>
public sealed class OwnCluster : IAsyncDisposable
{
    private readonly EmbeddedOptions options;
    private EmbeddedPostgres postgres;

    private OwnCluster(EmbeddedOptions options, EmbeddedPostgres postgres) => (this.options, this.postgres) = (options, postgres);

    /// <summary>As a server connects.</summary>
    public string ConnectionString => postgres.ConnectionString;

    /// <summary>As migrations connect.</summary>
    public string OwnerConnectionString => postgres.OwnerConnectionString;

    /// <summary>As a server's configuration names it.</summary>
    public (string, string)[] Settings => [("ConnectionStrings:Ledger", postgres.ConnectionString), ("ConnectionStrings:LedgerOwner", postgres.OwnerConnectionString)];

    /// <summary>Where PostgreSQL's programs are that it runs with.</summary>
    public string Programs { get; private set; } = "";

    private string PostmasterFile => Directory.EnumerateFiles(options.DataDirectory, "postmaster.pid", SearchOption.AllDirectories).Single();

    private int PostmasterId => int.Parse(File.ReadLines(PostmasterFile).First(), CultureInfo.InvariantCulture);

    /// <param name="directory">On a file system of the test's own; null: a temporary one.</param>
    /// <param name="settings">Of postgresql.conf.</param>
    public static async Task<OwnCluster> StartAsync(string? directory = null, params (string Name, string Value)[] settings)
    {
        var own = new EmbeddedOptions
        {
            DataDirectory = directory ?? Path.Combine(Path.GetTempPath(), $"ledger-own-{Guid.NewGuid():N}"[..24]),
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        };
        var cluster = new OwnCluster(own, await EmbeddedPostgres.StartAsync(own, null, CancellationToken.None));
        if (OperatingSystem.IsLinux()) cluster.Programs = Path.GetDirectoryName(new FileInfo($"/proc/{cluster.PostmasterId}/exe").ResolveLinkTarget(returnFinalTarget: true)!.FullName)!;
        return cluster;
    }

    /// <summary>As the superuser, in a database.</summary>
    public string AdminIn(string database) => new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = database }.ConnectionString;

    public Task StopAsync() => postgres.StopAsync();

    /// <summary>As a machine that loses its power: its process is killed, and takes its children with it.</summary>
    public async Task CrashAsync()
    {
        using var postmaster = Process.GetProcessById(PostmasterId);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
        await LeaveAsync();
    }

    /// <summary>Every process of it is killed at once: none of them finishes what it has begun.</summary>
    public async Task KillAsync()
    {
        using var postmaster = Process.GetProcessById(PostmasterId);
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync();
        await LeaveAsync();
    }

    /// <summary>After PostgreSQL has ended by itself.</summary>
    public async Task LeaveAsync() =>
        // Leaves it, so that the next start is the only user; there is nothing to stop.
        await Assert.ThrowsAsync<EmbeddedPostgresException>(() => postgres.StopAsync());

    /// <summary>Whether its process lives.</summary>
    public bool IsRunning
    {
        get
        {
            try
            {
                using var postmaster = Process.GetProcessById(PostmasterId);
                return !postmaster.HasExited;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
            {
                return false; // it takes its file away with it
            }
        }
    }

    public async Task StartAgainAsync() => postgres = await EmbeddedPostgres.StartAsync(options, null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(postgres.ConnectionString)) NpgsqlConnection.ClearPool(pooled);
        await postgres.StopAsync();
        Directory.Delete(options.DataDirectory, recursive: true);
    }
}
