using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace ProposalLedger.Server.Imports;

/// <summary>
/// The JSON Schema (2020-12) of the case file, made from the entries themselves so that it cannot say otherwise than the importer reads.
/// It describes shapes; that references lead somewhere is for the importer to check.
/// </summary>
public static class CaseFileSchema
{
    private const string Slug = "^[a-z0-9][a-z0-9-]{0,63}$";

    public static JsonObject Create()
    {
        var definitions = new JsonObject();
        foreach (var kind in Enum.GetValues<EntryKind>()) definitions[EventNames.Noun(kind)] = Definition(kind);
        definitions["point"] = SchemaOf(typeof(Point));
        var properties = new JsonObject { [CaseFileLayout.Negotiation] = Reference(EntryKind.Negotiation) };
        foreach (var (key, kind) in CaseFileLayout.Lists) properties[key] = ListOf(kind);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "ProposalLedger case file",
            ["description"] = "A negotiation's record: who drafted what, who said what of it, when, and by which source. Dates are EDTF strings.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray(CaseFileLayout.Negotiation),
            ["properties"] = properties,
            ["$defs"] = definitions,
        };
    }

    private static JsonObject Reference(EntryKind kind) => new() { ["$ref"] = $"#/$defs/{EventNames.Noun(kind)}" };

    private static JsonObject ListOf(EntryKind kind) => new() { ["type"] = "array", ["items"] = Reference(kind) };

    private static JsonObject Definition(EntryKind kind)
    {
        var schema = SchemaOf(EventJson.TypeOf(kind)).AsObject();
        schema["type"] = "object";
        var properties = schema["properties"]!.AsObject();
        properties["id"] = new JsonObject { ["type"] = "string", ["pattern"] = Slug };
        foreach (var (key, nested, owner) in CaseFileLayout.Nested(kind)) properties[key] = ListOf(nested);
        if (kind is EntryKind.Draft) properties.Remove("proposal");
        if (kind is EntryKind.Rendering or EntryKind.Status) properties.Remove("draft");
        properties[CaseFileLayout.Retracted] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("reason"),
            ["properties"] = new JsonObject { ["reason"] = new JsonObject { ["type"] = "string" } },
        };
        return schema;
    }

    private static JsonNode SchemaOf(Type type) => LedgerJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Transform,
    });

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        if (type == typeof(Edtf)) return new JsonObject { ["type"] = "string", ["description"] = "EDTF: 2025, 2025-11, 2025-11-23, 2025-11-23~, 2025-11-21/2025-11-23" };
        if (type == typeof(ValueMap)) return new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Values<>))
        {
            var item = type.GetGenericArguments()[0];
            // A point holds points, so it stands by itself.
            var items = item == typeof(Point) ? new JsonObject { ["$ref"] = "#/$defs/point" } : SchemaOf(item);
            return new JsonObject { ["type"] = "array", ["items"] = items };
        }
        return schema;
    }
}
