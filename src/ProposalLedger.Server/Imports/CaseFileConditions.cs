using System.Text.Json.Nodes;
using ProposalLedger.Domain.Negotiations;

namespace ProposalLedger.Server.Imports;

/// <summary>
/// What one field asks of another, for the JSON Schema. The rules themselves are the domain's; these are those of them that a schema
/// can say, so that an editor marks the fault while it is typed.
/// </summary>
internal static class CaseFileConditions
{
    public static JsonArray Of(EntryKind kind) => [.. (kind switch
    {
        EntryKind.Negotiation => new JsonNode[] { Unlike("id", ReservedIds.All.Order(StringComparer.Ordinal)) },
        EntryKind.Draft =>
        [
            When("text", "full", """{"properties":{"points":{"minItems":1}}}"""),
            When("text", "unknown", """{"properties":{"points":{"maxItems":0}}}"""),
        ],
        EntryKind.Amendment => [Parse("""{"anyOf":[{"required":["text"]},{"properties":{"changes":{"minItems":1}}}]}""")],
        EntryKind.Link =>
        [
            When("fate", "split", """{"properties":{"from":{"minItems":1},"to":{"minItems":2,"uniqueItems":true}}}"""),
            When("fate", "joined", """{"properties":{"from":{"minItems":2,"uniqueItems":true}}}"""),
            When("fate", "inserted", """{"properties":{"from":{"maxItems":0}}}"""),
            When("fate", "dropped", """{"properties":{"from":{"minItems":1},"to":{"maxItems":0}}}"""),
            When("fate", "set-aside", """{"properties":{"from":{"minItems":1}}}"""),
            When("fate", "moved-to-another-track", """{"properties":{"from":{"minItems":1}}}"""),
            // Where there is no point to name, the draft is named.
            Parse("""{"anyOf":[{"properties":{"from":{"minItems":1}}},{"required":["fromDraft"]}]}"""),
            Parse("""{"anyOf":[{"properties":{"to":{"minItems":1}}},{"required":["toDraft"]}]}"""),
        ],
        EntryKind.Claim =>
        [
            When("kind", "position",
                """{"required":["stance"],"properties":{"about":{"anyOf":[{"required":["proposition"]},{"required":["point"]},{"required":["draft"]}]}}}""",
                """{"not":{"required":["stance"]}}"""),
            When("stance", "supports-if", """{"required":["condition"]}"""),
            When("basis", "attributed", """{"required":["holder"]}"""),
        ],
        _ => [],
    })];

    /// <summary>Rules of what stands inside of entries, and of numbers.</summary>
    public static void AddTo(JsonObject schema, Type type, string? property)
    {
        if (type == typeof(Subject)) (schema["minProperties"], schema["maxProperties"]) = (1, 1);
        if (type == typeof(TermRange)) schema["minProperties"] = 1;
        if (type == typeof(Term)) schema["oneOf"] = Parse("""[{"required":["value"]},{"required":["range"]}]""");
        if (type == typeof(PointChange))
        {
            schema["allOf"] = new JsonArray(
                When("kind", "delete", """{"required":["point"],"not":{"required":["text"]}}"""),
                When("kind", "replace", """{"required":["point"]}"""));
        }
        if (property == "count") schema["minimum"] = 1;
        if (property == "credibility") (schema["minimum"], schema["maximum"]) = (1, 6);
    }

    private static JsonObject When(string field, string value, string then, string? otherwise = null)
    {
        var condition = new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { [field] = new JsonObject { ["const"] = value } }, ["required"] = new JsonArray(field) },
            ["then"] = Parse(then),
        };
        if (otherwise is not null) condition["else"] = Parse(otherwise);
        return condition;
    }

    private static JsonObject Unlike(string field, IEnumerable<string> reserved) => new()
    {
        ["properties"] = new JsonObject { [field] = new JsonObject { ["not"] = new JsonObject { ["enum"] = new JsonArray([.. reserved.Select(r => JsonValue.Create(r))]) } } },
    };

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
