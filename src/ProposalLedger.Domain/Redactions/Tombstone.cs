using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Redactions;

/// <summary>
/// What is left of an event whose text had to go. What the structure of the record rests on stays: ids, references, kinds, dates. Every text becomes a
/// marker, every quantity goes, and so does what may have only a form of its own (an address, a hash, a language). So a text stays only where a mark of its
/// field says that it is none: a field that is added later goes unless somebody decides otherwise.
/// </summary>
public static class Tombstone
{
    /// <summary>Stands where a text stood.</summary>
    public const string Marker = "[redacted]";

    /// <summary>Of an entry. Of a tombstone it is the tombstone.</summary>
    public static Entry Of(Entry entry) => (Entry)Record(entry).Deserialize(entry.GetType(), LedgerJson.Options)!;

    /// <summary>Of an event; null where it is itself a redaction.</summary>
    public static LedgerEvent? Of(LedgerEvent e) => e switch
    {
        LedgerEvent.Recorded(var entry) => new LedgerEvent.Recorded(Of(entry)),
        LedgerEvent.Corrected(var entry) => new LedgerEvent.Corrected(Of(entry)),
        LedgerEvent.Redacted => null,
        _ => e, // ids and dates alone
    };

    /// <summary>
    /// Of what is said about an event: the reason is a text of somebody's, who, when and on which sources is not. A status report's and a resolution's reason
    /// stand in both places.
    /// </summary>
    /// <param name="metadata">Everything but position, time and data, with the event's headers under <c>headers</c>.</param>
    /// <returns>Null where nothing of it has to go.</returns>
    public static JsonElement? OfMetadata(JsonElement metadata)
    {
        var left = JsonObject.Create(metadata)!;
        if (left["headers"] is not JsonObject headers || headers["reason"] is null) return null;
        headers["reason"] = Marker;
        return JsonSerializer.SerializeToElement(left);
    }

    private static JsonObject Record(object record)
    {
        var left = new JsonObject();
        foreach (var field in Shape.Of(record.GetType()))
            if (field.Get(record) is { } value && Value(value, field) is { } kept) left[field.Name] = kept;
        return left;
    }

    private static JsonNode? Value(object value, Field field) => value switch
    {
        string text => Text(text, field),
        // The words are no longer those of the text.
        TextKind => JsonSerializer.SerializeToNode(TextKind.Unknown, LedgerJson.Options),
        Edtf or bool or Enum => JsonSerializer.SerializeToNode(value, LedgerJson.Options),
        decimal or int => field.IsStructure ? JsonSerializer.SerializeToNode(value, LedgerJson.Options) : null,
        Values<Term> => null,
        ValueMap map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Marker))),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(item => item is string ? Value(item, field) : Record(item))]),
        _ => Record(value),
    };

    private static string? Text(string text, Field field) =>
        field.IsSlug || field.RefersTo is not null || field.RefersToPoint || field.IsStructure ? text : field.WrittenAs is null ? Marker : null;
}
