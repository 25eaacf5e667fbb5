using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace ProposalLedger.Server.Imports;

/// <summary>
/// The JSON Schema (2020-12) of the case file, made from the entries and their marks so that it cannot say otherwise than the importer
/// reads. It describes shapes; that references lead somewhere is for the importer to check. <c>docs/case-file.schema.json</c> is a copy.
/// </summary>
public static class CaseFileSchema
{
    private const int MostItems = 2_000;

    public static JsonObject Create()
    {
        var definitions = new JsonObject();
        foreach (var kind in Enum.GetValues<EntryKind>()) definitions[EventNames.Noun(kind)] = Definition(kind);
        definitions["point"] = SchemaOf(typeof(Point));
        foreach (var (name, form) in CaseFilePatterns.All) definitions[name] = form;
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
        foreach (var (key, nested, _) in CaseFileLayout.Nested(kind)) properties[key] = ListOf(nested);
        // What an entry stands in is not named again.
        if (kind is EntryKind.Draft) properties.Remove("proposal");
        if (kind is EntryKind.Rendering or EntryKind.Status) properties.Remove("draft");
        if (kind is EntryKind.Amendment) schema["required"]!.AsArray().Add("draft");
        properties[CaseFileLayout.Retracted] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("reason"),
            ["properties"] = new JsonObject
            {
                ["reason"] = CaseFilePatterns.Text(), ["published"] = CaseFilePatterns.Date(),
                ["sources"] = new JsonObject { ["type"] = "array", ["maxItems"] = MostItems, ["items"] = new JsonObject { ["type"] = "string" } },
            },
        };
        properties[CaseFileLayout.Order] = new JsonObject
        {
            ["description"] = "Place among all entries in the order of recording, from 1; an export has it.",
            ["type"] = new JsonArray("integer", "string"), ["minimum"] = 1, ["pattern"] = "^[1-9][0-9]{0,8}$",
        };
        if (kind is EntryKind.Negotiation)
        {
            properties[CaseFileLayout.Visibility] = new JsonObject
            {
                ["description"] = "Who may read it from its first event on; public where nothing is said. Of a negotiation that is there it has to be what it is.",
                ["enum"] = new JsonArray([.. Enum.GetValues<Visibility>().Select(v => JsonSerializer.SerializeToNode(v, LedgerJson.Options))]),
            };
        }
        if (CaseFileConditions.Of(kind) is { Count: > 0 } conditions) schema["allOf"] = conditions;
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
        var property = context.PropertyInfo;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Values<>))
        {
            var list = new JsonObject { ["type"] = "array", ["maxItems"] = MostItems, ["items"] = ItemsOf(type.GetGenericArguments()[0], property?.AttributeProvider) };
            if (Mark<AtLeastOneAttribute>(property?.AttributeProvider) is not null) list["minItems"] = 1;
            return list;
        }
        var made = type == typeof(string) ? CaseFilePatterns.TextOf(property?.AttributeProvider, property?.Name)
            : type == typeof(Edtf) ? CaseFilePatterns.Date()
            : type == typeof(ValueMap) ? CaseFilePatterns.Labels()
            : null;
        if (made is not null) return property is { IsSetNullable: true } ? Nullable(made) : made;
        if (schema is JsonObject o) CaseFileConditions.AddTo(o, type, property?.Name);
        return schema;
    }

    private static JsonNode ItemsOf(Type item, ICustomAttributeProvider? marks) =>
        item == typeof(string) ? CaseFilePatterns.TextOf(marks, name: null)
        // A point holds points, so it stands by itself.
        : item == typeof(Point) ? new JsonObject { ["$ref"] = "#/$defs/point" }
        : SchemaOf(item);

    /// <summary>A field may be written and left empty where it may be left out.</summary>
    private static JsonObject Nullable(JsonObject schema)
    {
        if (!schema.ContainsKey("type")) return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
        return schema;
    }

    internal static T? Mark<T>(ICustomAttributeProvider? marks) where T : Attribute => (T?)marks?.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
}
