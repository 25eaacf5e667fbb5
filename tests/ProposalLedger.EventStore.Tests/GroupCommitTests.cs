using static ProposalLedger.EventStore.AppendOutcome;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Appends_that_share_a_batch_each_get_their_own_outcome()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("old", key: "done") with { Reserves = ["taken"] });
        await using var held = await HeldLock.TakeAsync(ledger);
        var first = ledger.Store.AppendAsync(Append("plug")); // waits for the lock, and the others gather behind it
        await held.WaitForWaiterAsync();

        Task<AppendOutcome>[] rest =
        [
            ledger.Store.AppendAsync(Append("a", expected: 0)),
            ledger.Store.AppendAsync(Append("a", expected: 0)),
            ledger.Store.AppendAsync(Append("a", expected: 1, events: 2)),
            ledger.Store.AppendAsync(Append("old", key: "done")),
            ledger.Store.AppendAsync(Append("old", key: "done", body: "another")),
            ledger.Store.AppendAsync(Append("b") with { Reserves = ["taken"] }),
            ledger.Store.AppendAsync(Append("c") with { Events = [Event(data: "not json")] }),
            ledger.Store.AppendAsync(Append("d", events: 0, key: "nothing")),
            ledger.Store.AppendAsync(Append("e", key: "twice")),
            ledger.Store.AppendAsync(Append("e", key: "twice")),
        ];
        await held.ReleaseAsync();

        Assert.Equal(new Appended("plug", 1, 2, 2), await first);
        await Assert.ThrowsAsync<AppendRefusedException>(() => rest[6]);
        Assert.Equal(
            [
                new Appended("a", 1, 3, 3), new VersionConflict(1), new Appended("a", 3, 4, 5), new Replayed("old", 1, 1, true),
                new CommandReused(), new IdTaken("taken", "old"), new Unchanged("d", 0, 0), new Appended("e", 1, 6, 6), new Replayed("e", 1, 6, true),
            ],
            await Task.WhenAll(rest.Where((_, i) => i != 6)));
        await ledger.AssertInOrderAsync(6);
    }

    [Fact]
    public async Task A_batch_that_is_tried_one_by_one_is_given_up_where_the_database_falls_silent_meanwhile_and_nothing_of_it_is_written()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        var plug = ledger.Store.AppendAsync(Append("plug"));
        await held.WaitForWaiterAsync();
        Task<AppendOutcome>[] rest =
        [
            ledger.Store.AppendAsync(Append("a")), ledger.Store.AppendAsync(Append("b") with { Events = [Event(data: "not json")] }),
            ledger.Store.AppendAsync(Append("c")), ledger.Store.AppendAsync(Append("d")),
        ];
        var next = HeldLock.TakeAsync(ledger); // stands in line behind the plug
        await held.WaitForWaiterAsync(2);
        await held.ReleaseAsync();
        Assert.Equal(new Appended("plug", 1, 1, 1), await plug);

        await using var again = await next;
        foreach (var one in rest) await Assert.ThrowsAsync<StoreUnavailableException>(() => one);
        await again.ReleaseAsync();
        await ledger.AssertInOrderAsync(1);
    }

    [Fact]
    public async Task Concurrent_appends_share_a_transaction()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        var plug = ledger.Store.AppendAsync(Append("plug"));
        await held.WaitForWaiterAsync();
        var rest = Enumerable.Range(0, 100).Select(i => ledger.Store.AppendAsync(Append("s" + i))).ToArray();
        await held.ReleaseAsync();
        await plug;
        await Task.WhenAll(rest);
        Assert.Equal(2L, await ledger.AskAsync<long>("select count(distinct xmin::text) from mt_events"));
    }

    [Fact]
    public async Task Many_appends_to_one_stream_in_one_batch_keep_their_order()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        var plug = ledger.Store.AppendAsync(Append("plug"));
        await held.WaitForWaiterAsync();
        var rest = Enumerable.Range(0, 300).Select(i => ledger.Store.AppendAsync(Append("s", expected: i) with { Reserves = ["id" + i] })).ToArray();
        await held.ReleaseAsync();
        await plug;
        Assert.Equal(Enumerable.Range(0, 300).Select(i => new Appended("s", i + 1, i + 2, i + 2)), await Task.WhenAll(rest));
        await ledger.AssertInOrderAsync(301);
    }

    [Fact]
    public async Task P1_A_caller_that_gives_up_while_it_waits_in_the_queue_has_appended_nothing_and_one_in_flight_appended_once()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        using var cancelled = new CancellationTokenSource();
        var flying = ledger.Store.AppendAsync(Append("s", key: "flying"), cancelled.Token);
        await held.WaitForWaiterAsync();
        var queued = ledger.Store.AppendAsync(Append("s", key: "queued"), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flying);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        await held.ReleaseAsync();

        Assert.Equal(new Appended("s", 2, 2, 2), await ledger.Store.AppendAsync(Append("s", key: "queued")));
        Assert.Equal(new Replayed("s", 1, 1, true), await ledger.Store.AppendAsync(Append("s", key: "flying")));
        await ledger.AssertInOrderAsync(2);
    }

    [Fact]
    public async Task Disposing_finishes_what_was_accepted()
    {
        await using var ledger = await CreateAsync();
        var node = ledger.Node();
        var accepted = Enumerable.Range(0, 50).Select(i => node.AppendAsync(Append("s" + i))).ToArray();
        await node.DisposeAsync();
        Assert.All(await Task.WhenAll(accepted), outcome => Assert.IsType<Appended>(outcome));
    }

    [Fact]
    public async Task Too_many_waiting_appends_are_refused_at_once_and_none_of_them_is_written()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        var plug = ledger.Store.AppendAsync(Append("plug"));
        await held.WaitForWaiterAsync();
        var waiting = Enumerable.Range(0, 5000).Select(i => ledger.Store.AppendAsync(Append("s" + (i % 1000)))).ToArray();
        var refused = waiting.Count(t => t.IsFaulted && t.Exception!.InnerException is StoreOverloadedException);
        Assert.InRange(refused, 1, 4999);
        await held.ReleaseAsync();
        await plug;

        // Those that were accepted are done, or left in time and said so; whatever was said, it is true.
        var (done, unknown) = (0, 0);
        foreach (var each in waiting)
        {
            try
            {
                Assert.IsType<Appended>(await each);
                done++;
            }
            catch (Exception e) when (e is StoreOverloadedException or StoreUnavailableException)
            {
                if (e is StoreUnavailableException { OutcomeUnknown: true }) unknown++; // under way when its time was over: it may be there
            }
        }

        var written = await ledger.Store.GetHeadAsync();
        Assert.InRange(written, 1 + done, 1 + done + unknown);
        await ledger.AssertInOrderAsync(written);
    }
}
