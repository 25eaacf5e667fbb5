using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Cli;

/// <summary><c>ledger verify receipt.json</c>: one event, offline.</summary>
internal static class ReceiptVerification
{
    public static async Task<int> RunAsync(Stream content, IReadOnlyCollection<VerifierKey> trusted, IReadOnlyList<Note> kept, FileInfo? keep, bool asJson, CancellationToken ct)
    {
        using var file = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await content.ReadAsync(buffer, ct)) > 0 && file.Length <= EventReceipt.Longest;) file.Write(buffer, 0, read);
        var receipt = EventReceipt.Parse(file.ToArray());
        var verified = new ReceiptVerifier(trusted, [.. kept]).Verify(receipt);
        if (asJson) PrintJson(receipt, verified);
        else Print(receipt, verified, kept, keep is { Exists: true });
        if (verified.Findings.Count > 0) return ExitCodes.Unverified;
        // What is there already may be replaced by what goes on from it, and a receipt cannot show that anything does.
        if (keep is { Exists: false }) await KeptCheckpoint.WriteAsync(keep, receipt.Proof.Checkpoint, ct);
        return ExitCodes.Done;
    }

    private static void Print(EventReceipt receipt, Verified verified, IReadOnlyList<Note> kept, bool keep)
    {
        if (VerifyReport.PrintFindings(verified.Findings)) return;
        var (happened, checkpoint) = (receipt.Event, verified.Checkpoint!);
        var log = $"in the log of {checkpoint.Size} event{(checkpoint.Size == 1 ? "" : "s")} of {checkpoint.Origin}, root {checkpoint.Root}";
        if (happened.Metadata is null)
            VerifyReport.Say($"Verified: position {happened.Position}, recorded {happened.Recorded}, is {log}. Who recorded it, what it was and what it said the receipt does not show: they were redacted, it says, at position {happened.RedactedBy}.");
        else
            VerifyReport.Say($"Verified: position {happened.Position}, {happened.Said("type") ?? "?"} in {happened.Said("stream") ?? "?"} by {happened.Header("actor") ?? "?"}, recorded {happened.Recorded}, is {log}.");
        if (verified.Redacted > 0 && happened.Metadata is not null) VerifyReport.Say($"Its data were redacted, the receipt says, at position {happened.RedactedBy}: they were not verified, the rest was.");
        if (verified.Redacted > 0) VerifyReport.Say($"That it was redacted is the receipt's word: the event at position {happened.RedactedBy} has a receipt of its own.");
        foreach (var size in kept.Select(note => Checkpoint.Parse(note.Text).Size))
        {
            if (size == checkpoint.Size) VerifyReport.Say($"Its checkpoint is the one that you kept.");
            else VerifyReport.Say($"The checkpoint that you kept covers {size}, the receipt's {checkpoint.Size}: that the one log begins the other a receipt cannot show, a bundle does.{(keep ? " What you kept was left as it is." : "")}");
        }

        if (kept.Count == 0) VerifyReport.Say($"A receipt proves one event. That nothing else was changed shows in a bundle (ledger export --format bundle), with the checkpoint that you keep.");
    }

    private static void PrintJson(EventReceipt receipt, Verified verified) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        verified = verified.Findings.Count == 0, receipt.Event.Position, size = verified.Checkpoint?.Size, root = verified.Checkpoint?.Root.ToString(),
        origin = verified.Checkpoint?.Origin, redacted = verified.Redacted > 0, verified.Findings,
    }, JsonSerializerOptions.Web));
}
