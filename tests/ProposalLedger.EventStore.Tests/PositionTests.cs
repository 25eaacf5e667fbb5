using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class PositionTests
{
    [Fact]
    public async Task P4_Positions_are_gapless_after_refused_failed_and_rolled_back_appends()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 2));
        await ledger.Store.AppendAsync(Append("s", expected: 9));
        await Assert.ThrowsAsync<AppendRefusedException>(() =>
            ledger.Store.AppendAsync(Append("s") with { Events = [Event(), Event(data: "{ not json")] }));
        await using (var connection = await ledger.App.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var append = new Npgsql.NpgsqlCommand("""
                select lasts[1] from pl_append('{r}', '{n}', '{null}', '{1}', '{1}', '{1}', '{null}', '{null}', '{null}', '{null}', '{}', '{}',
                    '{1}', '{1}', array[gen_random_uuid()], '{t}', '{"{}"}', '{"{}"}', '{null}', '{null}')
                """, connection, transaction);
            Assert.Equal(3L, await append.ExecuteScalarAsync());
            await transaction.RollbackAsync();
        }

        Assert.Equal(new AppendOutcome.Appended("s", 4, 3, 4), await ledger.Store.AppendAsync(Append("s", events: 2)));
        await ledger.AssertInOrderAsync(4);
    }

    [Fact]
    public async Task P4_Recorded_times_rise_with_the_position_even_when_the_clock_steps_back()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s"));
        await ledger.RunAsync("update pl_counter set last_timestamp = now() + interval '1 hour'");
        await ledger.Store.AppendAsync(Append("s", events: 3));
        await ledger.Store.AppendAsync(Append("s"));
        await ledger.AssertInOrderAsync(5);
        Assert.True((await ledger.Store.GetEventAsync(5))!.Recorded > DateTimeOffset.UtcNow.AddMinutes(59));
    }

    [Fact]
    public async Task P4_Sixteen_writers_leave_no_gap_and_a_tail_sees_every_event_once_in_order()
    {
        await using var ledger = await CreateAsync();
        Assert.Equal([], await TailUnderWritersAsync(ledger, writers: 16, appends: 60));
        await ledger.AssertInOrderAsync(16 * 60);
    }

    [Fact]
    public async Task P4_The_tails_checker_finds_skipped_events_when_the_function_takes_no_lock()
    {
        await using var ledger = await CreateAsync();
        var function = await ledger.AskAsync<string>("select pg_get_functiondef('pl_append_any'::regproc)");
        const string locked = "select c.last_position, c.last_timestamp into strict v_start, v_time from pl_counter c for update;";
        const string counted = "update pl_counter set last_position = v_last";
        Assert.Contains(locked, function, StringComparison.Ordinal);
        Assert.Contains(counted, function, StringComparison.Ordinal);
        // As most stores do: a number from a sequence, taken before the commit and in no order with it.
        await ledger.RunAsync(function
            .Replace(locked, "v_start := nextval('mt_events_sequence') - 1; v_time := clock_timestamp();", StringComparison.Ordinal)
            .Replace(counted, "update pl_counter set last_position = v_last where false and last_position = v_last", StringComparison.Ordinal)
            .Replace("perform setval('mt_events_sequence', v_last);", "", StringComparison.Ordinal)
            .Replace("where false and last_position = v_last, last_timestamp", "where false and last_timestamp", StringComparison.Ordinal));

        Assert.NotEmpty(await TailUnderWritersAsync(ledger, writers: 16, appends: 100));
    }

    /// <summary>Appends by many nodes at once while a tail reads on from its last position; returns what the tail did not see.</summary>
    private static async Task<IReadOnlyList<long>> TailUnderWritersAsync(TestLedger ledger, int writers, int appends)
    {
        using var written = new CancellationTokenSource();
        var tail = Task.Run(async () =>
        {
            var seen = new List<long>();
            while (true)
            {
                var last = written.IsCancellationRequested;
                var page = await ledger.Store.ReadLogAsync(seen.LastOrDefault(), 100);
                seen.AddRange(page.Select(e => e.Position));
                if (last && page.Count == 0) return seen;
            }
        });
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async w =>
        {
            var node = ledger.Node();
            for (var i = 0; i < appends; i++) Assert.IsType<AppendOutcome.Appended>(await node.AppendAsync(Append("w" + w)));
        }));
        await written.CancelAsync();

        var found = await tail;
        Assert.Equal(found.Distinct().Order(), found);
        var all = new List<long>();
        for (IReadOnlyList<StoredEvent> page; (page = await ledger.Store.ReadLogAsync(all.LastOrDefault(), 1000)).Count > 0;) all.AddRange(page.Select(e => e.Position));
        Assert.Equal(writers * appends, all.Count);
        return [.. all.Except(found)];
    }
}
