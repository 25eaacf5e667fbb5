namespace ProposalLedger.Server.Access;

/// <summary>What somebody may do where it is granted; the words of docs/access.md.</summary>
public enum Role
{
    /// <summary>Reads what is private.</summary>
    Reader,

    /// <summary>Records everything but decisions, and corrects or retracts what he himself recorded.</summary>
    Recorder,

    /// <summary>Corrects and retracts what anybody recorded, resolves conflicts, and sets the status of points.</summary>
    Editor,

    /// <summary>Reads all, who was given access among it, and writes nothing.</summary>
    Auditor,

    /// <summary>Everything, and tokens, roles and visibility.</summary>
    Administrator,
}

internal static class Roles
{
    /// <summary>As it is written in JSON and in sentences.</summary>
    public static string Word(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Those of these words that this release knows: what a later one may grant is nothing here.</summary>
    public static IReadOnlyList<Role> Read(IEnumerable<string> words) => [.. Enum.GetValues<Role>().Where(role => words.Contains(role.Word(), StringComparer.Ordinal))];
}

/// <summary>A role, and where.</summary>
/// <param name="Role">What may be done.</param>
/// <param name="Negotiation">In this one, which need not be there yet; null: in the whole ledger.</param>
public sealed record Grant(Role Role, string? Negotiation = null);
