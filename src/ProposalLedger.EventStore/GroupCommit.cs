using System.Threading.Channels;
using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>
/// Gathers the appends that arrive while a batch is on its way, and sends them as the next batch: one round trip and one flush for all of
/// them. Nothing is waited for when idle.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int QueueLimit = 4096;
    private const int BatchAppends = 512;
    private const int BatchBytes = 4 << 20;

    private readonly NpgsqlDataSource dataSource;
    private readonly Wakening wakening;
    private readonly Channel<PendingAppend> queue =
        Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(QueueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Task pump;

    public GroupCommit(NpgsqlDataSource dataSource)
    {
        this.dataSource = dataSource;
        wakening = new Wakening(dataSource);
        pump = Task.Run(PumpAsync);
    }

    /// <summary>Tells the followers that there is news, soon and once for many calls.</summary>
    public void Announce() => wakening.Announce();

    public async Task<AppendOutcome> AppendAsync(Append append, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var pending = new PendingAppend(append);
        if (!queue.Writer.TryWrite(pending)) throw new StoreOverloadedException();
        try
        {
            return await pending.Outcome.WaitAsync(Fault.Patience, ct);
        }
        catch (TimeoutException e)
        {
            // A batch that was not sent yet can be left for good; of one that was sent nothing is known.
            throw new StoreUnavailableException("The append was not answered in time.", outcomeUnknown: !pending.TryWithdraw(), e);
        }
        catch (OperationCanceledException)
        {
            pending.TryWithdraw();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await pump;
        await wakening.DisposeAsync();
    }

    private async Task PumpAsync()
    {
        var batch = new List<PendingAppend>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            for (var bytes = 0; batch.Count < BatchAppends && bytes < BatchBytes && queue.Reader.TryRead(out var next);)
            {
                if (!next.TryTake()) continue;
                batch.Add(next);
                foreach (var e in next.Append.Events) bytes += e.Data.Length;
            }

            if (batch.Count > 0) await CommitAsync(batch);
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong belongs to the callers.")]
    private async Task CommitAsync(List<PendingAppend> appends)
    {
        try
        {
            var batch = new Batch(appends);
            if (await batch.SendAsync(dataSource)) wakening.Announce();
        }
        catch (Exception e) when (Fault.IsUnavailable(e, out var unknown))
        {
            foreach (var each in appends) each.Fail(new StoreUnavailableException("The database does not answer.", unknown, e));
            // Whoever queued behind has waited as long, and would wait as long again for the same answer.
            while (queue.Reader.TryRead(out var next))
            {
                if (next.TryTake()) next.Fail(new StoreUnavailableException("The database does not answer.", outcomeUnknown: false, e));
            }
        }
        catch (PostgresException) when (appends.Count > 1)
        {
            // One append that cannot be stored must not take the others with it: the batch was rolled back, so each is tried alone.
            foreach (var each in appends) await CommitAsync([each]);
        }
        catch (PostgresException e)
        {
            appends[0].Fail(new AppendRefusedException(e.SqlState, $"The append cannot be stored: {e.MessageText}", e));
        }
        catch (Exception e)
        {
            foreach (var each in appends) each.Fail(e);
        }
    }
}
