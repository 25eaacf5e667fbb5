using System.Collections.Frozen;

namespace ProposalLedger.Domain.Negotiations;

/// <summary>Ids that would be taken for something else: first segments of addresses, and the holder of claims without one.</summary>
public static class ReservedIds
{
    public static IReadOnlySet<string> All { get; } =
        new[] { "api", "hubs", "log", "health", "openapi", "assets", "account", "audit", "problems", "schemas" }.ToFrozenSet(StringComparer.Ordinal);

    internal static Refusal Refusal(string id) => new("reserved-id", "/id", $"'{id}' has a meaning of its own here; choose another id.");
}
