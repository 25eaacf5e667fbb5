using System.Text.Json;

namespace ProposalLedger.Domain.Json;

/// <summary>What came of reading an entry: the entry, or every reason why it is none.</summary>
public sealed record Parsed(Entry? Entry, IReadOnlyList<Refusal> Refusals);

/// <summary>Entries from the outside: strict, and with a pointer to everything that is wrong.</summary>
public static class EntryJson
{
    /// <param name="kind">What the body is to be.</param>
    /// <param name="utf8">The body as it came.</param>
    public static Parsed Parse(EntryKind kind, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return new Parsed((Entry)JsonSerializer.Deserialize(utf8, EventJson.TypeOf(kind), LedgerJson.Options)!, []);
        }
        catch (JsonException e)
        {
            return new Parsed(null, [new Refusal("malformed-json", "", e.Message)]);
        }
    }

    public static Parsed Parse(EntryKind kind, JsonElement element) => Parse(kind, JsonSerializer.SerializeToUtf8Bytes(element));
}
