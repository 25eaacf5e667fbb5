using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProposalLedger.Load;

namespace ProposalLedger.Server.Tests.Hub;

/// <summary>The runs of docs/live.md in short, and that their checks see what they are there for.</summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task P4_P7_Each_of_a_crowd_gets_every_event_once_and_in_order()
    {
        var result = await CrowdRun.RunAsync(new CrowdWish(Clients: 300, Rate: 20, Seconds: 4, WarmUp: 1), output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(result.Row);
        Assert.Equal(300 * 20 * 4, result.Delivered);
        Assert.Empty(Aims.MissedBy(result, null, 4 * 520)); // what thousands may take; here are hundreds, on a machine that may be busy
    }

    [Fact(Timeout = Limit)]
    public async Task P4_P7_Without_any_notification_every_event_comes_all_the_same()
    {
        var result = await CrowdRun.RunAsync(new CrowdWish(Clients: 20, Rate: 50, Seconds: 4, WithoutNotify: true, WarmUp: 1), output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(result.Row);
        Assert.InRange(result.Swallowed, 1, int.MaxValue);
        Assert.Equal(20 * 50 * 4, result.Delivered);
        Assert.Empty(Aims.MissedBy(result, null, 4 * 1500)); // four times, as the machine may be busy with other tests
    }

    [Fact(Timeout = Limit)]
    public async Task P5_Each_of_many_watchers_of_a_view_ends_with_what_a_fresh_read_says_and_none_goes_back()
    {
        var result = await WatchRun.RunAsync(new CrowdWish(Clients: 200, Rate: 20, Seconds: 3, WarmUp: 1), output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine(result.Row);
        Assert.InRange(result.States, 200, long.MaxValue);
        Assert.Equal(0, result.BackInTime);
    }

    [Fact(Timeout = Limit)]
    public async Task P7_A_client_that_stops_to_read_is_cut_and_gets_all_that_it_missed_when_it_comes_back()
    {
        var wish = new SlowWish(Healthy: 50, Comers: 100, Rate: 50, SecondsAlone: 2, SecondsBeside: 12, WarmUp: 1) { SendTimeout = TimeSpan.FromSeconds(5) };
        using var run = new SlowRun(wish, output.WriteLine);
        var result = await run.RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(result.Row);
        Assert.InRange(result.Cut, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
        Assert.InRange(result.Missed, 1, long.MaxValue);
        Assert.InRange(result.Peak - result.Memory, 0, 128 * 1024 * 1024); // a node that has just started grows by itself, too
        Assert.Equal((0, 0, 0), (result.Lost, result.Repeated, result.OutOfOrder));
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_lost_repeated_or_out_of_order_is_counted_however_the_bytes_are_cut()
    {
        var ct = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var arrivals = new Arrivals();
        using var client = new TailClient((IPEndPoint)listener.LocalEndpoint, "talks", 10, arrivals);
        using var crowd = new Crowd();
        var opened = crowd.OpenAsync([client], ct);
        var buffer = new byte[1024];
        using var server = await listener.AcceptSocketAsync(ct);
        // 13 comes twice, 15 is missing, and the last one's previous is wrong. A frame that ends within a message, and one that is empty.
        await server.SendAsync("HTTP/1.1 101 Switching Protocols\r\n\r\n"u8.ToArray(), ct);
        for (var heard = ""; !heard.Contains("\"target\":\"Tail\"", StringComparison.Ordinal); heard += Encoding.UTF8.GetString(buffer, 0, await server.ReceiveAsync(buffer, ct))) { }
        byte[] said =
        [
            .. Frame(0x81, "{}\u001e"), .. Frame(0x01, Event(11, 10) + Event(12, 11)[..40]), .. Frame(0x80, Event(12, 11)[40..]),
            .. Frame(0x89, ""), .. Frame(0x81, Event(13, 12) + Event(13, 13) + Event(14, 13) + "{\"type\":6}\u001e" + Event(16, 14) + Event(17, 15)),
        ];
        foreach (var piece in said.Chunk(7)) await server.SendAsync(piece, ct);
        await opened;
        await crowd.UntilAsync(() => client.Position == 17, TimeSpan.FromSeconds(10), "All has come", ct);
        Assert.Equal((7, 1, 1, 1), (client.Events, client.Lost, client.Repeated, client.OutOfOrder));
        Assert.Equal(7, arrivals.Count);
        Assert.InRange(arrivals.Within(1), 1000, 30_000);
    }

    [Fact]
    public void What_a_run_misses_is_said()
    {
        var wish = new CrowdWish(50, 100, 30);
        var few = new CrowdResult(wish, 100, 1, 0, 0, 0, 50, 250, 300, 0, 0, 0, default!, TimeSpan.FromSeconds(1), 0, 0);
        Assert.Empty(Aims.MissedBy(few, 50, 250));
        Assert.Equal(["p50 at most 50 ms: it was 51 ms", "p99 at most 250 ms: it was 251 ms"], Aims.MissedBy(few with { P50 = 51, P99 = 251 }, 50, 250));
        Assert.Equal(["all once and in order: 1 lost, 2 repeated, 3 out of order"], Aims.MissedBy(few with { Lost = 1, Repeated = 2, OutOfOrder = 3 }, 50, 250));
        var slow = new SlowResult(new SlowWish(1, 1, 1, 1, 1), default, default, 0, 64 << 20, default, TimeSpan.FromSeconds(30), 0, 0, 0, 0, 0, 0);
        Assert.Empty(Aims.MissedBy(slow));
        Assert.Equal(["the node's growth at most 64 MiB: it was 65 MiB", "the silent client's cut after at most 30 s: it was 31 s"], Aims.MissedBy(slow with { Peak = 65 << 20, Cut = TimeSpan.FromSeconds(31) }));
    }

    [Theory]
    [InlineData("crowd", "--clients", "9000")]
    [InlineData("few", "--seconds", "3600")]
    [InlineData("slow", "--rate", "0")]
    [InlineData("crowd", "--node", "http://example.org")]
    public async Task A_run_is_bounded_and_asks_nobody_but_its_own_node(params string[] arguments) => Assert.NotEqual(0, await Commands.RunAsync(arguments));

    private static string Event(long position, long previous) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"type":2,"invocationId":"1","item":{"kind":"event","head":20,"previous":{{{previous}}},"time":"{{{DateTime.UtcNow.AddSeconds(-1):O}}}","position":{{{position}}},"data":{} } }""") + "\u001e";

    private static byte[] Frame(byte kind, string text) =>
        text.Length < 126 ? [kind, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)] : [kind, 126, (byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
