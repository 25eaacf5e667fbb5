using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using ProposalLedger.EventStore.Telemetry;

namespace ProposalLedger.EventStore;

/// <summary>
/// Gathers the appends that arrive while a batch is on its way, and sends them as the next batch: one round trip and one flush for all of
/// them. Nothing is waited for when idle: who finds nobody sending sends by himself, on his own thread.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable, IThreadPoolWorkItem
{
    private const int QueueLimit = 4096;
    private const int BatchAppends = 512;
    private const int BatchBytes = 4 << 20;

    // How long those who were answered together are waited for, so that they come together again, and for how many batches nobody is who did not come.
    private static readonly TimeSpan Return = TimeSpan.FromMicroseconds(150);
    private const int Forbearance = 32;

    // A silence after which the connection is given back: much less than a database takes to start again.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    private readonly Wakening wakening;
    private readonly AppendCall call;
    private readonly Timer silence;
    private readonly Channel<PendingAppend> queue =
        Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.Wait });

    // Held by whoever sends: one batch at a time, so that they keep their order.
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly List<PendingAppend> gathered = [];
    private readonly Waves waves = new();
    private int forgone;

    // How many were queued already when the last answers went out.
    private int behind;

    public GroupCommit(NpgsqlDataSource dataSource)
    {
        (wakening, call) = (new Wakening(dataSource), new AppendCall(dataSource));
        silence = new Timer(_ => LetGo());
    }

    /// <summary>Tells the followers that there is news, soon and once for many calls.</summary>
    public void Announce() => wakening.Announce();

    public async Task<AppendOutcome> AppendAsync(Append append, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var pending = new PendingAppend(append);
        if (!queue.Writer.TryWrite(pending)) throw new StoreOverloadedException();
        if (sending.Wait(0, CancellationToken.None)) _ = LeadAsync();
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
        await sending.WaitAsync();
        while (Gather()) await CommitAsync(gathered);
        await silence.DisposeAsync();
        await call.DisposeAsync();
        await wakening.DisposeAsync();
        sending.Release();
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    /// <summary>The first batch after a silence: its caller's own append, mostly alone. Whatever has come meanwhile goes on in the pool, so that he has his answer.</summary>
    private async Task LeadAsync()
    {
        Activity.Current = null; // the batches are nobody's in particular
        if (Gather()) await CommitAsync(gathered).ConfigureAwait(false);
        if (!IsIdle()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task PumpAsync()
    {
        do
        {
            if (!Gather()) continue;
            var answered = gathered.Count;
            await CommitAsync(gathered).ConfigureAwait(false);
            if (answered > 1) await LetReturnAsync(answered).ConfigureAwait(false);
        }
        while (!IsIdle());
    }

    /// <summary>
    /// Many of those who were answered append again at once. Without them the next batch would be of the few who came in between, and these would have to
    /// wait for it: a batch costs much more than an append. Who is alone is never kept waiting.
    /// </summary>
    private async ValueTask LetReturnAsync(int answered)
    {
        if (forgone > 0)
        {
            forgone--;
            return;
        }

        var (begun, all) = (Stopwatch.GetTimestamp(), behind + answered);
        while (queue.Reader.Count < all - 1 - (all / 8))
        {
            if (Stopwatch.GetElapsedTime(begun) > Return)
            {
                if ((queue.Reader.Count - behind) * 2 < answered) forgone = Forbearance;
                return;
            }

            await Task.Yield();
        }
    }

    /// <summary>Gives up sending where nothing is left to send; false where there is, or came in that moment and nobody else took it on.</summary>
    private bool IsIdle()
    {
        while (queue.Reader.Count == 0)
        {
            silence.Change(Silence, Timeout.InfiniteTimeSpan);
            sending.Release();
            if (queue.Reader.Count == 0 || !sending.Wait(0)) return true;
        }

        return false;
    }

    /// <summary>Where nobody has sent for a while: whoever does next asks the pool, which knows the connections that a restart has broken.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Nobody's call: whatever goes wrong would end the process.")]
    private void LetGo()
    {
        if (!sending.Wait(0)) return;
        try
        {
            call.LetGo();
        }
        catch (Exception)
        {
            // A connection that cannot be given back is given up; the next batch opens another.
        }

        sending.Release();
        // Who came in that moment found somebody sending.
        if (queue.Reader.Count > 0 && sending.Wait(0)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool Gather()
    {
        gathered.Clear();
        for (var bytes = 0; gathered.Count < BatchAppends && bytes < BatchBytes && queue.Reader.TryRead(out var next);)
        {
            if (!next.TryTake()) continue;
            gathered.Add(next);
            foreach (var e in next.Append.Events) bytes += e.Data.Length;
        }

        return gathered.Count > 0;
    }

    /// <summary>Sends them and answers each, whatever becomes of it; false where the database does not answer.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong belongs to the callers.")]
    private async Task<bool> CommitAsync(List<PendingAppend> appends)
    {
        try
        {
            using var trip = StoreTelemetry.Batch(appends.Count);
            var batch = new Batch(appends, waves);
            var answers = await call.SendAsync(batch).ConfigureAwait(false);
            behind = queue.Reader.Count;
            if (batch.Answer(answers)) wakening.Announce();
        }
        catch (Exception e) when (Fault.IsUnavailable(e, out var unknown))
        {
            foreach (var each in appends) each.Fail(new StoreUnavailableException("The database does not answer.", unknown, e));
            // Whoever queued behind has waited as long, and would wait as long again for the same answer.
            while (queue.Reader.TryRead(out var next))
            {
                if (next.TryTake()) next.Fail(new StoreUnavailableException("The database does not answer.", outcomeUnknown: false, e));
            }

            return false;
        }
        catch (PostgresException e) when (appends.Count > 1)
        {
            // One append that cannot be stored must not take the others with it: the batch was rolled back, so each is tried alone.
            var answers = true;
            foreach (var each in appends)
            {
                if (answers) answers = await CommitAsync([each]).ConfigureAwait(false);
                else each.Fail(new StoreUnavailableException("The database does not answer.", outcomeUnknown: false, e));
            }

            return answers;
        }
        catch (PostgresException e)
        {
            appends[0].Fail(new AppendRefusedException(e.SqlState, $"The append cannot be stored: {e.MessageText}", e));
        }
        catch (Exception e)
        {
            foreach (var each in appends) each.Fail(e);
        }

        return true;
    }
}
