using Npgsql;
using ProposalLedger.EventStore;

namespace ProposalLedger.Faults;

/// <summary>Looks, again and again, at who holds the projector's lease in PostgreSQL: never two at a time.</summary>
internal sealed class LeaseWatch : IAsyncDisposable
{
    // The follower's "pllease", in the two halves that pg_locks shows of a key of 64 bits.
    private const string Ask = "select count(*) from pg_locks where locktype = 'advisory' and granted and classid = 7367788 and objid = 1700885349";

    private readonly CancellationTokenSource ended = new();
    private readonly Task looking;

    public LeaseWatch(string connectionString) => looking = LookAsync(connectionString);

    /// <summary>How often it was seen held.</summary>
    public int Held { get; private set; }

    /// <summary>The most holders that were seen at once.</summary>
    public long Most { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await looking;
        ended.Dispose();
    }

    private async Task LookAsync(string connectionString)
    {
        await using var connections = StoreConnections.Create(connectionString, "proposal-ledger lease watch");
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await using var ask = connections.CreateCommand(Ask);
                var holders = (long)(await ask.ExecuteScalarAsync(ended.Token))!;
                Most = Math.Max(Most, holders);
                if (holders > 0) Held++;
                await Task.Delay(50, ended.Token);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                // PostgreSQL is away, or nobody wants to know any more.
            }
        }
    }
}
