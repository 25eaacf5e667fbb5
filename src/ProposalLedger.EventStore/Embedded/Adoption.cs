using System.Diagnostics;
using Npgsql;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>Takes over a cluster that a killed server left running, or that another server uses.</summary>
internal static class Adoption
{
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(2);

    /// <summary>Null when no cluster runs here: then it is to be started.</summary>
    public static async Task<Endpoint?> TryAsync(Layout layout, Cluster cluster, IProgress<string>? steps, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (Postmaster.Read(layout) is { } postmaster && postmaster.Runs())
        {
            var passwords = Passwords.Read(layout);
            var endpoint = new Endpoint(passwords is null ? postmaster.SocketDirectory : "127.0.0.1", postmaster.Port, passwords);
            try
            {
                await using var connection = new NpgsqlConnection(endpoint.ConnectionString(Endpoint.Superuser, "postgres") + ";Pooling=false");
                await connection.OpenAsync(ct);
                steps?.Report($"Using the PostgreSQL that already runs in {layout.Root}");
                return endpoint;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                // Starting, recovering or stopping: it says so until it is done.
                steps?.Report($"Waiting for PostgreSQL: {error.MessageText}");
                await Task.Delay(100, ct);
                since = Stopwatch.GetTimestamp();
            }
            catch (PostgresException error) when (Fault.IsUnavailable(error, out _))
            {
                throw new EmbeddedPostgresException(
                    $"The PostgreSQL that runs in the data directory opens no session ({error.MessageText})", layout.Root, $"See its log in {layout.Log}.", error);
            }
            catch (PostgresException error)
            {
                throw new EmbeddedPostgresException(
                    $"A PostgreSQL that runs in the data directory does not admit user {Environment.UserName} ({error.MessageText})", layout.Root,
                    $"Stop process {postmaster.ProcessId}, or choose another Ledger__DataDirectory.", error);
            }
            catch (NpgsqlException) when (!postmaster.Ready || Stopwatch.GetElapsedTime(since) < Unreachable)
            {
                await Task.Delay(20, ct);
            }
            catch (NpgsqlException)
            {
                // Alive without its socket, which a cleaner of temporary files may have removed.
                steps?.Report("Restarting a PostgreSQL that cannot be reached");
                await cluster.StopAsync(ct);
            }
        }

        return null;
    }
}
