using System.Globalization;
using System.Text.Json;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Doctor;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class DumpTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<DumpTests>("dump, and restore into a fresh cluster");

    [Fact(Timeout = Limit)]
    public async Task P1_P4_P11_A_restored_dump_is_the_ledger_it_verifies_and_its_positions_go_on()
    {
        var repetitions = Stand.Full ? 5 : 1;
        var (all, acknowledged, tables) = (Findings.None, 0, 0);
        for (var i = 0; i < repetitions; i++)
        {
            var scene = await stand.WholeAsync(Ct);
            await using var run = await LedgerRun.BeginAsync(scene);
            await run.Writers.MoreAsync(Stand.Full ? 200 : 50, Ct);
            var found = await run.EndAsync();
            var head = await Log.HeadAsync(scene.Admin);
            var (key, kept) = await SignedAsync(scene, head);
            await Stand.ProjectedAsync(scene.Nodes[0], head, Ct); // the views are compared, too
            await using var restored = await Restored.FromAsync(stand, Ct);

            // Every table, row by row.
            var (before, after) = (await DigestsAsync(scene.Admin), await DigestsAsync(restored.Admin));
            Assert.Equal(before, after);
            tables = before.Count;
            Assert.Empty(await WrongAsync(restored.Cluster));

            await using var node = await restored.StartNodeAsync(Ct);
            await VerifyAsync(node, key, kept, head);
            // What was done is known there, and what is new goes on behind it.
            var (id, position) = run.Writers.Acknowledged.First();
            var party = int.Parse(id.Split('-')[^2], CultureInfo.InvariantCulture) % 8;
            Assert.Equal(position, (await Reply.ClaimAsync(node.Http, scene, id, party, ct: Ct))!.Position);
            Assert.Equal(head + 1, (await Reply.ClaimAsync(node.Http, scene, stand.Name("after"), 0, ct: Ct))!.Position);
            all = all.And(found).And(Findings.Of(await Log.ReadAsync(restored.Admin), 0, scene.Negotiation, run.Writers.Acknowledged));
            acknowledged += run.Writers.Acknowledged.Count;
        }
        Row.Set(repetitions, acknowledged, all, $"{tables} tables equal row by row; the history verifies against a checkpoint kept from before; the next position follows");
    }

    [Fact(Timeout = Limit)]
    public async Task P4_A_dump_without_the_counter_is_found()
    {
        var scene = await stand.WholeAsync(Ct);
        await using var restored = await Restored.FromAsync(stand, Ct, "--exclude-table-data=pl_counter");
        Assert.NotEqual(await DigestsAsync(scene.Admin), await DigestsAsync(restored.Admin));
        await Log.RunAsync(restored.Admin, "insert into pl_counter (last_position, last_timestamp) values (0, '-infinity')"); // as a migration leaves it
        var wrong = await WrongAsync(restored.Cluster);
        Assert.Contains("head", wrong);
        Row.Broken.Add($"a dump without the counter: another digest, and `ledger doctor` names {string.Join(", ", wrong)}");
    }

    private static async Task<Dictionary<string, string>> DigestsAsync(string admin)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        var names = new List<string>();
        await using (var query = database.CreateCommand("select tablename from pg_tables where schemaname = 'public' and tablename not in ('pl_tickets', 'pl_sessions') order by 1"))
        await using (var rows = await query.ExecuteReaderAsync(Ct))
            while (await rows.ReadAsync(Ct)) names.Add(rows.GetString(0));
        var digests = new Dictionary<string, string>();
        foreach (var name in names) digests[name] = await Log.AskAsync<string>(admin, $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') from {name} t");
        return digests;
    }

    private static async Task<List<string>> WrongAsync(OwnCluster cluster)
    {
        await using var database = StoreConnections.Create(cluster.ConnectionString, "doctor");
        return await Examination.RunAsync(database, Ct).Where(one => one.Broken.Count > 0).Select(one => one.Invariant).ToListAsync(Ct);
    }

    /// <summary>The log's key, and a checkpoint of everything, as an auditor keeps it.</summary>
    private static async Task<(VerifierKey Key, Note Kept)> SignedAsync(Scene scene, long head)
    {
        while (JsonElement.Parse(await scene.Nodes[0].Http.GetStringAsync("/health/ready", Ct)).GetProperty("log").GetProperty("signedUpTo").GetInt64() < head) await Task.Delay(20, Ct);
        return (VerifierKey.Parse(await scene.Nodes[0].Http.GetStringAsync("/log/key", Ct)), Note.Parse(await scene.Nodes[0].Http.GetStringAsync("/log/checkpoint", Ct)));
    }

    private static async Task VerifyAsync(LedgerNode node, VerifierKey key, Note kept, long head)
    {
        using var bundle = Bundle.Open(new MemoryStream(await node.Http.GetByteArrayAsync("/log/bundle", Ct)));
        var verified = new Verifier([key], kept) { Complete = true }.Verify(bundle);
        Assert.Empty(verified.Findings);
        Assert.InRange(verified.Checkpoint!.Size, head, long.MaxValue);
    }

    /// <summary>A fresh cluster with a dump in it, and a copy of the signer's directory.</summary>
    private sealed class Restored(OwnCluster cluster, string log) : IAsyncDisposable
    {
        public OwnCluster Cluster { get; } = cluster;
        public string Admin => Cluster.AdminIn("ledger");

        public static async Task<Restored> FromAsync(LedgerStand stand, CancellationToken ct, params string[] options)
        {
            var copy = Directory.CreateTempSubdirectory("ledger-restored-").FullName;
            var dump = Path.Combine(copy, "dump");
            await LedgerStand.ToolAsync(Program("pg_dump"), [.. To(stand.Admin), "--format=custom", "--file=" + dump, .. options, "ledger"]);
            foreach (var file in Directory.EnumerateFiles(stand.LogDirectory).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            var cluster = await OwnCluster.StartAsync();
            await LedgerStand.ToolAsync(Program("pg_restore"), [.. To(cluster.AdminIn("ledger")), "--exit-on-error", "--clean", "--if-exists", "--dbname=ledger", dump]);
            File.Delete(dump);
            ct.ThrowIfCancellationRequested();
            return new Restored(cluster, copy);

            string Program(string name) => Path.Combine(stand.Cluster.Programs, name);

            static string[] To(string admin) => new NpgsqlConnectionStringBuilder(admin) is var settings ? [$"--host={settings.Host}", $"--port={settings.Port}", $"--username={settings.Username}"] : [];
        }

        public Task<LedgerNode> StartNodeAsync(CancellationToken ct) => LedgerStand.StartNodeAsync(Cluster.ConnectionString, Cluster.OwnerConnectionString, ct, LedgerStand.Signing(log));

        public async ValueTask DisposeAsync()
        {
            await Cluster.DisposeAsync();
            Directory.Delete(log, recursive: true);
        }
    }
}
