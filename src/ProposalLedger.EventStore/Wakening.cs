using System.Threading.Channels;
using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>
/// Sends NOTIFY after commits, outside of their transactions, where it would cost most of the throughput; many commits share one. It is
/// only a hint: followers poll besides, so a lost one costs a moment.
/// </summary>
internal sealed class Wakening : IAsyncDisposable
{
    /// <summary>The channel that followers listen on.</summary>
    public const string Channel = "pl_log";

    private readonly Channel<bool> news = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task loop;

    public Wakening(NpgsqlDataSource dataSource) => loop = Task.Run(async () =>
    {
        await foreach (var _ in news.Reader.ReadAllAsync())
        {
            try
            {
                await using var notify = dataSource.CreateCommand("notify " + Channel);
                await notify.ExecuteNonQueryAsync();
            }
            catch (Exception e) when (Fault.IsUnavailable(e, out var _))
            {
                // The followers' poll finds the news.
            }
        }
    });

    public void Announce() => news.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        news.Writer.TryComplete();
        await loop;
    }
}
