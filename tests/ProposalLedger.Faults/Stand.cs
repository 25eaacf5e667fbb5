using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using ProposalLedger.Browser.Tests;
using ProposalLedger.Faults;
using ProposalLedger.Testing;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace ProposalLedger.Faults;

/// <summary>What the faults befall: PostgreSQL, nodes that each reach it over a line of their own, nginx before them, and pages that stay open through it all.</summary>
public sealed class Stand(Chromium chromium) : IAsyncLifetime
{
    internal const string Negotiation = "alpha";
    private static readonly HttpClient Anyone = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly List<LedgerNode> nodes = [];
    private readonly List<TcpProxy> databaseLines = [];
    private OwnCluster? cluster;
    private Nginx? nginx;

    /// <summary>As often and as long as docs/live.md says; else fewer and shorter, with heartbeats to match.</summary>
    internal static bool Full { get; } = Environment.GetEnvironmentVariable("LEDGER_FAULTS") == "full";

    /// <summary>What a node keeps of the log in memory; who is further back reads the database.</summary>
    internal static int RecentEvents => Full ? 4096 : 200;

    internal IReadOnlyList<LedgerNode> Nodes => nodes;
    internal OwnCluster Cluster => cluster!;
    internal Nginx Nginx => nginx!;

    /// <summary>Between the clients that are cut off and nginx; the open pages come this way.</summary>
    internal TcpProxy ClientLine { get; private set; } = null!;

    internal OpenPages Pages { get; private set; } = null!;

    internal List<Row> Rows { get; } = [];

    internal TcpProxy DatabaseLineOf(LedgerNode node) => databaseLines[nodes.IndexOf(node)];

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        await Turn.TakeAsync();
        cluster = await OwnCluster.StartAsync();
        await AddNodeAsync(ct);
        await AddNodeAsync(ct);
        await FishingTalks.OpenAsync(nodes[0], Negotiation, ct);
        nginx = await Nginx.StartAsync(Ports, ct);
        ClientLine = new TcpProxy(() => nginx.EndPoint);
        Pages = await OpenPages.OpenAsync(chromium, new Uri($"http://127.0.0.1:{ClientLine.Port}"));
    }

    /// <summary>A node more, which nginx does not know yet.</summary>
    internal async Task<LedgerNode> AddNodeAsync(CancellationToken ct)
    {
        var line = new TcpProxy(() => new UnixDomainSocketEndPoint($"{Settings(cluster!.ConnectionString).Host}/.s.PGSQL.{Settings(cluster.ConnectionString).Port}"));
        databaseLines.Add(line);
        nodes.Add(await LedgerNode.StartAsync(Through(cluster!.ConnectionString), Through(cluster.OwnerConnectionString), ct, NodeSettings));
        return nodes[^1];

        string Through(string connection)
        {
            var settings = Settings(connection);
            (settings.Host, settings.Port) = ("127.0.0.1", line.Port);
            return settings.ConnectionString;
        }
    }

    /// <summary>Takes back what a fault that was broken off has left.</summary>
    internal async Task MendAsync(CancellationToken ct)
    {
        foreach (var line in databaseLines.Append(ClientLine)) line.Mend(reset: true);
        foreach (var node in nodes.Where(node => node.ProcessId == 0)) await StartAgainAsync(node, ct);
    }

    internal Task StartAgainAsync(LedgerNode node, CancellationToken ct) => node.StartAgainAsync(ct, NodeSettings);

    internal IEnumerable<int> Ports => nodes.Select(node => new Uri(node.Url).Port);

    /// <summary>What /health/ready says, and whether with 200; null while nothing answers.</summary>
    internal static async Task<(bool Ready, JsonElement Said)?> HealthAsync(LedgerNode node, CancellationToken ct)
    {
        try
        {
            using var answer = await Anyone.GetAsync(node.Url + "/health/ready", ct);
            return (answer.StatusCode == HttpStatusCode.OK, JsonElement.Parse(await answer.Content.ReadAsStringAsync(ct)));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until a node says that it can do its work, or that it cannot.</summary>
    internal static async Task ReadyAsync(LedgerNode node, bool ready, CancellationToken ct)
    {
        while ((await HealthAsync(node, ct))?.Ready != ready) await Task.Delay(20, ct);
    }

    /// <summary>Waits until a node says that every view has a position.</summary>
    internal static async Task ProjectedAsync(LedgerNode node, long position, CancellationToken ct)
    {
        while (await HealthAsync(node, ct) is not { } health || health.Said.GetProperty("projected").GetInt64() < position) await Task.Delay(20, ct);
    }

    internal static async Task<bool> HoldsLeaseAsync(LedgerNode node, CancellationToken ct) =>
        await HealthAsync(node, ct) is { } health && health.Said.GetProperty("holdsLease").GetBoolean();

    /// <summary>The node that computes the views, once there is one of these.</summary>
    internal static async Task<LedgerNode> HolderAsync(IEnumerable<LedgerNode> among, CancellationToken ct)
    {
        for (; ; await Task.Delay(20, ct))
            foreach (var node in among)
                if (await HoldsLeaseAsync(node, ct)) return node;
    }

    public async ValueTask DisposeAsync()
    {
        if (Rows.Count > 0) Progress.Say(Row.Table(Rows));
        if (Pages is not null) await Pages.DisposeAsync();
        if (ClientLine is not null) await ClientLine.DisposeAsync();
        if (nginx is not null) await nginx.DisposeAsync();
        foreach (var node in nodes) await node.DisposeAsync();
        foreach (var line in databaseLines) await line.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
        Turn.Give();
    }

    private static (string, string)[] NodeSettings =>
    [
        ("Ledger__Following__Heartbeat", Full ? "00:00:10" : "00:00:00.500"),
        ("Ledger__Following__RecentEvents", $"{RecentEvents}"),
        ("Ledger__Following__PageSize", Full ? "200" : "50"),
    ];

    private static NpgsqlConnectionStringBuilder Settings(string connection) => new(connection);
}

/// <summary>In the long form, which measures, one stand at a time has the machine; in the short one they share it.</summary>
internal static class Turn
{
    private static readonly SemaphoreSlim Free = new(1);

    public static Task TakeAsync() => Stand.Full ? Free.WaitAsync() : Task.CompletedTask;

    public static void Give()
    {
        if (Stand.Full) Free.Release();
    }
}

/// <summary>For whoever waits at a terminal.</summary>
internal static class Progress
{
    public static void Say(string words) => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss}  {words}");
}
