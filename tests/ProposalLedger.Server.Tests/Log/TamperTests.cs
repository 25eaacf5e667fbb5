using System.Globalization;
using System.Text;
using ProposalLedger.Server.Log;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Server.Tests.Log;

/// <summary>
/// What a superuser with triggers off does to a ledger, one thing at a time: each is found, with its position. LEDGER_CLEAN_RUNS=1000 makes the check for
/// false alarms as long as docs/audit.md says; LEDGER_WRITE_DOCS=1 writes the table into it.
/// </summary>
public sealed class TamperTests(ITestOutputHelper output)
{
    private const int Victim = 40;

    private static readonly (string What, string Sql, string Code)[] Changes =
    [
        ("the data of an event", $"update mt_events set data = jsonb_set(data, '{{id}}', '\"another\"') where seq_id = {Victim}", "data-changed"),
        ("its type", $"update mt_events set type = 'claim-retracted.v1' where seq_id = {Victim}", "metadata-changed"),
        ("its stream", $"update mt_events set stream_id = 'negotiation:other' where seq_id = {Victim}", "metadata-changed"),
        ("its version", $"update mt_events set version = 9999 where seq_id = {Victim}", "metadata-changed"),
        ("its id", $"update mt_events set id = gen_random_uuid() where seq_id = {Victim}", "metadata-changed"),
        ("its negotiation", $"update mt_events set pl_scope = 'other' where seq_id = {Victim}", "metadata-changed"),
        ("its recorded time", $"update mt_events set timestamp = timestamp + interval '1 microsecond' where seq_id = {Victim}", "time-changed"),
        ("its actor", $"update mt_events set headers = jsonb_set(headers, '{{actor}}', '\"somebody\"') where seq_id = {Victim}", "metadata-changed"),
        ("its reason", $"update mt_events set headers = jsonb_set(headers, '{{reason}}', '\"because\"') where seq_id = {Victim}", "metadata-changed"),
        ("when it occurred", $"update mt_events set headers = jsonb_set(headers, '{{occurred}}', '\"2020-01-01\"') where seq_id = {Victim}", "metadata-changed"),
        ("when it was published", $"update mt_events set headers = jsonb_set(headers, '{{published}}', '\"2020-01-01\"') where seq_id = {Victim}", "metadata-changed"),
        ("its command", $"update mt_events set headers = jsonb_set(headers, '{{command}}', '\"x\"') where seq_id = {Victim}", "metadata-changed"),
        ("its sources", $"update mt_events set headers = jsonb_set(headers, '{{sources}}', '[\"x\"]') where seq_id = {Victim}", "metadata-changed"),
        ("its correlation", $"update mt_events set correlation_id = 'x' where seq_id = {Victim}", "metadata-changed"),
        ("its causation", $"update mt_events set causation_id = 'x' where seq_id = {Victim}", "metadata-changed"),
        ("the salt of its data", $"update mt_events set pl_data_salt = pl_new_salt() where seq_id = {Victim}", "data-changed"),
        ("the salt of its metadata", $"update mt_events set pl_metadata_salt = pl_new_salt() where seq_id = {Victim}", "metadata-changed"),
        ("the salt of its data, taken away", $"update mt_events set pl_data_salt = null where seq_id = {Victim}", "data-missing"),
        ("the event, deleted", $"delete from mt_events where seq_id = {Victim}", "event-missing"),
        ("the event, exchanged with the next", $"update mt_events set seq_id = -1 where seq_id = {Victim}; update mt_events set seq_id = {Victim} where seq_id = {Victim + 1}; update mt_events set seq_id = {Victim + 1} where seq_id = -1", "metadata-changed"),
        ("its entry in the log", $"update pl_log_entries set entry = set_byte(entry, 20, 88) where position = {Victim}", "hash-changed"),
        ("its entry in the log, deleted", $"delete from pl_log_entries where position = {Victim}", "entries-malformed"),
        ("its hash in a tile", $"update pl_log_hashes set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where level = 0 and index = {Victim - 1}", "hash-changed"),
    ];

    [Fact]
    public async Task P11_What_a_superuser_changes_is_found_and_located()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct);
        var kept = await ledger.SignedUpToHeadAsync(ct);
        await ledger.SaveAsync(ct);
        foreach (var (what, sql, code) in Changes)
        {
            await ledger.RunAsync(sql, ct);
            var findings = (await ledger.VerifyAsync(ct, kept)).Findings;
            output.WriteLine($"| {what} | {string.Join("; ", findings.Take(1).Select(f => $"{f.Code} at {f.First}"))} |");
            Assert.Contains(findings, finding => finding.Code == code && finding.First <= Victim && finding.Last >= Victim);
            // Only a bundle of entries that lacks one cannot say which.
            if (code != "entries-malformed") Assert.All(findings, finding => Assert.InRange(finding.First, Victim, Victim + 1));
            await ledger.RestoreAsync(ct);
            Assert.Empty((await ledger.VerifyAsync(ct, kept)).Findings);
        }
    }

    [Fact]
    public async Task P11_What_is_put_cut_rolled_back_or_signed_by_another_is_found()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct);
        var kept = await ledger.SignedUpToHeadAsync(ct);
        var size = Checkpoint.Parse(kept.Text).Size;
        await ledger.SaveAsync(ct);

        await ledger.RunAsync($"insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, pl_scope) select {size + 1}, gen_random_uuid(), stream_id, version + 1000, data, type, timestamp, headers, pl_scope from mt_events where seq_id = {Victim}", ct);
        await FindsAsync("an event put at the end", "beyond-head", size + 1);
        await ledger.RunAsync($"delete from mt_events where seq_id = {size}", ct);
        await FindsAsync("the last event, cut off", "event-missing", size);
        await ledger.RunAsync($"delete from mt_events where seq_id > {size - 5}; delete from pl_log_entries where position > {size - 5}; delete from pl_log_hashes where level = 0 and index >= {size - 5}; delete from pl_log_checkpoints; update pl_counter set last_position = {size - 5}", ct);
        await FindsAsync("everything of the last five events, with all checkpoints", "no-checkpoint", 0);

        // One who has the key says something else of the same events.
        await ledger.RunAsync($"update pl_log_checkpoints set note = '{new Checkpoint(ledger.Key.Name, size, TransparencyLog.Merkle.Hash.Empty).Sign(ledger.SigningKey)}' where size = {size}", ct);
        await FindsAsync("a fork, signed with the key", "fork", 1);
        await ledger.RunAsync($"update pl_log_checkpoints set note = '{Checkpoint.Parse(kept.Text).Sign(SigningKey.Generate(ledger.Key.Name))}' where size = {size}", ct);
        await FindsAsync("a checkpoint signed with another key", "checkpoint-unverified", 0);

        async Task FindsAsync(string what, string code, long first)
        {
            var findings = (await ledger.VerifyAsync(ct, kept)).Findings;
            output.WriteLine($"| {what} | {string.Join("; ", findings.Take(1).Select(f => $"{f.Code} at {f.First}"))} |");
            Assert.Contains(findings, finding => finding.Code == code && finding.First == first);
            await ledger.RestoreAsync(ct);
        }
    }

    [Fact]
    public async Task P11_A_rolled_back_database_is_not_signed_and_the_auditor_is_told()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct);
        await ledger.SaveAsync(ct); // the older dump
        await ledger.Server.Writer.PostAsync("/api/negotiations", new StringContent("""{"id":"later","title":"Later"}""", Encoding.UTF8, "application/json"), ct);
        var kept = await ledger.SignedUpToHeadAsync(ct);
        var size = Checkpoint.Parse(kept.Text).Size;

        await ledger.RunAsync("delete from mt_streams where id = 'negotiation:later'; delete from pl_commands; delete from pl_reserved where id like 'later%'", ct);
        await ledger.RestoreAsync(ct);
        await ledger.StartAsync();
        var coverage = ledger.Server.Get<Coverage>();
        while (coverage.Now.Role != LogRole.Refused) await Task.Delay(20, ct);
        Assert.Contains($"{size} events were signed, and the database holds {size - 1}", coverage.Now.Why, StringComparison.Ordinal);
        Assert.Equal(size - 1, coverage.SignedUpTo);

        // It goes on recording, and none of that is signed.
        using var recorded = await ledger.Server.Writer.PostAsync("/api/negotiations", new StringContent("""{"id":"instead","title":"Instead"}""", Encoding.UTF8, "application/json"), ct);
        Assert.True(recorded.IsSuccessStatusCode);
        Assert.Equal(size - 1, Checkpoint.Parse((await ledger.Server.Get<LogTables>().GetCheckpointAsync(ct))!.Text).Size);
        Assert.Contains((await ledger.VerifyAsync(ct, kept)).Findings, finding => finding.Code == "rolled-back" && finding.First == size);
    }

    [Fact]
    public async Task P11_Clean_runs_raise_no_alarm()
    {
        var ct = TestContext.Current.CancellationToken;
        var runs = int.Parse(Environment.GetEnvironmentVariable("LEDGER_CLEAN_RUNS") ?? "20", CultureInfo.InvariantCulture);
        await using var ledger = await SignedLedger.OpenAsync(ct);
        Note? kept = null;
        for (var run = 0; run < runs; run++)
        {
            // Recorded while it is verified, and signed meanwhile or not.
            using var recorded = await ledger.Server.Writer.PostAsync("/api/negotiations", new StringContent($$"""{"id":"run-{{run}}","title":"Run {{run}}"}""", Encoding.UTF8, "application/json"), ct);
            Assert.True(recorded.IsSuccessStatusCode);
            Assert.Empty((await ledger.VerifyAsync(ct, kept)).Findings);
            kept = await ledger.Server.Get<LogTables>().GetCheckpointAsync(ct);
        }

        output.WriteLine($"{runs} clean runs, no alarm");
    }
}
