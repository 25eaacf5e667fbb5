using Npgsql;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Auth;

/// <summary>A database that is down is the same to a caller here as in the store: 503 within 5 seconds.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <exception cref="StoreUnavailableException">It is down, or does not answer.</exception>
    public static async Task<T> OfAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().WaitAsync(Limit);
        }
        catch (Exception e) when (e is TimeoutException or NpgsqlException { SqlState: null } or PostgresException { IsTransient: true } or System.Net.Sockets.SocketException)
        {
            throw new StoreUnavailableException("The database does not answer.", outcomeUnknown: true, e);
        }
    }
}
