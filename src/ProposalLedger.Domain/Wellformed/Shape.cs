using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace ProposalLedger.Domain.Wellformed;

/// <summary>One field of a record as JSON has it, with the marks that its property carries.</summary>
internal sealed record Field(string Name, Type Type, bool Required, bool Nullable, Func<object, object?> Get, ICustomAttributeProvider Marks)
{
    public EntryKind? RefersTo { get; } = Mark<RefersToAttribute>(Marks)?.Kind;
    public bool RefersToPoint { get; } = Mark<RefersToPointAttribute>(Marks) is not null;
    public bool IsSlug { get; } = Mark<SlugAttribute>(Marks) is not null;
    public bool IsStructure { get; } = Mark<StructureAttribute>(Marks) is not null;
    public bool AtLeastOne { get; } = Mark<AtLeastOneAttribute>(Marks) is not null;
    public WrittenAsAttribute? WrittenAs { get; } = Mark<WrittenAsAttribute>(Marks);

    private static T? Mark<T>(ICustomAttributeProvider marks) where T : Attribute =>
        (T?)marks.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
}

/// <summary>The fields of a type, read once from the serializer's own metadata: what JSON may say and what rules look at cannot differ.</summary>
internal static class Shape
{
    private static readonly ConcurrentDictionary<Type, Field[]> Known = new();

    public static Field[] Of(Type type) => Known.GetOrAdd(type, static t =>
        [.. LedgerJson.Options.GetTypeInfo(t).Properties.Where(p => p.Get is not null && p.AttributeProvider is not null).Select(Read)]);

    public static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Values<>) ? type.GetGenericArguments()[0] : null;

    public static bool IsRecord(Type type) => type.Namespace == typeof(Entry).Namespace && !type.IsEnum;

    private static Field Read(JsonPropertyInfo p) =>
        new(p.Name, System.Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType, p.IsRequired, p.IsSetNullable, p.Get!, p.AttributeProvider!);
}
