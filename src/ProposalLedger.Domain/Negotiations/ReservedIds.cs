using System.Collections.Frozen;

namespace ProposalLedger.Domain.Negotiations;

/// <summary>Ids that would be taken for something else: first segments of addresses, the whole ledger, and the holder of claims without one.</summary>
public static class ReservedIds
{
    /// <summary>What stands where a negotiation's id could, for the ledger as a whole.</summary>
    public const string Ledger = "ledger";

    public static IReadOnlySet<string> All { get; } =
        new[] { "api", "hubs", "log", "health", "openapi", "assets", "account", "problems", "schemas", Ledger }.ToFrozenSet(StringComparer.Ordinal);

    internal static Refusal Refusal(string id) => new("reserved-id", "/id", $"'{id}' has a meaning of its own here; choose another id.");
}
