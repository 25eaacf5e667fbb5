using System.Net;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Server.Tests.Log;

/// <summary>The receipt that comes with a command.</summary>
public sealed class ReceiptTests
{
    private const string Issues = "/api/negotiations/lake-vell-crossing/issues";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P11_A_command_names_its_receipt_and_who_waits_gets_one_that_verifies()
    {
        await using var ledger = await SignedLedger.OpenAsync(Ct);
        var done = (await ledger.Server.Writer.PostAsync(Issues, """{"id":"toll","title":"Who takes the toll ‒ and “why”"}""")).Must(HttpStatusCode.Created);
        var address = $"/api/events/{done.Position}/receipt";
        Assert.Equal($"<{address}>; rel=\"receipt\"", done.Header("Link"));

        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Prefer", "respond-async, wait=10" } } };
        using var answer = await ledger.Server.Reader.SendAsync(request, Ct);
        Assert.Equal((HttpStatusCode.OK, $"receipt-{done.Position}.json"), (answer.StatusCode, answer.Content.Headers.ContentDisposition?.FileName));
        var receipt = EventReceipt.Parse(await answer.Content.ReadAsByteArrayAsync(Ct));
        var verified = new ReceiptVerifier([ledger.Key]).Verify(receipt);
        Assert.Empty(verified.Findings);
        Assert.Equal((done.Position, "toll"), (receipt.Event.Position, receipt.Event.Data!.Value.GetProperty("id").GetString()));
        Assert.InRange(verified.Checkpoint!.Size, done.Position, long.MaxValue);

        // The same command again leads to the same receipt; what was there before has one, too.
        (await ledger.Server.Reader.ReadAsync("/api/events/1/receipt")).Must(HttpStatusCode.OK);
        Assert.Equal("unknown-event", (await ledger.Server.Reader.ReadAsync("/api/events/100000/receipt")).Must(HttpStatusCode.NotFound).Problem);
        Assert.Equal("unknown-parameter", (await ledger.Server.Reader.ReadAsync(address + "?at=1")).Must(HttpStatusCode.BadRequest).Problem);

        // What a superuser changes afterwards shows in the receipt that the server then gives out.
        await ledger.RunAsync($$"""update mt_events set data = jsonb_set(data, '{title}', '"Nobody"') where seq_id = {{done.Position}}""", Ct);
        var forged = EventReceipt.Parse(await ledger.Server.Reader.GetByteArrayAsync(address, Ct));
        Assert.Equal("data-changed", Assert.Single(new ReceiptVerifier([ledger.Key]).Verify(forged).Findings).Code);
    }

    [Fact]
    public async Task P14_Where_no_checkpoint_covers_the_event_yet_it_is_said_and_when_to_come_back()
    {
        await using var ledger = await SignedLedger.OpenAsync(Ct);
        // As between a write and its signature.
        var size = Checkpoint.Parse((await ledger.SignedUpToHeadAsync(Ct)).Text).Size;
        await ledger.RunAsync($"delete from pl_log_checkpoints where size <> {size}; update pl_log_checkpoints set size = 5, note = replace(note, E'\\n{size}\\n', E'\\n5\\n')", Ct);
        var told = (await ledger.Server.Reader.ReadAsync($"/api/events/{size}/receipt", ("Prefer", "wait=0"))).Must(HttpStatusCode.NotFound);
        Assert.Equal(("not-yet-signed", "1"), (told.Problem, told.Header("Retry-After")));
    }
}
