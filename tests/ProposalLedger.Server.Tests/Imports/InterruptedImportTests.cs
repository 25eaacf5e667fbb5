using System.Net.Sockets;
using System.Text;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Imports;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Imports;

/// <summary>An import that ends early, or that is not alone: all of it or nothing (P1), each event once.</summary>
public sealed class InterruptedImportTests
{
    /// <summary>Milliseconds after which what should have ended is given up.</summary>
    private const int Limit = 120_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task P1_A_client_that_leaves_in_the_middle_of_the_body_wrote_nothing()
    {
        await using var server = await LedgerServer.StartAsync();
        var yaml = Encoding.UTF8.GetBytes(CaseFileTests.Well);
        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port, Ct);
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {LedgerServer.Token}\r\nContent-Type: application/yaml\r\nContent-Length: {yaml.Length}\r\n\r\n"), Ct);
            await tcp.GetStream().WriteAsync(yaml.AsMemory(0, yaml.Length / 2), Ct);
        }
        await NothingThenWorksAsync(server);
    }

    [Fact(Timeout = Limit)]
    public async Task P1_An_import_cancelled_while_it_is_staged_wrote_nothing_and_leaves_nothing()
    {
        await using var server = await LedgerServer.StartAsync();
        using var cancelled = new CancellationTokenSource();
        var reached = false;
        var cancelling = new Told(progress =>
        {
            if (progress.Stage == "Staging") (reached, _) = (true, cancelled.CancelAsync());
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Get<Importer>()
            .ImportAsync(Encoding.UTF8.GetBytes(Importing.Claims(6000)), Caller.LedgerAs("owner"), command: null, trace: null, cancelling, cancelled.Token));
        Assert.True(reached);
        Assert.Equal(0, await server.StagedAsync());
        await NothingThenWorksAsync(server);
    }

    [Fact(Timeout = Limit)]
    public async Task P1_A_client_that_leaves_during_the_import_gets_all_or_nothing()
    {
        await using var server = await LedgerServer.StartAsync();
        using var request = Importing.Request(Encoding.UTF8.GetBytes(Importing.Claims(6000)));
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using (var answer = await server.Writer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct))
        using (var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct)))
            while (!(await lines.ReadLineAsync(Ct))!.Contains("Staging", StringComparison.Ordinal)) { }
        while (await server.StagedAsync() > 0) await Task.Delay(20, Ct);
        Assert.Contains(await server.HeadAsync(), (long[])[0, 6011]);
        Assert.Equal(6011, (await server.Writer.ImportAsync(Importing.Claims(6000)).ToldAsync()).Position);
        Assert.Equal(6011, await server.HeadAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_process_that_died_left_staged_is_swept_by_the_next_import()
    {
        await using var server = await LedgerServer.StartAsync();
        await server.ScalarAsync("""
            with a as (insert into pl_staged_appends (import, n, stream, scope, events, staged) values (gen_random_uuid(), 0, 's', 's', 1, now() - interval '2 days') returning import)
            insert into pl_staged_events select import, 0, 1, gen_random_uuid(), 't', '{}', '{}' from a returning 0
            """);
        await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        Assert.Equal(0, await server.StagedAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task P1_The_same_case_imported_by_several_at_once_is_recorded_once()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var one = await LedgerServer.StartAsync(database);
        await using var other = await LedgerServer.StartAsync(database);
        var yaml = Importing.Claims(1000);
        var told = await Task.WhenAll(new[] { one, other, one, other }.Select(node => node.Writer.ImportAsync(yaml).ToldAsync()));
        Assert.Equal([0, 0, 0, 1011], told.Select(t => t.Counts[0]).Order());
        Assert.All(told, t => Assert.Equal(1011, t.Position));
        Assert.Equal(1011, await one.HeadAsync());
        Assert.Equal(1011, await one.ScalarAsync("select count(distinct data) from mt_events"));
    }

    [Fact(Timeout = Limit)]
    public async Task P3_One_key_sent_by_several_at_once_has_one_effect_and_one_answer()
    {
        await using var server = await LedgerServer.StartAsync();
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Writer.ImportAsync(Importing.Claims(300), "once").ToldAsync()));
        Assert.All(told, t => Assert.Equivalent(told[0], t, strict: true));
        Assert.Equal((201, 311), (told[0].Status, await server.HeadAsync()));
    }

    [Fact(Timeout = Limit)]
    public async Task A_write_during_an_import_and_the_import_both_come_through()
    {
        await using var server = await LedgerServer.StartAsync();
        await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync();
        var writes = 0;
        // To the stream that the import writes as well: the first time it is staged, somebody is faster.
        var interfering = new Told(progress =>
        {
            if (progress.Stage != "Staging" || Interlocked.Increment(ref writes) > 1) return;
            var append = new Append { Stream = "positions:well/upper", Scope = "well", Events = [Anything()] };
            server.Get<LedgerStore>().AppendAsync(append, CancellationToken.None).GetAwaiter().GetResult();
        });
        var result = await server.Get<Importer>().ImportAsync(Encoding.UTF8.GetBytes(Importing.Claims(100)), Caller.LedgerAs("owner"), null, null, interfering, Ct);
        Assert.Equal((100, 112L), (result.Recorded, result.Position));
        Assert.True(writes > 1, "The import was staged a second time.");
        Assert.Equal(0, await server.StagedAsync());
    }

    private static NewEvent Anything() => new(Guid.CreateVersion7(), "claim-retracted.v1",
        "{\"id\":\"early\"}"u8.ToArray(), new EventMetadata { Actor = "owner", Reason = "A test." });

    private static async Task NothingThenWorksAsync(LedgerServer server)
    {
        Assert.Equal(0, await server.HeadAsync());
        Assert.Equal(11, (await server.Writer.ImportAsync(CaseFileTests.Well).ToldAsync()).Position);
        Assert.Equal((11L, 0L), (await server.HeadAsync(), await server.StagedAsync()));
    }

    private sealed class Told(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }
}
