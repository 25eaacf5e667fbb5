using System.Net.Sockets;
using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>Turns what the driver throws into the store's own exceptions, by SQLSTATE and type, never by text.</summary>
public static class Fault
{
    /// <summary>How long a caller waits at most, queue, lock and network together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    /// <summary>Runs a read or an idempotent write; throws <see cref="StoreUnavailableException"/> when the database fails or is late.</summary>
    public static async Task<T> Guard<T>(Func<Task<T>> work, CancellationToken ct, TimeSpan? patience = null)
    {
        try
        {
            // The driver's own timeouts do not cover all of it: connecting, then cancelling, then giving up add up.
            return await work().WaitAsync(patience ?? Patience, ct);
        }
        catch (Exception e) when (IsUnavailable(e, out var unknown))
        {
            throw new StoreUnavailableException("The database does not answer.", unknown, e);
        }
    }

    /// <summary>For an operator's log: what the driver or PostgreSQL said, where the store put it in its own words for callers.</summary>
    public static string Why(Exception e) => (e as StoreUnavailableException)?.InnerException?.Message ?? e.Message;

    /// <summary>Whether the fault lies with the database's availability; and if so, whether a write may have been done all the same.</summary>
    public static bool IsUnavailable(Exception e, out bool outcomeUnknown)
    {
        var (state, severity) = e is PostgresException p ? (p.SqlState, p.InvariantSeverity) : (null, null);
        // A statement that lost its lock wait, was cancelled or found no slot was rolled back; of a lost connection nothing is known.
        outcomeUnknown = severity is "PANIC" || state is not (PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.DiskFull);
        // What ends a session is the database's own trouble, whatever its code: without room PostgreSQL 15 opens none, and says "internal error" (XX000). Not
        // that it refuses who asks (28) or has no such database (3D): that is somebody's to correct, and to be told.
        var ended = severity is "FATAL" or "PANIC" && !state!.StartsWith("28", StringComparison.Ordinal) && !state.StartsWith("3D", StringComparison.Ordinal);
        return e is TimeoutException || e is SocketException || (e is NpgsqlException && state is null) || ended
            || state is not null && (!outcomeUnknown || state.StartsWith("57P", StringComparison.Ordinal)
                || state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal)
                || state is PostgresErrorCodes.ReadOnlySqlTransaction or "PL006");
    }
}
