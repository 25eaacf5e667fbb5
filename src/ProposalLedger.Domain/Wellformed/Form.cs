using System.Collections;
using System.Text.RegularExpressions;

namespace ProposalLedger.Domain.Wellformed;

/// <summary>What holds for every entry by the marks of its fields: texts, ids, lists, numbers, and that what it names is there.</summary>
internal static class Form
{
    public const int MaxItems = 2_000;

    /// <summary>Leaves room below <see cref="LedgerJson.MaxDepth"/> for the envelopes in which an entry is stored and shown.</summary>
    private const int MaxDepth = LedgerJson.MaxDepth - 8;

    public static IEnumerable<Refusal> Check(Entry entry, Register register) => OfRecord(entry, "", register, depth: 1);

    private static IEnumerable<Refusal> OfRecord(object record, string pointer, Register register, int depth)
    {
        if (depth > MaxDepth) return [new Refusal("too-deep", pointer, $"An entry nests at most {MaxDepth} levels deep.")];
        return Shape.Of(record.GetType()).SelectMany(field =>
            field.Get(record) is { } value ? OfValue(value, field, Pointer.To(pointer, field.Name), register, depth) : []);
    }

    private static IEnumerable<Refusal> OfValue(object value, Field field, string pointer, Register register, int depth) => value switch
    {
        string text => OfText(text, field, pointer, register),
        decimal number => Numbers.Check(number, pointer) is { } refusal ? [refusal] : [],
        ValueMap map => Count(map.Count, field, pointer).Concat(map.SelectMany(pair => Texts.Check(pair.Value, Pointer.To(pointer, pair.Key)))),
        Edtf or bool or Enum or int => [],
        IEnumerable list => OfList(list, field, pointer, register, depth),
        _ => OfRecord(value, pointer, register, depth + 1),
    };

    private static IEnumerable<Refusal> OfList(IEnumerable list, Field field, string pointer, Register register, int depth)
    {
        var items = list.Cast<object>().ToArray();
        return Count(items.Length, field, pointer).Concat(items.SelectMany((item, index) => item is string
            ? OfValue(item, field, Pointer.To(pointer, index), register, depth)
            : OfRecord(item, Pointer.To(pointer, index), register, depth + 2)));
    }

    private static IEnumerable<Refusal> Count(int count, Field field, string pointer)
    {
        if (count > MaxItems) yield return new Refusal("list-too-long", pointer, $"A list has at most {MaxItems} items.");
        if (count > 0 || !field.AtLeastOne) yield break;
        yield return field.RefersTo == EntryKind.Source
            ? new Refusal("source-required", pointer, "Name the source that says so: nothing is on record without one.")
            : new Refusal("empty-list", pointer, "Name at least one.");
    }

    private static IEnumerable<Refusal> OfText(string text, Field field, string pointer, Register register)
    {
        if (field.IsSlug)
            return Texts.IsSlug(text) ? [] : [new Refusal("not-a-slug", pointer, "An id has lower-case letters a-z, digits and hyphens, 64 at most, and begins with a letter or digit.")];
        if (field.RefersTo is { } kind) return register.Has(kind, text) ? [] : [Unknown.Of(kind, text, pointer)];
        if (field.RefersToPoint) return Unknown.Point(text, pointer, register) is { } refusal ? [refusal] : [];
        if (field.WrittenAs is { } form && !Regex.IsMatch(text, form.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            return [new Refusal(form.Code, pointer, form.Advice)];
        return Texts.Check(text, pointer);
    }
}
