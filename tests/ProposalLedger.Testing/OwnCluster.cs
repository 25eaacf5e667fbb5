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

    public static async Task<OwnCluster> StartAsync()
    {
        var own = new EmbeddedOptions { DataDirectory = Path.Combine(Path.GetTempPath(), $"ledger-own-{Guid.NewGuid():N}"[..24]) };
        return new OwnCluster(own, await EmbeddedPostgres.StartAsync(own, null, CancellationToken.None));
    }

    /// <summary>As the superuser, in a database.</summary>
    public string AdminIn(string database) => new NpgsqlConnectionStringBuilder(postgres.AdminConnectionString) { Database = database }.ConnectionString;

    public Task StopAsync() => postgres.StopAsync();

    /// <summary>As a machine that loses its power: its process is killed, and takes its children with it.</summary>
    public async Task CrashAsync()
    {
        var file = Directory.EnumerateFiles(options.DataDirectory, "postmaster.pid", SearchOption.AllDirectories).Single();
        using var postmaster = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(file))[0], CultureInfo.InvariantCulture));
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
        // Leaves it, so that the next start is the only user; there is nothing to stop.
        await Assert.ThrowsAsync<EmbeddedPostgresException>(() => postgres.StopAsync());
    }

    public async Task StartAgainAsync() => postgres = await EmbeddedPostgres.StartAsync(options, null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(postgres.ConnectionString)) NpgsqlConnection.ClearPool(pooled);
        await postgres.StopAsync();
        Directory.Delete(options.DataDirectory, recursive: true);
    }
}
