using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ProposalLedger.Domain.Json;

/// <summary>How entries are written and read, everywhere: strict on the way in, nothing empty on the way out.</summary>
public static class LedgerJson
{
    public const int MaxDepth = 32;

    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            MaxDepth = MaxDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
                new ValuesConverter(), new ValueMapConverter(), new EdtfConverter(),
            },
            // By reflection: what the source generator makes forgets the initializers of init properties (dotnet/runtime#84484), and reads no faster (Hot/Parsing.cs of the benchmarks).
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepWhatIsSaid, LetStatusNameItself, LeaveOutWhatIsEmpty } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Of an entry: what is computed is not said again (an override does not inherit <see cref="JsonIgnoreAttribute"/>); the id comes first.</summary>
    private static void KeepWhatIsSaid(JsonTypeInfo type)
    {
        if (!type.Type.IsSubclassOf(typeof(Entry))) return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Set is null) type.Properties.RemoveAt(i);
            else if (type.Properties[i].Name == "id") type.Properties[i].Order = -1;
        }
    }

    /// <summary>A status that is sent without an id gets one from what it says.</summary>
    private static void LetStatusNameItself(JsonTypeInfo type)
    {
        if (type.Type == typeof(StatusReport)) type.Properties.Single(p => p.Name == "id").IsRequired = false;
    }

    /// <summary>An empty optional list and a false flag say no more than their absence; a required list is always written.</summary>
    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => !p.IsRequired))
        {
            if (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(Values<>))
                property.ShouldSerialize = (_, value) => value is System.Collections.ICollection { Count: > 0 } or IReadOnlyCollection<object> { Count: > 0 };
            else if (property.PropertyType == typeof(bool))
                property.ShouldSerialize = (_, value) => value is true;
        }
    }
}
