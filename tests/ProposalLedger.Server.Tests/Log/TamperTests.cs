using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Server.Log;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

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
        ("which event redacted it, where none did", $"update mt_events set pl_redacted_by = {Victim + 2} where seq_id = {Victim}", "redaction-unfounded"),
        ("the event, deleted", $"delete from mt_events where seq_id = {Victim}", "event-missing"),
        ("the event, exchanged with the next", $"update mt_events set seq_id = -1 where seq_id = {Victim}; update mt_events set seq_id = {Victim} where seq_id = {Victim + 1}; update mt_events set seq_id = {Victim + 1} where seq_id = -1", "metadata-changed"),
        ("its entry in the log", $"update pl_log_entries set entry = set_byte(entry, 20, case get_byte(entry, 20) when 88 then 89 else 88 end) where position = {Victim}", "hash-changed"),
        ("its entry in the log, deleted", $"delete from pl_log_entries where position = {Victim}", "entries-malformed"),
        ("its hash in a tile", $"update pl_log_hashes set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where level = 0 and index = {Victim - 1}", "hash-changed"),
    ];

    // All that the ledger reads of an event is committed to, is what the commitments are made with, or is compared with the redaction that it names.
    private static readonly string[] Hashed =
        ["seq_id", "id", "stream_id", "version", "data", "type", "timestamp", "correlation_id", "causation_id", "headers", "pl_scope", "pl_metadata_salt", "pl_data_salt", "pl_redacted_by"];

    // Kept of what was redacted, for a signer that begins anew: nothing else reads them, and where one is wrong the entry is not the one that was signed.
    private static readonly string[] Left = ["pl_data_commitment", "pl_metadata_commitment"];

    // Marten's own, which the ledger fills and never reads.
    private static readonly string[] Unread = ["bdata", "tenant_id", "mt_dotnet_type", "is_archived"];

    [Fact]
    public async Task P11_What_a_superuser_does_is_found_and_located_as_the_table_of_the_docs_says()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct);
        Assert.Equal(Hashed.Concat(Left).Concat(Unread).Order(StringComparer.Ordinal), (await ledger.ColumnsAsync(ct)).Order(StringComparer.Ordinal));
        var kept = await ledger.SignedUpToHeadAsync(ct);
        var size = Checkpoint.Parse(kept.Text).Size;
        foreach (var earlier in new[] { 20, Victim - 5, Victim + 5, 60 }) await ledger.SignAsync(earlier, ct);
        await ledger.SaveAsync(ct);
        var table = new StringBuilder("| what is done to the ledger of " + size + " events | what `ledger verify` says | code |\n|---|---|---|\n");

        foreach (var (what, sql, code) in Changes)
        {
            await ledger.RunAsync(sql, ct);
            await FindsAsync(what, code, Victim, code == "entries-malformed" ? size : Victim + 1);
        }

        await ledger.RunAsync($"update mt_events set seq_id = {size + 100} where seq_id = {Victim}", ct);
        await FindsAsync("its position", "event-missing", Victim, size + 100);
        await ledger.RunAsync($"update mt_events set seq_id = seq_id + 1001 where seq_id >= {Victim}; update mt_events set seq_id = seq_id - 1000 where seq_id > 1000; "
            + $"insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, pl_scope) select {Victim}, gen_random_uuid(), stream_id, version + 1000, data, type, timestamp, headers, pl_scope from mt_events where seq_id = {Victim + 1}", ct);
        await FindsAsync("an event, inserted before it", "metadata-changed", Victim, size + 1);
        await ledger.RewriteAsync($"update mt_events set data = jsonb_set(data, '{{id}}', '\"another\"') where seq_id = {Victim}", ct);
        await FindsAsync("the data of an event, with its entry and every hash of the log made anew", "history-changed", Victim - 4, Victim + 5);
        await ledger.RunAsync($"insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, pl_scope) select {size + 1}, gen_random_uuid(), stream_id, version + 1000, data, type, timestamp, headers, pl_scope from mt_events where seq_id = {Victim}", ct);
        await FindsAsync("an event, put at the end", "beyond-head", size + 1, size + 1);
        await ledger.RunAsync($"insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers, pl_scope) select {size + 1}, gen_random_uuid(), stream_id, version + 1000, "
            + "jsonb_build_object('position', seq_id, 'stream', stream_id, 'version', version, 'type', type, 'tombstone', '{\"id\":\"another\"}'::jsonb), 'event-redacted.v1', timestamp, headers, pl_scope from mt_events where seq_id = " + Victim + "; "
            + $"update mt_events set data = '{{\"id\":\"another\"}}', pl_data_salt = null, pl_redacted_by = {size + 1} where seq_id = {Victim}", ct);
        await FindsAsync("the data of an event, with a redaction of it put at the end", "redaction-unsigned", Victim, size + 1);
        await ledger.RunAsync($"delete from mt_events where seq_id = {size}", ct);
        await FindsAsync("the last event, cut off", "event-missing", size, size);
        await ledger.RunAsync($"delete from mt_events where seq_id > {size - 5}; delete from pl_log_entries where position > {size - 5}; delete from pl_log_hashes where level = 0 and index >= {size - 5}; delete from pl_log_checkpoints; update pl_counter set last_position = {size - 5}", ct);
        await FindsAsync("the last five events, cut off everywhere, with all checkpoints", "rolled-back", 1, size);

        // One who has the key says something else of the same events.
        await ledger.RunAsync($"update pl_log_checkpoints set note = '{new Checkpoint(ledger.Key.Name, size, TransparencyLog.Merkle.Hash.Empty).Sign(ledger.SigningKey)}' where size = {size}", ct);
        await FindsAsync("a fork: another root for as many events, signed with the log's key", "fork", 1, size);
        await ledger.RunAsync($"update pl_log_checkpoints set note = '{Checkpoint.Parse(kept.Text).Sign(SigningKey.Generate(ledger.Key.Name))}' where size = {size}", ct);
        await FindsAsync("a checkpoint signed with another key", "checkpoint-unverified", 0, size);

        // The older dump comes back, after somebody has kept a newer checkpoint.
        await ledger.Server.Writer.PostAsync("/api/negotiations", new StringContent("""{"id":"later","title":"Later"}""", Encoding.UTF8, "application/json"), ct);
        kept = await ledger.SignedUpToHeadAsync(ct);
        await ledger.RestoreAsync(ct);
        await FindsAsync("the whole database, rolled back to an older dump", "rolled-back", size + 1, size + 1, clean: false);
        Documented(table.ToString());

        async Task FindsAsync(string what, string code, long first, long last, bool clean = true)
        {
            var findings = (await ledger.VerifyAsync(ct, kept)).Findings;
            var found = findings.FirstOrDefault(finding => finding.Code == code);
            Assert.True(found is not null, $"{what}: {string.Join("; ", findings)}");
            Assert.True(found.First == first || (found.First <= first && found.Last >= first), $"{what}: {found}");
            Assert.All(findings, finding => Assert.True(finding.First == 0 || (finding.First >= Math.Min(first, code == "entries-malformed" ? 1 : first) && finding.First <= last), $"{what}: {finding}"));
            table.Append(CultureInfo.InvariantCulture, $"| {what} | {Said(found)} | `{code}` |\n");
            if (!clean) return;
            await ledger.RestoreAsync(ct);
            Assert.Empty((await ledger.VerifyAsync(ct, kept)).Findings);
        }
    }

    // As the command line says it; what is random in it is left out.
    private static string Said(Finding finding)
    {
        var where = (finding.First, finding.Last) switch { (0, _) => "", var (first, last) when first == last => $"Position {first}: ", var (first, last) => $"Positions {first} to {last}: " };
        var words = Regex.Replace(finding.Detail, "[0-9a-f]{8}", "...", RegexOptions.None, TimeSpan.FromSeconds(1));
        return where + Regex.Replace(words, "[0-9-]{10}T[0-9:.]+Z", "...", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    private static void Documented(string table)
    {
        const string Begin = "<!-- tampering: begin -->\n", End = "<!-- tampering: end -->";
        var file = Path.Combine(NodeProgram.RepositoryRoot, "docs", "audit.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1") File.WriteAllText(file, text[..from] + table + text[to..]);
        else Assert.Equal(text[from..to], table);
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
        await Wait.ForAsync("the signer's refusal", () => coverage.Now.Role == LogRole.Refused, ct);
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
        var (positions, redacted) = (new List<long>(), 0);
        Note? kept = null;
        using var opened = await ledger.Server.Writer.PostAsync("/api/negotiations", new StringContent("""{"id":"runs","title":"Runs"}""", Encoding.UTF8, "application/json"), ct);
        Assert.True(opened.IsSuccessStatusCode);
        for (var run = 0; run < runs; run++)
        {
            // Recorded while it is verified, and signed meanwhile or not. Every second one is redacted at once, and in every sixth run one that was signed long ago.
            using var recorded = await ledger.Server.Writer.PostAsync("/api/negotiations/runs/parties", new StringContent($$"""{"id":"run-{{run}}","kind":"party","name":"Run {{run}}"}""", Encoding.UTF8, "application/json"), ct);
            Assert.True(recorded.IsSuccessStatusCode);
            positions.Add(JsonElement.Parse(await recorded.Content.ReadAsStringAsync(ct)).GetProperty("position").GetInt64());
            if (run % 2 == 1) await RedactAsync(positions[run]);
            if (run % 6 == 4) await RedactAsync(positions[run - 4]);
            var verified = await ledger.VerifyAsync(ct, kept);
            Assert.Empty(verified.Findings);
            Assert.Equal(redacted, verified.Redacted);
            kept = await ledger.Server.Get<LogTables>().GetCheckpointAsync(ct);

            // The same as of the checkpoint before the event was recorded: it is newer, and so is its redaction. Of an older one nothing that was signed says then that it was redacted.
            var earlier = await ledger.VerifyBeforeAsync(positions[run], ct);
            Assert.Equal(run % 6 == 4 ? [("redaction-unsigned", positions[run - 4])] : [], earlier.Findings.Select(finding => (finding.Code, finding.First)));
        }

        output.WriteLine($"{runs} clean runs, {redacted} redactions, no alarm");

        async Task RedactAsync(long position)
        {
            using var gone = await ledger.Server.Writer.PostAsync($"/api/events/{position}/redaction", new StringContent("""{"reason":"They asked."}""", Encoding.UTF8, "application/json"), ct);
            Assert.True(gone.IsSuccessStatusCode, await gone.Content.ReadAsStringAsync(ct));
            redacted++;
        }
    }

    [Fact]
    public async Task P11_A_bundle_waits_until_its_redactions_are_signed_and_says_what_it_says_where_nobody_signs()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct, interval: "00:00:02");
        for (var run = 0; run < 3; run++)
        {
            using var gone = await ledger.Server.Writer.PostAsync($"/api/events/{Victim + run}/redaction", new StringContent("""{"reason":"They asked."}""", Encoding.UTF8, "application/json"), ct);
            Assert.True(gone.IsSuccessStatusCode, await gone.Content.ReadAsStringAsync(ct));
            var verified = await ledger.VerifyAsync(ct);
            Assert.Empty(verified.Findings);
            Assert.Equal(run + 1, verified.Redacted);
        }

        await ledger.StartAsync(signs: false);
        using var unsigned = await ledger.Server.Writer.PostAsync($"/api/events/{Victim + 3}/redaction", new StringContent("""{"reason":"They asked."}""", Encoding.UTF8, "application/json"), ct);
        Assert.True(unsigned.IsSuccessStatusCode);
        var asked = Stopwatch.StartNew();
        var finding = Assert.Single((await ledger.VerifyAsync(ct)).Findings);
        Assert.Equal(("redaction-unsigned", Victim + 3L), (finding.Code, finding.First));
        Assert.InRange(asked.Elapsed, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(60));
    }
}
