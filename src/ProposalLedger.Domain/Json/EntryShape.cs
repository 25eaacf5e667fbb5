using System.Text.Json;
using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Json;

/// <summary>Whether JSON has the shape of a record. The serializer would stop at the first fault, and names it only in prose.</summary>
internal static class EntryShape
{
    /// <summary>A body with more faults than this has another problem.</summary>
    private const int MaxRefusals = 100;

    public static IReadOnlyList<Refusal> Check(JsonElement element, Type type) => [.. OfRecord(element, type, "", depth: 1).Take(MaxRefusals)];

    private static List<Refusal> OfRecord(JsonElement element, Type type, string at, int depth)
    {
        if (element.ValueKind != JsonValueKind.Object) return [Wrong(at, "an object", element)];
        if (depth > LedgerJson.MaxDepth) return [TooDeep(at)];
        var fields = Shape.Of(type);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var refusals = new List<Refusal>();
        foreach (var property in element.EnumerateObject())
        {
            if (JsonText.NameOf(property) is not { } name)
            {
                refusals.Add(new("malformed-json", at, "A field's name holds half a surrogate pair."));
                continue;
            }
            var pointer = Pointer.To(at, name);
            if (!seen.Add(name)) refusals.Add(new("duplicate-key", pointer, "This field is there twice."));
            else if (Array.Find(fields, f => f.Name == name) is { } field) refusals.AddRange(OfField(property.Value, field, pointer, depth));
            else refusals.Add(UnknownField(type, fields, pointer));
        }
        refusals.AddRange(fields.Where(f => f.Required && !seen.Contains(f.Name))
            .Select(f => new Refusal("missing-field", Pointer.To(at, f.Name), "This field is required.")));
        return refusals;
    }

    private static IEnumerable<Refusal> OfField(JsonElement element, Field field, string at, int depth) =>
        element.ValueKind == JsonValueKind.Null && field.Nullable ? [] : OfValue(element, field.Type, at, depth);

    private static IEnumerable<Refusal> OfValue(JsonElement element, Type type, string at, int depth)
    {
        if (Shape.ItemOf(type) is { } item) return OfList(element, item, at, depth);
        if (type == typeof(ValueMap)) return OfMap(element, at);
        if (Shape.IsRecord(type)) return OfRecord(element, type, at, depth + 1);
        if (type == typeof(bool))
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? [] : [Wrong(at, "true or false", element)];
        if (type == typeof(decimal) || type == typeof(int)) return OfNumber(element, type, at);
        return OfText(element, type, at);
    }

    private static IEnumerable<Refusal> OfList(JsonElement element, Type item, string at, int depth) =>
        element.ValueKind != JsonValueKind.Array ? [Wrong(at, "a list", element)]
        : depth + 1 > LedgerJson.MaxDepth ? [TooDeep(at)]
        : element.EnumerateArray().SelectMany((e, i) => OfValue(e, item, Pointer.To(at, i), depth + 1));

    private static IEnumerable<Refusal> OfMap(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.Object) return [Wrong(at, "an object of texts", element)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return element.EnumerateObject().SelectMany(property => JsonText.NameOf(property) is not { } name
            ? [new Refusal("malformed-json", at, "A name holds half a surrogate pair.")]
            : !seen.Add(name) ? [new Refusal("duplicate-key", Pointer.To(at, name), "This name is there twice.")]
            : OfText(property.Value, typeof(string), Pointer.To(at, name)));
    }

    private static IEnumerable<Refusal> OfNumber(JsonElement element, Type type, string at)
    {
        if (element.ValueKind != JsonValueKind.Number) yield return Wrong(at, "a number", element);
        else if (!element.TryGetDecimal(out var number)) yield return new("number-out-of-range", at, "This number is too large or too small to be kept.");
        else if (type == typeof(int) && !element.TryGetInt32(out _)) yield return Wrong(at, "a whole number", element);
        else if (Numbers.Check(number, at) is { } refusal) yield return refusal;
    }

    private static IEnumerable<Refusal> OfText(JsonElement element, Type type, string at)
    {
        if (element.ValueKind != JsonValueKind.String) yield return Wrong(at, type == typeof(Edtf) ? "a date as a text" : "a text", element);
        else if (JsonText.Of(element) is not { } text) yield return new("malformed-json", at, "The text holds half a surrogate pair.");
        else if (type.IsEnum && !EnumNames.Of(type).Contains(text))
            yield return new("unknown-value", at, $"Write one of {string.Join(", ", EnumNames.Of(type))}.");
        else if (type == typeof(Edtf) && !Edtf.TryParse(text, out _))
            yield return WrongDate(text, at);
    }

    private static Refusal WrongDate(string text, string at)
    {
        var (code, detail) = Edtf.WhatIsWrong(text);
        return new Refusal(code, at, detail);
    }

    private static Refusal UnknownField(Type type, Field[] fields, string pointer) => new("unknown-field", pointer,
        type == typeof(Subject) && pointer.EndsWith("/issue", StringComparison.Ordinal)
            ? "A claim is never about a bare issue: name a proposition under it, a point or a draft."
            : $"There is no such field here. Fields: {string.Join(", ", fields.Select(f => f.Name))}.");

    private static Refusal Wrong(string at, string wanted, JsonElement element) =>
        new("wrong-type", at, $"This is to be {wanted}, not {JsonText.Word(element.ValueKind)}.");

    private static Refusal TooDeep(string at) => new("too-deep", at, $"Nesting ends at {LedgerJson.MaxDepth} levels.");
}
