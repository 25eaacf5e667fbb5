using Microsoft.AspNetCore.SignalR;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Hub;

/// <summary>How many streams one connection has. SignalR limits calls at a time, but a stream has left its call as soon as it flows.</summary>
internal sealed class Subscriptions(int limit, ILogger log)
{
    private int open;

    public static Subscriptions Of(HubCallerContext connection, int limit, ILogger log)
    {
        lock (connection.Items)
        {
            if (!connection.Items.TryGetValue(typeof(Subscriptions), out var there)) connection.Items.Add(typeof(Subscriptions), there = new Subscriptions(limit, log));
            return (Subscriptions)there!;
        }
    }

    /// <summary>Starts a stream and counts it as long as it flows.</summary>
    /// <exception cref="ProblemException">There are too many already.</exception>
    public async Task<IAsyncEnumerable<T>> AdmitAsync<T>(Func<Task<IAsyncEnumerable<T>>> start)
    {
        try
        {
            if (Interlocked.Increment(ref open) > limit)
                throw new ProblemException(new Problem("too-many-subscriptions", $"A connection has at most {limit} subscriptions; end one, or open another connection."));
            return CountedAsync(await start());
        }
        catch
        {
            Interlocked.Decrement(ref open);
            throw;
        }
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> flowing)
    {
        try
        {
            return await flowing.MoveNextAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw HubProblem.Of(e, log); // in a stream that flows no filter sees it
        }
    }

    // Without a token of its own: the messages have the subscription's.
    private async IAsyncEnumerable<T> CountedAsync<T>(IAsyncEnumerable<T> messages)
    {
        try
        {
            await using var flowing = messages.GetAsyncEnumerator();
            while (await NextAsync(flowing)) yield return flowing.Current;
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
