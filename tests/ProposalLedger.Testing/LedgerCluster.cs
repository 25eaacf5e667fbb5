using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Testing;

/// <summary>One PostgreSQL for all tests of a process, in a temporary directory that goes when the process ends.</summary>
public static class LedgerCluster
{
    private const string Prefix = "ledger-test-";
    private static readonly Lazy<Task<EmbeddedPostgres>> Started = new(StartAsync);

    /// <summary>The running cluster, started by the first who asks.</summary>
    public static Task<EmbeddedPostgres> GetAsync() => Started.Value;

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        await RemoveLeftoversAsync();
        var directory = Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"[..24]);
        var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = directory }, null, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(cluster);
        return cluster;
    }

    private static void Remove(EmbeddedPostgres cluster)
    {
        NpgsqlConnection.ClearAllPools();
        cluster.StopAsync().GetAwaiter().GetResult();
        Directory.Delete(cluster.DataDirectory, recursive: true);
    }

    // A test process that was killed leaves its cluster running.
    private static async Task RemoveLeftoversAsync()
    {
        foreach (var directory in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var number = Path.GetFileName(directory)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || Lives(process)) continue;
            try
            {
                Remove(await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = directory }, null, CancellationToken.None));
            }
            catch (Exception error) when (error is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                // Another user's, or another test process cleans up too.
            }
        }
    }

    private static bool Lives(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
