using System.Text.Json;
using System.Text.Unicode;
using ProposalLedger.Domain.Proposals;

namespace ProposalLedger.Domain.Json;

/// <summary>What came of reading an entry: the entry, or every reason why it is none.</summary>
public sealed record Parsed(Entry? Entry, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Of what opens a negotiation.</summary>
    public Visibility? Visibility { get; init; }
}

/// <summary>
/// Entries from the outside, strictly: I-JSON (RFC 7493), no field unknown or twice, and a pointer to everything that is wrong.
/// Codes: malformed-json, duplicate-key, unknown-field, missing-field, wrong-type, unknown-value, impossible-date, meaningless-date, end-before-beginning,
/// number-out-of-range, too-deep.
/// </summary>
public static class EntryJson
{
    // Depth is judged by us, as the reader reports it by the same exception as everything else; it does not recurse.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 100_000 };

    /// <param name="kind">What the body is to be.</param>
    /// <param name="utf8">The body as it came.</param>
    public static Parsed Parse(EntryKind kind, ReadOnlySpan<byte> utf8) => Parse(utf8, element => Parse(kind, element));

    /// <summary>A negotiation, beside whose own fields may stand who may read it.</summary>
    /// <param name="utf8">The body as it came.</param>
    public static Parsed ParseOpening(ReadOnlySpan<byte> utf8) => Parse(utf8, static element =>
    {
        var refusals = EntryShape.Check(element, typeof(Opening));
        if (refusals.Count > 0) return new(null, refusals);
        var opening = element.Deserialize<Opening>(LedgerJson.Options)!;
        return new(opening.Negotiation, []) { Visibility = opening.Visibility };
    });

    private static Parsed Parse(ReadOnlySpan<byte> utf8, Func<JsonElement, Parsed> parse)
    {
        if (!Utf8.IsValid(utf8)) return Refused("malformed-json", "The body is not UTF-8.");
        try
        {
            if (IsTooDeep(utf8)) return Refused("too-deep", $"Nesting ends at {LedgerJson.MaxDepth} levels.");
            using var document = JsonDocument.Parse(utf8.ToArray(), Reading);
            return parse(document.RootElement);
        }
        catch (JsonException e)
        {
            return new(null, [new Refusal("malformed-json", "", "This is not JSON.") { Line = (int?)e.LineNumber + 1, Column = (int?)e.BytePositionInLine + 1 }]);
        }
    }

    public static Parsed Parse(EntryKind kind, JsonElement element)
    {
        var refusals = EntryShape.Check(element, EventJson.TypeOf(kind));
        return refusals.Count > 0
            ? new(null, refusals)
            : new(Named((Entry)element.Deserialize(EventJson.TypeOf(kind), LedgerJson.Options)!), []);
    }

    private static Entry Named(Entry entry) => entry is StatusReport { Id: null } status ? status with { Id = StatusIds.Of(status) } : entry;

    private static bool IsTooDeep(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Reading.MaxDepth });
        while (reader.Read())
            if (reader is { CurrentDepth: >= LedgerJson.MaxDepth, TokenType: JsonTokenType.StartObject or JsonTokenType.StartArray }) return true;
        return false;
    }

    private static Parsed Refused(string code, string detail) => new(null, [new Refusal(code, "", detail)]);
}
