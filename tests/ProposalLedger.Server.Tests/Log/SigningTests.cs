using System.Net;
using System.Runtime.Versioning;
using System.Text;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Server.Tests.Log;

/// <summary>Which node signs, what the others know of it, and what is said where none does.</summary>
public sealed class SigningTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-signer-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task P11_One_node_signs_at_a_time_and_every_node_knows_how_far()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var first = await SignerAsync(database);
        await using var second = await SignerAsync(database);
        await using var other = await LedgerServer.StartAsync(database);
        await RecordAsync(first, "one");
        foreach (var server in new[] { first, second, other }) Assert.True(await server.Get<Coverage>().WaitForAsync(1, TimeSpan.FromSeconds(20), Ct));
        Assert.Equal(("signing", 1L, 0L, "ready"), await HealthAsync(first));
        Assert.Equal(("standby", 1L, 0L, "ready"), await HealthAsync(second));
        Assert.Equal(("elsewhere", 1L, 0L, "ready"), await HealthAsync(other));

        // The one that waits takes over, with the same key, and goes on from the same checkpoint.
        var key = await first.Reader.GetStringAsync("/log/key", Ct);
        await first.DisposeAsync();
        await RecordAsync(other, "two");
        Assert.True(await other.Get<Coverage>().WaitForAsync(2, TimeSpan.FromSeconds(20), Ct));
        Assert.True(await second.Get<Coverage>().WaitForAsync(2, TimeSpan.FromSeconds(20), Ct));
        Assert.Equal(("signing", 2L, 0L, "ready"), await HealthAsync(second));
        Assert.Equal(key, await second.Reader.GetStringAsync("/log/key", Ct));
    }

    [Fact]
    public async Task P14_Few_bundles_may_wait_and_the_others_are_told_at_once()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var signer = await SignerAsync(database);
        await RecordAsync(signer, "one");
        Assert.True(await signer.Get<Coverage>().WaitForAsync(1, TimeSpan.FromSeconds(20), Ct));
        var asked = Enumerable.Range(0, 64).Select(_ => signer.Reader.ReadAsync("/log/bundle")).ToList();
        (await signer.Reader.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK);
        var replies = await Task.WhenAll(asked);
        Assert.InRange(replies.Count(reply => reply.Status == HttpStatusCode.OK), 8, 63);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply =>
        {
            Assert.Equal("bundle-busy", reply.Must(HttpStatusCode.ServiceUnavailable).Problem);
            Assert.NotEqual("", reply.Header("Retry-After"));
        });
        (await signer.Reader.ReadAsync("/log/bundle")).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task P11_A_node_with_another_key_refuses_and_says_so_without_telling_where_it_looks()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var signer = await SignerAsync(database);
        await RecordAsync(signer, "one");
        Assert.True(await signer.Get<Coverage>().WaitForAsync(1, TimeSpan.FromSeconds(20), Ct));
        var elsewhere = Path.Combine(directory, "another");
        await using var stranger = await LedgerServer.StartAsync(database, ("Ledger:Log:Directory", elsewhere));
        await Wait.ForAsync("the signer's word", () => stranger.Get<Coverage>().Now.Role != LogRole.Unknown, Ct);
        Assert.Equal(("refused", 1L, 0L, "degraded"), await HealthAsync(stranger));
        var why = (await stranger.Reader.ReadAsync("/health/ready")).Json.GetProperty("log").GetProperty("why").GetString()!;
        Assert.Contains("was begun with a key that is not in this node's directory", why, StringComparison.Ordinal);
        Assert.DoesNotContain(directory, why, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(elsewhere, "signing.key")));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task P11_A_key_that_others_can_read_signs_nothing()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var signer = await SignerAsync(database))
        {
            await RecordAsync(signer, "one");
            Assert.True(await signer.Get<Coverage>().WaitForAsync(1, TimeSpan.FromSeconds(20), Ct));
        }

        File.SetUnixFileMode(Path.Combine(directory, "signing.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await using var careless = await SignerAsync(database);
        await RecordAsync(careless, "two");
        await Wait.ForAsync("the signer's word", () => careless.Get<Coverage>().Now.Role != LogRole.Unknown, Ct);
        Assert.Equal(("refused", 1L, 1L, "degraded"), await HealthAsync(careless));
    }

    [Fact]
    public async Task P11_An_event_that_cannot_be_committed_to_is_named_and_stops_the_signing_and_not_the_node()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var writer = await LedgerServer.StartAsync(database)) await RecordAsync(writer, "one");
        await RunAsync("""set session_replication_role = replica; create table kept as table mt_events; update mt_events set data = data || '{"huge": 1e400}' where seq_id = 1""");
        await using var signer = await SignerAsync(database);
        await Wait.ForAsync("the signer's word", () => signer.Get<Coverage>().Now.Role != LogRole.Unknown, Ct);
        Assert.Equal(("refused", 0L, 1L, "degraded"), await HealthAsync(signer));
        Assert.StartsWith("The event at position 1 is not I-JSON", signer.Get<Coverage>().Now.Why, StringComparison.Ordinal);

        // It has tried again and again since: once the row is put right, it signs.
        await RecordAsync(signer, "two");
        await RunAsync("set session_replication_role = replica; update mt_events e set data = k.data from kept k where k.seq_id = e.seq_id");
        Assert.True(await signer.Get<Coverage>().WaitForAsync(2, TimeSpan.FromSeconds(20), Ct));

        // Nor does a fault that nothing here has a name for.
        await RunAsync("alter table pl_log_entries rename to gone");
        await RecordAsync(signer, "three");
        await Wait.ForAsync("the signer's reason", () => signer.Get<Coverage>().Now.Why is not null, Ct);
        Assert.Equal(("signing", 2L, 1L, "degraded"), await HealthAsync(signer));
        await RunAsync("alter table gone rename to pl_log_entries");
        Assert.True(await signer.Get<Coverage>().WaitForAsync(3, TimeSpan.FromSeconds(20), Ct));
        Assert.Equal(("signing", 3L, 0L, "ready"), await HealthAsync(signer));

        async Task RunAsync(string sql)
        {
            await using var admin = new Npgsql.NpgsqlConnection(database.AdminConnectionString + ";Pooling=false");
            await admin.OpenAsync(Ct);
            await using var command = new Npgsql.NpgsqlCommand(sql, admin);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    [Fact]
    public void P11_Only_a_file_that_another_process_holds_makes_a_standby()
    {
        using (LogDirectory.Open(directory, null, mayBegin: true)) Assert.Null(LogDirectory.Open(directory, null, mayBegin: true));
        File.Delete(Path.Combine(directory, "signer.lock"));
        File.CreateSymbolicLink(Path.Combine(directory, "signer.lock"), Path.Combine(directory, "nowhere", "signer.lock"));
        Assert.ThrowsAny<IOException>(() => LogDirectory.Open(directory, null, mayBegin: true));
    }

    [Fact]
    public async Task P11_A_database_of_ones_own_is_signed_only_where_a_directory_is_named_and_the_health_says_so()
    {
        await using var server = await LedgerServer.StartAsync();
        await RecordAsync(server, "one");
        await Wait.ForAsync("the signer's word", () => server.Get<Coverage>().Now.Role != LogRole.Unknown, Ct);
        Assert.Equal(("unsigned", 0L, 1L, "ready"), await HealthAsync(server));
        Assert.StartsWith("Nothing of this ledger is signed.", server.Get<Coverage>().Now.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P3_P11_The_command_is_committed_to_by_what_only_its_sender_can_tell()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var server = await SignerAsync(database);
        await RecordAsync(server, "before", key: null);
        await RecordAsync(server, "after", "ann@example.org's \"first\"");
        Assert.True(await server.Get<Coverage>().WaitForAsync(2, TimeSpan.FromSeconds(20), Ct));
        using var bundle = Bundle.Open(new MemoryStream(await server.Reader.GetByteArrayAsync("/log/bundle", Ct)));
        var (before, after) = (bundle.Events().First().Metadata!.Value, bundle.Events().Last().Metadata!.Value);
        Assert.False(before.GetProperty("headers").TryGetProperty("command", out _));
        // printf '%s\n%s' owner "ann@example.org's \"first\"" | sha256sum
        Assert.Equal("48e68f75f6a4ba12e5eb785bac71ad537e81af2c81963f16a766ad8cd41feb3c", after.GetProperty("headers").GetProperty("command").GetString());
        Assert.DoesNotContain("ann@example.org", after.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(new Verifier([VerifierKey.Parse(await server.Reader.GetStringAsync("/log/key", Ct))]).Verify(bundle).Findings);
    }

    private Task<LedgerServer> SignerAsync(LedgerDatabase database) =>
        LedgerServer.StartAsync(database, ("Ledger:Log:Directory", directory), ("Ledger:Log:Interval", "00:00:00.020"));

    private static async Task RecordAsync(LedgerServer server, string id, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/negotiations") { Content = new StringContent($$"""{"id":"{{id}}","title":"T"}""", Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var recorded = await server.Writer.SendAsync(request, Ct);
        Assert.True(recorded.IsSuccessStatusCode);
    }

    private static async Task<(string State, long SignedUpTo, long Behind, string Status)> HealthAsync(LedgerServer server)
    {
        var ready = (await server.Reader.ReadAsync("/health/ready")).Json;
        var log = ready.GetProperty("log");
        return (log.GetProperty("state").GetString()!, log.GetProperty("signedUpTo").GetInt64(), log.GetProperty("behind").GetInt64(), ready.GetProperty("status").GetString()!);
    }
}
