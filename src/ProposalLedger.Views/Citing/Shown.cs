using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace ProposalLedger.Views.Citing;

/// <summary>
/// Which entries a body shows: those whose recorded form is in it, whole or in part. An id alone shows nothing. Kind and key together are the
/// name, as ids of different kinds may be equal.
/// </summary>
public static class Shown
{
    private sealed record Part(Func<object, object?> Read, Func<object, EntryKind>? Names);

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Part>> Parts = new();

    public static IReadOnlySet<(EntryKind Kind, string Key)> In(object body)
    {
        var found = new HashSet<(EntryKind, string)>();
        Look(body, found);
        return found;
    }

    private static void Look(object? value, HashSet<(EntryKind, string)> found)
    {
        switch (value)
        {
            case null or string:
                break;
            case Entry entry:
                found.Add((entry.EntryKind, entry.Key));
                break;
            case ShownEntry(var kind, var key):
                found.Add((kind, key));
                break;
            case IEnumerable items:
                foreach (var item in items) Look(item, found);
                break;
            default:
                foreach (var part in Parts.GetOrAdd(value.GetType(), PartsOf))
                {
                    var inner = part.Read(value);
                    if (part.Names is null) Look(inner, found);
                    else foreach (var key in inner as IEnumerable<string> ?? (inner is string one ? [one] : []))
                        found.Add(part.Names(value) is var kind && kind == EntryKind.Draft && key.Count(c => c == '/') == 2 ? (kind, PointRef.DraftOf(key)) : (kind, key));
                }
                break;
        }
    }

    private static IReadOnlyList<Part> PartsOf(Type type) => type.Namespace?.StartsWith(nameof(ProposalLedger), StringComparison.Ordinal) != true || type.IsEnum ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
            .Select(p => new Part(p.GetValue, NamesBy(type, p)))];

    private static Func<object, EntryKind>? NamesBy(Type type, PropertyInfo property)
    {
        if (property.GetCustomAttribute<ShowsAttribute>() is { Kind: var kind }) return _ => kind;
        if (property.GetCustomAttribute<ShowsEntryAttribute>() is null) return null;
        var beside = type.GetProperty("Kind")!;
        return holder => beside.GetValue(holder)!.ToString() is var word && word == "Point" ? EntryKind.Draft : Enum.Parse<EntryKind>(word!);
    }
}
