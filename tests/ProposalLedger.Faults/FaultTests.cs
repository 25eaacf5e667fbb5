using System.Diagnostics;
using System.Text.Json;
using ProposalLedger.Testing;
using Xunit.Sdk;
using Xunit.v3;

namespace ProposalLedger.Faults;

/// <summary>One fault after the other on one stand, under writers and subscribers; what docs/live.md says of each comes from here.</summary>
[TestCaseOrderer(typeof(InOrder))]
public sealed class FaultTests(Stand stand) : IClassFixture<Stand>
{
    private const int Subscribers = 20;
    private const int Faults = 8;
    private const int Limit = 10 * 60_000;

    /// <summary>What is promised; in the short form the machine may be busy with other tests.</summary>
    private static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(Stand.Full ? 5 : 4 * 5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task P7_PostgreSQL_is_restarted_under_20_subscribers()
    {
        var repetitions = Stand.Full ? 5 : 2;
        await using var run = await Run.BeginAsync(stand, "PostgreSQL restarted", AllWays(), Ct);
        for (var i = 0; i < repetitions; i++)
        {
            if (i % 2 == 0) await stand.Cluster.StopAsync();
            else await stand.Cluster.CrashAsync();
            await stand.Cluster.StartAgainAsync();
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = "every second time by `kill -9`";
        await run.EndAsync(repetitions, Ct);
    }

    [Fact(Timeout = Limit)]
    public async Task P7_P8_A_node_is_killed_and_another_goes_on()
    {
        var repetitions = Stand.Full ? 20 : 2;
        var slowest = TimeSpan.Zero;
        await using var run = await Run.BeginAsync(stand, "node killed with -9", AllWays(), Ct);
        for (var i = 0; i < repetitions; i++)
        {
            var holder = await Stand.HolderAsync(stand.Nodes, Ct);
            var other = stand.Nodes.Single(node => node != holder);
            var killed = i % 2 == 0 ? holder : other;
            var clock = Stopwatch.StartNew();
            await killed.KillAsync();
            if (killed == holder) await TimedAsync(clock, Stand.HolderAsync([other], Ct), time => slowest = Max(slowest, time));
            await run.Writers.MoreAsync(50, Ct);
            await stand.StartAgainAsync(killed, Ct);
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = $"lease taken over within {slowest.TotalSeconds:0.0} s";
        await run.EndAsync(repetitions, Ct);
        Assert.InRange(slowest, TimeSpan.Zero, TakenOver);
    }

    [Fact(Timeout = Limit)]
    public async Task P7_P8_P9_The_network_between_a_node_and_its_database_swallows_everything()
    {
        var (repetitions, outage) = Stand.Full ? (3, 30) : (1, 5);
        var (stale, taken) = (TimeSpan.Zero, TimeSpan.Zero);
        await using var run = await Run.BeginAsync(stand, $"network to the database swallowed for {outage} s", AllWays(), Ct);
        using var reader = new HttpClient { BaseAddress = new Uri(stand.Nginx.Url) };
        for (var i = 0; i < repetitions; i++)
        {
            var node = await Stand.HolderAsync(stand.Nodes, Ct);
            await using var tail = NodeProgram.Start("tail.mjs", new { node.Url, after = (await Stand.HealthAsync(node, Ct))!.Value.Said.GetProperty("head").GetInt64() });
            await tail.UntilAsync(message => FreshnessOf(message) is "live" or "catching-up", Ct);

            var clock = Stopwatch.StartNew();
            stand.DatabaseLineOf(node).Swallow();
            await Task.WhenAll(
                TimedAsync(clock, Stand.HolderAsync(stand.Nodes.Where(other => other != node), Ct), time => taken = Max(taken, time)),
                TimedAsync(clock, Stand.ReadyAsync(node, false, Ct), time => stale = Max(stale, time)),
                tail.UntilAsync(message => FreshnessOf(message) == "stale", Ct));
            Assert.False(await Stand.HoldsLeaseAsync(node, Ct));
            // Readers are served by the other.
            for (var read = 0; read < 10; read++) (await reader.GetAsync($"/api/negotiations/{Stand.Negotiation}/parties", Ct)).EnsureSuccessStatusCode();
            await run.Writers.MoreAsync(50, Ct);
            if (TimeSpan.FromSeconds(outage) - clock.Elapsed is { Ticks: > 0 } rest) await Task.Delay(rest, Ct);

            stand.DatabaseLineOf(node).Mend(reset: i % 2 == 1);
            await Stand.ReadyAsync(node, true, Ct);
            await tail.UntilAsync(message => FreshnessOf(message) is "live" or "catching-up", Ct);
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = $"says so within {stale.TotalSeconds:0.0} s; lease taken over within {taken.TotalSeconds:0.0} s";
        await run.EndAsync(repetitions, Ct);
        Assert.InRange(taken, TimeSpan.Zero, TakenOver);
        Assert.InRange(stale, TimeSpan.Zero, TakenOver);
    }

    [Fact(Timeout = Limit)]
    public async Task P8_The_network_is_swallowed_in_the_middle_of_a_step_of_the_views()
    {
        var repetitions = Stand.Full ? 3 : 1;
        var taken = TimeSpan.Zero;
        await using var run = await Run.BeginAsync(stand, "the same in the middle of a step of the views", AllWays(), Ct);
        for (var i = 0; i < repetitions; i++)
        {
            var node = await Stand.HolderAsync(stand.Nodes, Ct);
            var other = stand.Nodes.First(another => another != node);
            await stand.DatabaseLineOf(node).SwallowAtAsync("pl_apply_texts", Ct);
            var clock = Stopwatch.StartNew();
            await Stand.HolderAsync([other], Ct);
            var head = (await Stand.HealthAsync(other, Ct))!.Value.Said.GetProperty("head").GetInt64();
            await TimedAsync(clock, Stand.ProjectedAsync(other, head, Ct), time => taken = Max(taken, time));
            stand.DatabaseLineOf(node).Mend(reset: false);
            await Stand.ReadyAsync(node, true, Ct);
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = $"views go on within {taken.TotalSeconds:0.0} s";
        await run.EndAsync(repetitions, Ct);
        Assert.InRange(taken, TimeSpan.Zero, 2 * TakenOver);
    }

    [Fact(Timeout = Limit)]
    public async Task P7_The_listening_connection_is_half_open()
    {
        var repetitions = Stand.Full ? 10 : 2;
        var noticed = TimeSpan.Zero;
        await using var run = await Run.BeginAsync(stand, "listening connection half-open", AllWays(), Ct);
        for (var i = 0; i < repetitions; i++)
        {
            var holder = await Stand.HolderAsync(stand.Nodes, Ct);
            var line = stand.DatabaseLineOf(i % 2 == 0 ? holder : stand.Nodes.First(node => node != holder));
            var clock = Stopwatch.StartNew();
            Assert.Equal(1, line.SwallowAnswers("proposal-ledger follower"));
            await TimedAsync(clock, line.NoticedAsync("proposal-ledger follower", Ct), time => noticed = Max(noticed, time));
            foreach (var node in stand.Nodes) await Stand.ReadyAsync(node, true, Ct);
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = $"noticed within {noticed.TotalSeconds:0.0} s";
        await run.EndAsync(repetitions, Ct);
        Assert.InRange(noticed, TimeSpan.Zero, TakenOver);
    }

    [Fact(Timeout = Limit)]
    public async Task P7_P9_The_clients_network_is_cut_without_a_word()
    {
        var repetitions = Stand.Full ? 3 : 1;
        var (noticed, back, pages) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        await using var run = await Run.BeginAsync(stand, "client's network cut in silence", Through(stand.ClientLine), Ct);
        for (var i = 0; i < repetitions; i++)
        {
            await stand.Pages.SayAsync("Live");
            await stand.Pages.KeepConnectionsAsync();
            var clock = Stopwatch.StartNew();
            stand.ClientLine.Swallow();
            await Task.WhenAll(
                TimedAsync(clock, run.AllSayAsync("lost", Ct), time => noticed = Max(noticed, time)),
                TimedAsync(clock, stand.Pages.SayAsync("Stale since"), time => noticed = Max(noticed, time)));
            await run.Writers.MoreAsync(50, Ct);
            clock.Restart();
            stand.ClientLine.Mend(reset: false);
            await Task.WhenAll(
                TimedAsync(clock, run.AllSayAsync("back", Ct), time => back = Max(back, time)),
                TimedAsync(clock, stand.Pages.SayAsync("Live"), time => pages = Max(pages, time)));
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = $"noticed within {noticed.TotalSeconds:0} s; when mended, followed again within {back.TotalSeconds:0} s, the open pages within {pages.TotalSeconds:0} s";
        await run.EndAsync(repetitions, Ct);
    }

    [Fact(Timeout = Limit)]
    public async Task P7_P9_A_laptop_sleeps_for_an_hour()
    {
        var repetitions = Stand.Full ? 2 : 1;
        for (var i = 0; i < repetitions; i++)
        {
            await using var line = new TcpProxy(() => stand.Nginx.EndPoint);
            using var clock = FakeClock.Create();
            await using var run = await Run.BeginAsync(stand, "laptop asleep for an hour", Through(line), Ct, clock.Environment);
            Signal.Send(run.ProcessId, Signal.Stop);
            stand.ClientLine.Swallow();
            await line.NoneOpenAsync(Ct); // the server has cut them all
            await run.Writers.MoreAsync(Stand.RecentEvents + 50, Ct); // what is missing is in the database alone
            clock.Set(TimeSpan.FromHours(1));
            stand.ClientLine.Mend(reset: true);
            Signal.Send(run.ProcessId, Signal.Continue);
            await stand.Pages.SleepAnHourAsync();
            await stand.Pages.SayAsync("Live");
            await run.EndAsync(1, Ct);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task P7_P8_Three_nodes_are_killed_in_turn_and_nginx_is_reloaded()
    {
        var repetitions = Stand.Full ? 6 : 2;
        var slowest = TimeSpan.Zero;
        await stand.AddNodeAsync(Ct);
        await using var run = await Run.BeginAsync(stand, "three nodes, the one that projects killed with -9", AllWays(), Ct);
        stand.Nginx.Reload(stand.Ports);
        for (var i = 0; i < repetitions; i++)
        {
            var holder = await Stand.HolderAsync(stand.Nodes, Ct);
            var clock = Stopwatch.StartNew();
            await holder.KillAsync();
            await TimedAsync(clock, Stand.HolderAsync(stand.Nodes.Where(node => node != holder), Ct), time => slowest = Max(slowest, time));
            await run.Writers.MoreAsync(50, Ct);
            await stand.StartAgainAsync(holder, Ct);
            await run.Writers.MoreAsync(50, Ct);
        }
        run.Note = $"a third joins by a reload of nginx; lease taken over within {slowest.TotalSeconds:0.0} s";
        await run.EndAsync(repetitions, Ct);
        Assert.InRange(slowest, TimeSpan.Zero, TakenOver);
    }

    [Fact(Timeout = Limit)]
    public async Task P9_Pages_left_open_through_all_of_it_show_what_fresh_ones_show()
    {
        // Alone it would show nothing: every fault before it, each with a row.
        Assert.Equal(Faults, stand.Rows.Select(row => row.Fault).Distinct().Count());
        await stand.Pages.ShowWhatFreshOnesShowAsync();
    }

    private static string? FreshnessOf(JsonElement message) => message.TryGetProperty("freshness", out var freshness) ? freshness.GetString() : null;

    private static async Task TimedAsync(Stopwatch clock, Task task, Action<TimeSpan> took)
    {
        await task;
        took(clock.Elapsed);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static IEnumerable<object> Through(TcpProxy line) =>
        Enumerable.Range(0, Subscribers).Select(_ => new { Urls = new[] { $"http://127.0.0.1:{line.Port}" } });

    /// <summary>Most through nginx, by the project's client or by each of the transports that need a node of their own; some with a list of the nodes themselves.</summary>
    private IEnumerable<object> AllWays() => Enumerable.Range(0, Subscribers).Select(i => new
    {
        Urls = i < 15 ? [stand.Nginx.Url] : stand.Nodes.Select(node => node.Url).ToArray(),
        Transport = i switch { < 3 => "ServerSentEvents", < 6 => "LongPolling", _ => null },
    });
}

/// <summary>As they stand in the file: the page that is open through all of them comes last.</summary>
internal sealed class InOrder : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases) where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(test => ((IXunitTestMethod)test.TestMethod!).Method.MetadataToken)];
}
