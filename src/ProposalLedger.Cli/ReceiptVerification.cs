using System.Globalization;
using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Cli;

/// <summary><c>ledger verify receipt.json</c>: one event, offline.</summary>
internal static class ReceiptVerification
{
    public static async Task<int> RunAsync(Stream content, IReadOnlyCollection<VerifierKey> trusted, Note? kept, FileInfo? keep, bool asJson, CancellationToken ct)
    {
        using var file = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await content.ReadAsync(buffer, ct)) > 0 && file.Length <= EventReceipt.Longest;) file.Write(buffer, 0, read);
        var receipt = EventReceipt.Parse(file.ToArray());
        var verified = new ReceiptVerifier(trusted, kept).Verify(receipt);
        if (asJson) PrintJson(receipt, verified);
        else Print(receipt, verified, kept);
        if (verified.Findings.Count > 0) return ExitCodes.Unverified;
        if (keep is not null) await File.WriteAllTextAsync(keep.FullName, receipt.Proof.Checkpoint.ToString(), ct);
        return ExitCodes.Done;
    }

    private static void Print(EventReceipt receipt, Verified verified, Note? kept)
    {
        foreach (var finding in verified.Findings) Console.WriteLine(Terminal.Safe($"{VerifyCommands.Where(finding)}{finding.Detail} [{finding.Code}]"));
        if (verified.Findings.Count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"NOT VERIFIED: {verified.Findings.Count} finding{(verified.Findings.Count == 1 ? "" : "s")}."));
            return;
        }

        var (metadata, checkpoint) = (receipt.Event.Metadata!.Value, verified.Checkpoint!);
        Console.WriteLine(Terminal.Safe(string.Create(CultureInfo.InvariantCulture,
            $"Verified: position {receipt.Event.Position}, {Text(metadata, "type")} in {Text(metadata, "stream")} by {Text(Member(metadata, "headers"), "actor")}, recorded {receipt.Event.Recorded}, is in the log of {checkpoint.Size} events of {checkpoint.Origin}, root {checkpoint.Root}.")));
        if (verified.Redacted > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Its data were redacted, the receipt says, at position {receipt.Event.RedactedBy}: they were not verified, the rest was."));
        Console.WriteLine(kept is null || Checkpoint.Parse(kept.Text).Size != checkpoint.Size
            ? "A receipt proves one event. That nothing else was changed shows in a bundle (ledger export --format bundle), with the checkpoint that you keep."
            : "Its checkpoint is the one that you kept.");
    }

    private static void PrintJson(EventReceipt receipt, Verified verified) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        verified = verified.Findings.Count == 0, receipt.Event.Position, size = verified.Checkpoint?.Size, root = verified.Checkpoint?.Root.ToString(),
        origin = verified.Checkpoint?.Origin, redacted = verified.Redacted > 0, verified.Findings,
    }, JsonSerializerOptions.Web));

    private static JsonElement? Member(JsonElement? value, string name) => value is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var member) ? member : null;

    private static string Text(JsonElement? value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "?";
}
