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
    private sealed record Part(Func<object, object?> Read, EntryKind? Names);

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
            case IEnumerable items:
                foreach (var item in items) Look(item, found);
                break;
            default:
                foreach (var part in Parts.GetOrAdd(value.GetType(), PartsOf))
                {
                    var inner = part.Read(value);
                    if (part.Names is not { } kind) Look(inner, found);
                    else if (inner is string key) found.Add((kind, kind == EntryKind.Draft && key.Count(c => c == '/') == 2 ? PointRef.DraftOf(key) : key));
                }
                break;
        }
    }

    private static IReadOnlyList<Part> PartsOf(Type type) => type.Namespace?.StartsWith(nameof(ProposalLedger), StringComparison.Ordinal) != true || type.IsEnum ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
            .Select(p => new Part(p.GetValue, p.GetCustomAttribute<ShowsAttribute>()?.Kind))];
}
