using System.Net;
using System.Runtime.CompilerServices;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Events;

public sealed class RecentEventsTests
{
    private const int PageSize = 5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task A_reader_takes_a_page_of_the_recent_events_and_holds_no_more_while_he_sends_it()
    {
        await using var server = await LedgerServer.StartAsync(null, ("Ledger:Following:PageSize", $"{PageSize}"));
        var events = server.Get<RecentEvents>();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var keeping = KeepAsync(events, ends.Token);
        await OpenAsync(server, 1, 3 * PageSize);
        while (Kept(events) < 3 * PageSize) await events.NextAsync(3 * PageSize, Ct);
        Assert.Equal(PageSize, (await events.ReadAsync(1, 3 * PageSize, new TailFilter(), Ct)).Events.Count);

        await using var slow = server.Get<LogTail>().FollowAsync(new TailRequest(1, new TailFilter()), Caller.Anybody, Ct).GetAsyncEnumerator(Ct);
        var sent = new List<long>();
        var first = await BeginAsync(slow, events, sent);
        await OpenAsync(server, (3 * PageSize) + 1, PageSize);
        while (Kept(events) < 4 * PageSize) await events.NextAsync(4 * PageSize, Ct);
        for (var i = 0; i < 5 && first.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(first.IsAlive);
        while (await slow.MoveNextAsync() && (slow.Current.Event is null || slow.Current.Position < 4 * PageSize))
            if (slow.Current.Event is not null) sent.Add(slow.Current.Position);
        Assert.Equal(Enumerable.Range(2, (4 * PageSize) - 2).Select(i => (long)i), sent);
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    // Of its own, so that no local of the test holds the beat.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> BeginAsync(IAsyncEnumerator<TailMessage> slow, RecentEvents events, List<long> sent)
    {
        var beat = new WeakReference(events.Now.Events);
        Assert.True(await slow.MoveNextAsync());
        sent.Add(slow.Current.Position);
        return beat;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Kept(RecentEvents events) => events.Now.Events.Length;

    /// <summary>Somebody waits, so recent events are kept.</summary>
    private static async Task KeepAsync(RecentEvents events, CancellationToken ct)
    {
        while (true) await events.NextAsync(long.MaxValue, ct);
    }

    private static async Task OpenAsync(LedgerServer server, int first, int count)
    {
        for (var i = first; i < first + count; i++)
            (await server.Writer.PostAsync("/api/negotiations", $$"""{"id":"n-{{i}}","title":"N {{i}}"}""")).Must(HttpStatusCode.Created);
    }
}
