using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.TransparencyLog.Entries;

/// <summary>What the log holds of an event: where it is, when it was recorded, and two commitments. Its bytes are RFC 8785 JSON.</summary>
/// <param name="Position">Ledger position; the leaf's index is one less.</param>
/// <param name="Recorded">UTC, to the microsecond.</param>
/// <param name="Metadata">The commitment to who, what kind, why, where, and the other clocks.</param>
/// <param name="Data">The commitment to the event's data.</param>
public sealed record LogEntry(long Position, DateTimeOffset Recorded, string Metadata, string Data)
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Reads its bytes; only the one spelling is taken.</summary>
    /// <exception cref="FormatException">It is no entry.</exception>
    public static LogEntry Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var entry = json.RootElement;
            var read = new LogEntry(entry.GetProperty("position").GetInt64(), ParseTime(entry.GetProperty("recorded").GetString() ?? ""),
                entry.GetProperty("metadata").GetString() ?? "", entry.GetProperty("data").GetString() ?? "");
            if (read.ToBytes().AsSpan().SequenceEqual(bytes.Span)) return read;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("This is no entry of a ledger's log.", e);
        }

        throw new FormatException("This entry is not written as a ledger's log writes it.");
    }

    /// <summary>The leaf's bytes.</summary>
    public byte[] ToBytes() => Canonical.Bytes(new JsonObject
    {
        ["position"] = Position,
        ["recorded"] = Text(Recorded),
        ["metadata"] = Metadata,
        ["data"] = Data,
    });

    /// <summary>A time as entries and commitments write it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);

    private static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.TryParseExact(text, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : throw new FormatException($"'{text}' is no time in UTC to the microsecond.");
}
