using Npgsql;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Tests.Views;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests.Tail;

public sealed class FollowerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_notices_appends_of_any_node_by_their_notification()
    {
        await using var ledger = await CreateAsync();
        await using var follower = Start(ledger, poll: TimeSpan.FromHours(1));
        await UntilAsync(follower, p => p.Connected);
        await ledger.Node().AppendAsync(Append("s", events: 3));
        await UntilAsync(follower, p => p.Head == 3);
        await ledger.Store.AppendAllAsync([Append("s", events: 3)]);
        await UntilAsync(follower, p => p.Head == 6);
    }

    [Fact]
    public async Task It_finds_appends_whose_notification_was_lost()
    {
        await using var ledger = await CreateAsync();
        await using var follower = Start(ledger);
        await UntilAsync(follower, p => p.Connected);
        await ledger.RunAsync("""
            select pl_append('{r}', '{n}', '{null}', '{1}', '{1}', '{1}', '{null}', '{null}', '{null}', '{null}', '{}', '{}',
                '{1}', '{1}', array[gen_random_uuid()], '{t}', '{"{}"}', '{"{}"}', '{null}', '{null}')
            """);
        await UntilAsync(follower, p => p.Head == 1);
    }

    [Fact]
    public async Task It_survives_the_end_of_its_connection()
    {
        await using var ledger = await CreateAsync();
        var faults = new List<Exception>();
        await using var follower = Start(ledger, fault: faults.Add);
        for (var i = 1; i <= 3; i++)
        {
            await UntilAsync(follower, p => p.Connected);
            Assert.Equal(1, await TerminateAsync(ledger));
            await UntilAsync(follower, p => !p.Connected);
            await ledger.Store.AppendAsync(Append("s"));
            await UntilAsync(follower, p => p.Connected && p.Head == i);
        }

        Assert.Equal(3, faults.Count);
    }

    [Fact]
    public async Task P8_One_node_projects_and_every_node_learns_how_far()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["counts"] = 1 });
        var projector = new CountingProjector(ledger, "counts", 1);
        await using var one = Start(ledger, (_, _) => projector.ApplyAsync(limit: 3), poll: TimeSpan.FromHours(1));
        await UntilAsync(one, p => p.HoldsLease);
        await using var other = Start(ledger, (_, _) => throw new InvalidOperationException("has no lease"), Assert.Null, TimeSpan.FromHours(1));
        await UntilAsync(other, p => p.Connected);

        await ledger.Store.AppendAsync(Append("s", events: 10));

        Assert.True(await one.WaitForProjectedAsync(10, Long));
        Assert.True(await other.WaitForProjectedAsync(10, Long)); // woken by the projector, as nothing else would wake it here
        Assert.Equal(10, (await ledger.Views.ReadRowsAsync(["counts"], "n")).Checkpoint);
        Assert.False(other.Progress.HoldsLease);
        Assert.False(await one.WaitForProjectedAsync(11, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task The_lease_moves_to_another_node_when_its_holder_goes_or_loses_its_connection()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["counts"] = 1 });
        var projector = new CountingProjector(ledger, "counts", 1);
        Func<Progress, CancellationToken, Task<bool>> project = (_, _) => projector.ApplyAsync(limit: 100);
        var first = Start(ledger, project);
        await UntilAsync(first, p => p.HoldsLease);
        await using var second = Start(ledger, project);
        await UntilAsync(second, p => p.Connected);
        Assert.False(second.Progress.HoldsLease);

        await first.DisposeAsync();
        await UntilAsync(second, p => p.HoldsLease);
        await using var third = Start(ledger, project);
        await UntilAsync(third, p => p.Connected);
        await TerminateAsync(ledger, "limit 1", "where pid in (select pid from pg_locks where locktype = 'advisory')");
        await UntilAsync(second, p => !p.HoldsLease);
        await ledger.Store.AppendAsync(Append("s", events: 2));
        Assert.True(await second.WaitForProjectedAsync(2, Long));
        Assert.True(await third.WaitForProjectedAsync(2, Long));
        await UntilAsync(second, p => p.Connected);
        Assert.Single(new[] { second, third }, f => f.Progress.HoldsLease);
    }

    [Fact]
    public async Task A_projector_that_throws_is_told_and_tried_again_and_a_stopped_view_holds_nothing_up()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["counts"] = 1, ["broken"] = 1 });
        var projector = new CountingProjector(ledger, "counts", 1);
        var thrown = 0;
        var faults = new List<Exception>();
        await using var follower = Start(ledger, async (_, ct) =>
        {
            if (++thrown == 1) throw new InvalidOperationException("once");
            if (thrown == 2) await ledger.Views.StopAsync("broken", 1, 1, "cannot", ct);
            return await projector.ApplyAsync(limit: 100);
        }, faults.Add);
        await ledger.Store.AppendAsync(Append("s"));
        Assert.True(await follower.WaitForProjectedAsync(1, Long));
        Assert.IsType<InvalidOperationException>(Assert.Single(faults));
    }

    [Fact]
    public async Task P9_A_step_that_never_ends_hides_neither_new_events_nor_a_lost_connection()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["counts"] = 1 });
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var follower = Start(ledger, async (_, ct) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
            return false;
        });
        await ledger.Store.AppendAsync(Append("s"));
        await begun.Task.WaitAsync(Long);
        await ledger.Store.AppendAsync(Append("s"));
        await UntilAsync(follower, p => p is { Head: 2, Projected: 0, HoldsLease: true });

        await TerminateAsync(ledger);
        await UntilAsync(follower, p => p is { Connected: false, HoldsLease: false });
        await ended.Task.WaitAsync(Long); // what it was doing under the lease ends with the lease
    }

    [Fact]
    public async Task P8_A_session_that_falls_silent_with_a_lock_that_others_wait_for_is_ended()
    {
        await using var ledger = await CreateAsync();
        await using var follower = Start(ledger, (_, _) => Task.FromResult(false));
        await UntilAsync(follower, p => p.HoldsLease);
        await using var silent = new NpgsqlConnection(ledger.ConnectionString + ";Pooling=false");
        await silent.OpenAsync();
        await using var transaction = await silent.BeginTransactionAsync();
        await using (var takes = new NpgsqlCommand("select pg_advisory_xact_lock(1)", silent, transaction)) await takes.ExecuteNonQueryAsync();

        await using var other = new NpgsqlConnection(ledger.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using var waits = new NpgsqlCommand("select pg_advisory_lock(1)", other);
        await waits.ExecuteNonQueryAsync().WaitAsync(Long);
        var ended = await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync());
        // The commit may meet a closed line before it reads why it was closed.
        Assert.True(ended.SqlState == PostgresErrorCodes.AdminShutdown || ended.InnerException is IOException, ended.ToString());
    }

    [Fact]
    public async Task A_view_that_the_program_does_not_know_holds_nothing_up()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["counts"] = 1, ["of-another-release"] = 1 });
        var projector = new CountingProjector(ledger, "counts", 1);
        await using var follower = Start(ledger, (_, _) => projector.ApplyAsync(limit: 100), views: ["counts"]);
        await ledger.Store.AppendAsync(Append("s"));
        Assert.True(await follower.WaitForProjectedAsync(1, Long));
    }

    private static Follower Start(
        TestLedger ledger, Func<Progress, CancellationToken, Task<bool>>? project = null, Action<Exception>? fault = null, TimeSpan? poll = null,
        string[]? views = null)
    {
        var follower = new Follower(new FollowerOptions
        {
            ConnectionString = ledger.ConnectionString,
            Views = views,
            Project = project,
            OnFault = fault,
            Poll = poll ?? TimeSpan.FromMilliseconds(250),
        });
        follower.Start();
        return follower;
    }

    private static async Task UntilAsync(Follower follower, Func<Progress, bool> reached)
    {
        using var limit = new CancellationTokenSource(Long);
        for (var now = follower.Progress; !reached(now);) now = await follower.WaitForChangeAsync(now, limit.Token);
    }

    private static async Task<long> TerminateAsync(TestLedger ledger, string limit = "", string where = "where application_name = 'proposal-ledger follower'") =>
        await ledger.AskAsync<long>($"select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity {where} and datname = current_database() {limit}) f");
}
