using System.Globalization;
using System.Net;
using ProposalLedger.Testing;

namespace ProposalLedger.Load;

/// <summary>A PostgreSQL, a node in a process of its own as this program was built, and a small negotiation to write in.</summary>
internal sealed class Ground : IAsyncDisposable
{
    public const string Negotiation = "talks";
    private readonly LedgerDatabase own;

    private Ground(LedgerDatabase database, LedgerNode node, DeafProxy? proxy, int postmaster, long position) =>
        (own, Node, Proxy, Postmaster, Position) = (database, node, proxy, postmaster, position);

    public LedgerNode Node { get; }

    public DeafProxy? Proxy { get; }

    /// <summary>PostgreSQL's first process.</summary>
    public int Postmaster { get; }

    /// <summary>The ledger's last position as the run begins.</summary>
    public long Position { get; }

    public IPEndPoint Address
    {
        get
        {
            var url = new Uri(Node.Url);
            return url.IsLoopback ? new IPEndPoint(IPAddress.Parse(url.Host), url.Port) : throw new InvalidOperationException($"{url} is not on this machine.");
        }
    }

    public static async Task<Ground> StartAsync(bool withoutNotify, CancellationToken ct, params (string Name, string Value)[] settings)
    {
        var cluster = await LedgerCluster.GetAsync();
        var database = await LedgerDatabase.CreateAsync();
        var proxy = withoutNotify ? new DeafProxy(database.ConnectionString) : null;
        var node = await LedgerNode.StartAsync(proxy?.Through(database.ConnectionString) ?? database.ConnectionString, database.OwnerConnectionString, ct,
            [("Ledger__Following__Heartbeat", "00:00:10"), ("Ledger__Following__ConnectionsPerAddress", "20000"), ("Ledger__Following__OpeningsAtOnce", "40000"), ("Ledger__Limits__RequestsPerSecond", "100000"), ("Ledger__Limits__RequestsAtOnce", "100000"), ("Ledger__Limits__ActorPerSecond", "100000"), ("Ledger__Limits__ActorAtOnce", "100000"), .. settings]); // a whole crowd at one address
        var postmaster = Directory.EnumerateFiles(cluster.DataDirectory, "postmaster.pid", SearchOption.AllDirectories).Single();
        var position = await FishingTalks.OpenAsync(node, Negotiation, ct);
        return new Ground(database, node, proxy, int.Parse((await File.ReadAllLinesAsync(postmaster, ct))[0], CultureInfo.InvariantCulture), position);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        if (Proxy is not null) await Proxy.DisposeAsync();
        await own.DisposeAsync();
    }
}
