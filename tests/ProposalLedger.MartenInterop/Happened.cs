using System.Text.Json;
using System.Text.Json.Serialization;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;

namespace ProposalLedger.MartenInterop;

/// <summary>An entry was recorded: one type for each stored name, as Marten wants it. In JSON the entry itself.</summary>
public sealed record Recorded<T>(T Entry) : IHappened<T> where T : Entry;

/// <summary>An entry was coded anew.</summary>
public sealed record Corrected<T>(T Entry) : IHappened<T> where T : Entry;

/// <summary>An entry was taken back. In JSON what names it.</summary>
public sealed record Retracted<T>(JsonElement Body) where T : Entry;

/// <summary>Of the ledger's other events, which no aggregate here folds.</summary>
/// <typeparam name="T">Tells the names apart.</typeparam>
public sealed record Other<T>(JsonElement Body);

public interface IHappened<T> where T : Entry
{
    T Entry { get; }
}

public sealed class VisibilitySet;

public sealed class EventRedacted;

public sealed class TokenIssued;

public sealed class TokenRevoked;

public sealed class RoleGranted;

public sealed class RoleRevoked;

/// <summary>The stored names, and the type that stands for each.</summary>
internal static class Names
{
    private static readonly Dictionary<string, Type> Others = new(StringComparer.Ordinal)
    {
        [EventNames.VisibilitySet] = typeof(VisibilitySet), [EventNames.Redacted] = typeof(EventRedacted),
        ["token-issued.v1"] = typeof(TokenIssued), ["token-revoked.v1"] = typeof(TokenRevoked),
        ["role-granted.v1"] = typeof(RoleGranted), ["role-revoked.v1"] = typeof(RoleRevoked),
    };

    public static IEnumerable<(string Name, Type Type)> All => EventNames.All.Select(name => (name, TypeOf(name)));

    private static Type TypeOf(string name) => EventNames.Meaning(name) is not var (kind, verb)
        ? typeof(Other<>).MakeGenericType(Others[name])
        : (verb switch { EventVerb.Recorded => typeof(Recorded<>), EventVerb.Corrected => typeof(Corrected<>), _ => typeof(Retracted<>) }).MakeGenericType(EventJson.TypeOf(kind));
}

/// <summary>The types above are written as what they hold.</summary>
internal sealed class HappenedConverter : JsonConverterFactory
{
    private static readonly Type[] Kinds = [typeof(Recorded<>), typeof(Corrected<>), typeof(Retracted<>), typeof(Other<>)];

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && Kinds.Contains(typeToConvert.GetGenericTypeDefinition());

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
    {
        private static readonly System.Reflection.PropertyInfo Held = typeof(T).GetProperties().Single(property => property.Name is "Entry" or "Body");

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (T)Activator.CreateInstance(typeof(T), JsonSerializer.Deserialize(ref reader, Held.PropertyType, LedgerJson.Options))!;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, Held.GetValue(value), Held.PropertyType, LedgerJson.Options);
    }
}
