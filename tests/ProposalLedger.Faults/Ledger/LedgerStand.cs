using System.Diagnostics;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

/// <summary>What the ledger's faults befall, one after the other: PostgreSQL and two nodes; and, on another database, two nodes for what is broken on purpose.</summary>
public sealed class LedgerStand : IAsyncLifetime
{
    private readonly List<LedgerRow> rows = [];
    private readonly string logDirectory = Directory.CreateTempSubdirectory("ledger-log-").FullName;
    private OwnCluster? cluster;
    private Scene? whole, broken;
    private OtherStand? other;
    private int number;

    internal OwnCluster Cluster => cluster!;

    /// <summary>Where one node keeps the key that signs the log.</summary>
    internal string LogDirectory => logDirectory;

    internal string Admin => Cluster.AdminIn("ledger");

    internal IReadOnlyList<LedgerNode> Nodes => whole!.Nodes;

    /// <summary>For all tests of a class one row.</summary>
    internal LedgerRow Row<T>(string fault)
    {
        var row = rows.Find(row => row.Fault == fault);
        if (row is null) rows.Add(row = new LedgerRow(fault, typeof(T).Name));
        return row;
    }

    public async ValueTask InitializeAsync()
    {
        await Turn.TakeAsync();
        cluster = await OwnCluster.StartAsync();
        await using (var owner = NpgsqlDataSource.Create(cluster.OwnerConnectionString + ";Pooling=false")) await Migrator.InstallAsync(owner);
        await Log.RunAsync(cluster.AdminIn("postgres"), "create database broken template ledger owner ledger_owner");
        await Log.RunAsync(cluster.AdminIn("postgres"), "revoke all on database broken from public; grant connect on database broken to ledger_serving, ledger_migrator");
        var nodes = new List<LedgerNode>();
        for (var i = 0; i < 2; i++) nodes.Add(await StartNodeAsync(cluster.ConnectionString, cluster.OwnerConnectionString, CancellationToken.None, i == 0 ? Signing(logDirectory) : []));
        whole = await Scene.OpenAsync(nodes, Admin, "talks", CancellationToken.None);
    }

    /// <summary>The ledger, in a negotiation that nothing has befallen yet.</summary>
    internal async Task<Scene> WholeAsync(CancellationToken ct)
    {
        foreach (var node in Nodes.Where(node => node.ProcessId == 0)) await StartAgainAsync(node, ct);
        return await Scene.OpenAsync(Nodes, Admin, "talks", ct);
    }

    /// <summary>Another ledger, to be broken.</summary>
    internal async Task<Scene> BrokenAsync(CancellationToken ct)
    {
        if (broken is null)
        {
            var nodes = new List<LedgerNode>();
            for (var i = 0; i < 2; i++) nodes.Add(await StartNodeAsync(In(Cluster.ConnectionString), In(Cluster.OwnerConnectionString), ct));
            broken = new Scene(nodes, Cluster.AdminIn("broken"), "");
        }
        foreach (var node in broken.Nodes.Where(node => node.ProcessId == 0)) await StartAgainAsync(node, ct);
        return await Scene.OpenAsync(broken.Nodes, broken.Admin, "broken", ct);

        static string In(string connection) => new NpgsqlConnectionStringBuilder(connection) { Database = "broken" }.ConnectionString;
    }

    /// <summary>One whose disk can be filled and whose clock can be set.</summary>
    internal async Task<OtherStand> OtherAsync(CancellationToken ct)
    {
        other ??= await OtherStand.StartAsync(ct);
        other.Disk.Free();
        if (!other.Cluster.IsRunning) await other.StartClusterAsync();
        return other;
    }

    internal static Task<LedgerNode> StartNodeAsync(string serving, string owning, CancellationToken ct, params (string, string)[] settings) =>
        LedgerNode.StartAsync(serving, owning, ct, [.. NodeSettings, .. settings]);

    internal Task StartAgainAsync(LedgerNode node, CancellationToken ct) =>
        node.StartAgainAsync(ct, [.. NodeSettings, .. node == Nodes[0] ? Signing(logDirectory) : []]);

    internal static (string, string)[] Signing(string directory) => [("Ledger__Log__Directory", directory), ("Ledger__Log__Origin", "ledger.example/log"), ("Ledger__Log__Interval", "00:00:00.050")];

    /// <summary>One of PostgreSQL's own programs, to its end.</summary>
    internal static async Task<string> ToolAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {string.Concat(said)}");
        return said[0];
    }

    /// <summary>A name that no other test has.</summary>
    internal string Name(string beginning) => $"{beginning}-{++number}";

    public async ValueTask DisposeAsync()
    {
        if (other is not null) await other.DisposeAsync();
        foreach (var node in (whole?.Nodes ?? []).Concat(broken?.Nodes ?? [])) await node.DisposeAsync();
        if (cluster is not null)
        {
            if (!cluster.IsRunning) await cluster.StartAgainAsync();
            await cluster.DisposeAsync();
        }
        Directory.Delete(logDirectory, recursive: true);
        Turn.Give();
        LedgerRow.Tell(rows);
    }

    // A fault's writers are all at one address and of one token.
    private static (string, string)[] NodeSettings =>
    [
        ("Ledger__Limits__RequestsPerSecond", "100000"), ("Ledger__Limits__RequestsAtOnce", "100000"), ("Ledger__Limits__ActorPerSecond", "100000"), ("Ledger__Limits__ActorAtOnce", "100000"),
    ];
}

/// <summary>All faults of the ledger are one after the other, on one stand.</summary>
[CollectionDefinition(nameof(LedgerFaults))]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "MA0049", Justification = "xunit's way to share a fixture.")]
public sealed class LedgerFaults : ICollectionFixture<LedgerStand>;
