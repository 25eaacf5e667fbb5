using System.Collections.Concurrent;
using System.Text.Json;

namespace ProposalLedger.Domain.Json;

/// <summary>The words that an enumeration's values have in JSON.</summary>
public static class EnumNames
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> Known = new();

    public static IReadOnlyList<string> Of(Type type) => Known.GetOrAdd(type, static t => [.. Enum.GetNames(t).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)]);
}
