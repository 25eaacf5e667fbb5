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

    // A hint need not be durable: without this each would wait for a flush of its own, and the next append's flush for that one.
    private const string Notify = $"select set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', '')";

    // The first after a silence goes at once. Under load, who appends again and again would else pay for a wakening each time, and a follower has
    // not done yet with what the last one told him.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(2);

    private readonly Channel<bool> news = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task loop;

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "A hint that is lost costs a moment; whoever gives them goes on.")]
    public Wakening(NpgsqlDataSource dataSource) => loop = Task.Run(async () =>
    {
        await foreach (var _ in news.Reader.ReadAllAsync())
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync();
                await using var notify = new NpgsqlCommand(Notify, connection);
                await notify.PrepareAsync(); // once for each connection; later it costs nothing
                await notify.ExecuteNonQueryAsync();
            }
            catch (Exception)
            {
                // The followers' poll finds the news.
            }

            if (!news.Reader.Completion.IsCompleted) await Task.Delay(Apart);
        }
    });

    public void Announce() => news.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        news.Writer.TryComplete();
        await loop;
    }
}
