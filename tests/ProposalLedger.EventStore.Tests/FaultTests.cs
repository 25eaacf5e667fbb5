using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("FATAL", "XX000", true, true)]   // no room for what a new session writes
    [InlineData("FATAL", "57P01", true, true)]
    [InlineData("FATAL", "57P03", true, false)]  // it is starting
    [InlineData("FATAL", "53300", true, false)]
    [InlineData("FATAL", "28P01", false, true)]  // somebody's to correct
    [InlineData("FATAL", "3D000", false, true)]
    [InlineData("ERROR", "53100", true, false)]
    [InlineData("PANIC", "53100", true, true)]   // in the middle of a commit, perhaps
    [InlineData("ERROR", "55P03", true, false)]
    [InlineData("ERROR", "XX000", false, true)]
    [InlineData("ERROR", "22003", false, true)]
    public void P14_What_ends_a_session_is_the_databases_trouble_and_what_it_refuses_the_callers(string severity, string state, bool isUnavailable, bool outcomeUnknown)
    {
        Assert.Equal(isUnavailable, Fault.IsUnavailable(new PostgresException("in words", severity, severity, state), out var unknown));
        Assert.Equal(outcomeUnknown, unknown);
    }

    [Fact]
    public async Task A_lock_that_is_never_given_up_ends_every_waiting_append_within_5_seconds_and_nothing_is_written()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        var first = Within5Seconds(ledger.Store.AppendAsync(Append("s", key: "k")));
        await held.WaitForWaiterAsync();
        var queued = Within5Seconds(ledger.Store.AppendAsync(Append("t")));
        await first;
        await queued;
        await held.ReleaseAsync();
        // Whether PostgreSQL said so itself, or not in time: nothing of them is there.
        Assert.Equal(new AppendOutcome.Appended("s", 1, 1, 1), await ledger.Store.AppendAsync(Append("s", key: "k")));
        await ledger.AssertInOrderAsync(1);
    }

    [Fact]
    public async Task A_database_that_is_down_is_named_within_5_seconds()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var source = StoreConnections.Create($"Host=127.0.0.1;Port={port};Username=nobody");
        await using var store = new LedgerStore(source);
        await Task.WhenAll(
            Within5Seconds(store.AppendAsync(Append("s"))),
            Within5Seconds(store.AppendAllAsync([Append("s")])),
            Within5Seconds(store.GetHeadAsync()),
            Within5Seconds(store.ReadStreamAsync("s")),
            Within5Seconds(store.FindCommandAsync("a", "k")),
            Within5Seconds(new EventStore.Views.ViewStore(source).ReadRowsAsync(["v"], "n")));
    }

    [Fact]
    public async Task A_database_that_never_answers_is_named_within_5_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start(); // takes connections, and says nothing
        await using var source = StoreConnections.Create($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody");
        await using var store = new LedgerStore(source);
        await Task.WhenAll(
            Within5Seconds(store.AppendAsync(Append("s"))),
            Within5Seconds(store.AppendAllAsync([Append("s")])),
            Within5Seconds(store.GetHeadAsync()));
    }

    [Fact]
    public async Task P1_A_connection_killed_in_the_middle_leaves_an_append_whole_or_undone_and_the_same_command_tells_which()
    {
        await using var ledger = await CreateAsync();
        await using var held = await HeldLock.TakeAsync(ledger);
        var append = ledger.Store.AppendAsync(Append("s", events: 3, key: "k"));
        await held.WaitForWaiterAsync();
        await ledger.RunAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        Assert.True((await Within5Seconds(append)).OutcomeUnknown);
        await held.ReleaseAsync();

        Assert.Equal(new AppendOutcome.Appended("s", 3, 1, 3), await ledger.Store.AppendAsync(Append("s", events: 3, key: "k")));
        await ledger.AssertInOrderAsync(3);
    }

    private static async Task<StoreUnavailableException> Within5Seconds(Task call)
    {
        var watch = Stopwatch.StartNew();
        var e = await Assert.ThrowsAsync<StoreUnavailableException>(() => call);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5.5)); // the half second is the test machine's
        return e;
    }
}
