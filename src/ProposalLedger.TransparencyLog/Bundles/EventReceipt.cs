using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Bundles;

/// <summary>
/// One event with all that shows it to be in a signed log: what a writer keeps of a command, and an auditor of an event. docs/receipts.md describes the
/// file. Nothing of it is checked before <see cref="Verifying.ReceiptVerifier"/> has done so.
/// </summary>
/// <param name="Event">The event, with its salts.</param>
/// <param name="Entry">The log's entry: the leaf's bytes.</param>
/// <param name="Proof">Its inclusion, with the checkpoint.</param>
public sealed record EventReceipt(BundledEvent Event, string Entry, LogProof Proof)
{
    /// <summary>What the file says that it is.</summary>
    public const string Format = "proposal-ledger/receipt@v1";

    /// <summary>Bytes of a receipt, at most: an event's data have 256 KiB, and escapes can make six of one.</summary>
    public const int Longest = 4_000_000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed record File(string Format, JsonElement Event, string Entry, string Proof);

    /// <summary>Reads a file, and verifies nothing.</summary>
    /// <exception cref="FormatException">It is no receipt.</exception>
    public static EventReceipt Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest) throw new FormatException($"A receipt has at most {Longest} bytes.");
        if (!Utf8.IsValid(utf8)) throw new FormatException("A receipt is UTF-8.");
        try
        {
            var file = JsonSerializer.Deserialize<File>(utf8, Options) ?? throw new FormatException("A receipt is a JSON object.");
            if (file.Format != Format) throw new FormatException($"The file says that it is '{file.Format}'; what can be read here is '{Format}'.");
            return new EventReceipt(BundledEvent.Parse(file.Event.GetRawText()), file.Entry, LogProof.Parse(file.Proof));
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is no receipt: {Place.Of(e)}", e);
        }
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new File(Format, JsonElement.Parse(Event.ToString()), Entry, Proof.ToString()), Options);
}
