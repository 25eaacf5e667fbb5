using Npgsql;

namespace ProposalLedger.EventStore.Tests;

/// <summary>The store-wide lock in a stranger's hand.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly TestLedger ledger;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private HeldLock(TestLedger ledger, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.ledger, this.connection, this.transaction) = (ledger, connection, transaction);

    public static async Task<HeldLock> TakeAsync(TestLedger ledger)
    {
        var opened = await ledger.Admin.OpenConnectionAsync();
        var begun = await opened.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select from pl_counter for update", opened, begun);
        await command.ExecuteNonQueryAsync();
        return new HeldLock(ledger, opened, begun);
    }

    /// <summary>Returns once somebody waits for the lock, or as many as that.</summary>
    public async Task WaitForWaiterAsync(int waiters = 1)
    {
        while (await ledger.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") < waiters)
        {
            await Task.Yield();
        }
    }

    public Task ReleaseAsync() => transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
