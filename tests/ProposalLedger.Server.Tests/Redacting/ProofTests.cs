using System.Net;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Server.Tests.Log;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Server.Tests.Redacting;

/// <summary>A redaction breaks no proof, and what looks like one and is none is found, with its position.</summary>
public sealed class ProofTests(ITestOutputHelper output)
{
    private const string Body = """{"reason":"A court ordered it."}""";

    [Fact]
    public async Task P11_Every_proof_still_verifies_and_what_was_taken_away_otherwise_is_found()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct);
        var kept = await ledger.SignedUpToHeadAsync(ct);
        var victim = await PositionOfAsync(ledger, "claim-recorded.v1");
        var reasoned = await PositionOfAsync(ledger, "point-status-reported.v1");
        await ledger.RunAsync("create table before as table mt_events", ct); // a dump
        var (redaction, ofReason) = ((await RedactAsync(ledger, victim)).Position, (await RedactAsync(ledger, reasoned)).Position);

        // Before and after a checkpoint covers them.
        Assert.Empty((await ledger.VerifyAsync(ct, kept)).Findings);
        await ledger.SignedUpToHeadAsync(ct);
        var verified = await ledger.VerifyAsync(ct, kept);
        Assert.Empty(verified.Findings);
        Assert.Equal((2L, ofReason), (verified.Redacted, verified.Checkpoint!.Size));
        Assert.Equal([(victim, redaction, "A court ordered it."), (reasoned, ofReason, "A court ordered it.")], verified.Redactions.OrderBy(r => r.By).Select(r => (r.Position, r.By, r.Reason)));
        await ledger.SaveAsync(ct);

        (string What, string Sql, string Code, long Position)[] changes =
        [
            ("data and salt taken away without an event", $"update mt_events set data = '{{\"id\": \"x\"}}', pl_data_salt = null where seq_id = {victim + 1}", "data-missing", victim + 1),
            ("data taken away by the redaction of another event", $"update mt_events set data = (select data from mt_events where seq_id = {victim}), pl_data_salt = null, pl_redacted_by = {redaction} where seq_id = {victim + 1}", "data-missing", victim + 1),
            ("a redaction that is made to name another position", $"update mt_events set data = jsonb_set(data, '{{position}}', '{victim + 1}') where seq_id = {redaction}", "data-missing", victim),
            ("the tombstone, edited", $"update mt_events set data = jsonb_set(data, '{{text}}', '\"other words\"') where seq_id = {victim}", "tombstone-changed", victim),
            ("the tombstone's reason, edited", $"update mt_events set headers = jsonb_set(headers, '{{reason}}', '\"other words\"') where seq_id = {reasoned}", "tombstone-changed", reasoned),
            ("the reason, brought back from a dump", $"update mt_events e set headers = b.headers, pl_metadata_salt = b.pl_metadata_salt from before b where b.seq_id = e.seq_id and e.seq_id = {reasoned}", "not-redacted", reasoned),
            ("the text, brought back from a dump", $"update mt_events e set data = b.data, pl_data_salt = b.pl_data_salt from before b where b.seq_id = e.seq_id and e.seq_id = {victim}", "not-redacted", victim),
            ("which event redacted it, said of one that was never redacted", $"update mt_events set pl_redacted_by = {redaction} where seq_id = {victim + 1}", "redaction-unfounded", victim + 1),
            ("the actor of an event whose reason is gone", $"update mt_events set headers = jsonb_set(headers, '{{actor}}', '\"somebody\"') where seq_id = {reasoned}", "tombstone-changed", reasoned),
            ("which event redacted it", $"update mt_events set pl_redacted_by = null where seq_id = {victim}", "tombstone-changed", victim),
            ("the redaction, deleted", $"delete from mt_events where seq_id = {redaction}", "data-missing", victim),
        ];
        foreach (var (what, sql, code, position) in changes)
        {
            await ledger.RunAsync(sql, ct);
            var findings = (await ledger.VerifyAsync(ct, kept)).Findings;
            output.WriteLine($"| {what} | {string.Join("; ", findings.Select(f => $"{f.Code} at {f.First}"))} |");
            Assert.Contains(findings, finding => finding.Code == code && finding.First == position && finding.Last == position);
            await ledger.RestoreAsync(ct);
            Assert.Empty((await ledger.VerifyAsync(ct, kept)).Findings);
        }
    }

    [Fact]
    public async Task P11_What_was_redacted_before_anybody_signed_is_signed_all_the_same()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var stage = await RedactedStage.OpenAsync();
        await stage.RedactAllAsync();
        // The signer, set up anew: it begins with what was kept of each.
        var tables = stage.One.Get<LogTables>();
        var events = await tables.ReadEventsAsync(0, 1000, ct);
        Assert.All(events, e => Assert.NotNull(e.Entry));
        var entries = await tables.ReadEntriesAsync(0, events.Count, ct);
        foreach (var (happened, entry) in events.Zip(entries)) Assert.Equal(happened.Entry!.ToBytes(), entry.ToArray());
    }

    [Fact]
    public async Task P11_A_receipt_of_a_redacted_event_proves_that_it_is_in_the_log_and_says_no_more()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ledger = await SignedLedger.OpenAsync(ct);
        foreach (var type in new[] { "claim-recorded.v1", "point-status-reported.v1" })
        {
            var position = await PositionOfAsync(ledger, type);
            await RedactAsync(ledger, position);
            var receipt = TransparencyLog.Bundles.EventReceipt.Parse(await ledger.Server.Reader.GetByteArrayAsync($"/api/events/{position}/receipt", ct));
            var verified = new TransparencyLog.Verifying.ReceiptVerifier([ledger.Key]).Verify(receipt);
            Assert.Empty(verified.Findings);
            Assert.Equal(1, verified.Redacted);
        }
    }

    private static async Task<long> PositionOfAsync(SignedLedger ledger, string type)
    {
        var reply = await ledger.Server.Reader.ReadAsync($"/api/events?type={type}&limit=1");
        return reply.Must(HttpStatusCode.OK).Json.GetProperty("position").GetInt64();
    }

    private static async Task<Reply> RedactAsync(SignedLedger ledger, long position) =>
        (await ledger.Server.Writer.PostAsync($"/api/events/{position}/redaction", Body)).Must(HttpStatusCode.Created);
}
