using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ProposalLedger.Views.Json;

/// <summary>How view bodies are written: as entries are (<see cref="LedgerJson"/>), times as RFC 3339 in UTC with a Z.</summary>
public static class ViewJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static byte[] Write(object body) => JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(LedgerJson.Options)
        {
            // A body nests deeper than an entry: the rows of a table hold points that hold points.
            MaxDepth = 2 * LedgerJson.MaxDepth,
            TypeInfoResolver = LedgerJson.Options.TypeInfoResolver!.WithAddedModifier(Flatten),
        };
        options.Converters.Add(new UtcTimeConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void Flatten(JsonTypeInfo type)
    {
        foreach (var outer in type.Properties.Where(p => p.AttributeProvider?.IsDefined(typeof(FlattenedAttribute), inherit: true) == true).ToList())
        {
            var at = type.Properties.IndexOf(outer);
            type.Properties.RemoveAt(at);
            var replaced = outer.AttributeProvider!.GetCustomAttributes(typeof(FlattenedAttribute), inherit: true).Cast<FlattenedAttribute>().Single().Replaced;
            var taken = type.Properties.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var inner in type.Options.GetTypeInfo(outer.PropertyType).Properties)
            {
                // Without a getter it is a property that the inner type itself ignores.
                if (inner.Get is not { } read || replaced.Contains(inner.Name)) continue;
                if (taken.Contains(inner.Name)) throw new InvalidOperationException($"{type.Type} and its {outer.Name} both have '{inner.Name}'.");
                var copy = type.CreateJsonPropertyInfo(inner.PropertyType, inner.Name);
                var open = outer.Get!;
                copy.Get = holder => read(open(holder)!);
                if (inner.ShouldSerialize is { } wanted) copy.ShouldSerialize = (holder, value) => wanted(open(holder)!, value);
                copy.CustomConverter = inner.CustomConverter;
                type.Properties.Insert(at++, copy);
            }
        }
    }

    private sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime);
    }
}
