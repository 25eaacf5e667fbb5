namespace ProposalLedger.Domain;

/// <summary>The stream that an entry's events belong to: the boundary within which versions are checked.</summary>
public static class StreamKey
{
    /// <summary>Holder of claims that are about nobody's view in particular and whose speaker is of no party. No party may have this id.</summary>
    public const string NoHolder = "none";

    private const string AccessPrefix = "access:";

    /// <summary>In the place of a negotiation's id, which no id can be.</summary>
    private const string WholeLedger = "*";

    public static string Of(string negotiation, Entry entry) => entry switch
    {
        Proposal proposal => Proposal(negotiation, proposal.Id),
        Draft draft => Proposal(negotiation, draft.Proposal),
        Rendering rendering => Proposal(negotiation, Head(rendering.Draft)),
        Amendment amendment => Proposal(negotiation, Head(amendment.Draft)),
        StatusReport status => Proposal(negotiation, Head(status.Draft)),
        Claim claim => $"positions:{negotiation}/{claim.Holder ?? claim.Speaker.Party ?? NoHolder}",
        _ => $"negotiation:{negotiation}",
    };

    /// <summary>
    /// Where what a command brings about is written: a correction or retraction beside the first recording, though the
    /// correction names another holder.
    /// </summary>
    public static string Of(string negotiation, Command command, Register register) => command switch
    {
        Command.Record(var entry, _) => Of(negotiation, entry),
        Command.Correct(var entry, _) => Of(negotiation, register.Find(entry.EntryKind, entry.Key)?.First ?? entry),
        Command.Retract r when register.Find(r.Kind, r.Key) is { First: var first } => Of(negotiation, first),
        _ => $"negotiation:{negotiation}",
    };

    /// <summary>The negotiation's own.</summary>
    public static string Of(string negotiation) => $"negotiation:{negotiation}";

    public static string Proposal(string negotiation, string proposal) => $"proposal:{negotiation}/{proposal}";

    /// <summary>
    /// Where what happens to the tokens and roles of a negotiation is written, or of the whole ledger. The key is the events' scope, too: no reader of a negotiation's
    /// events comes upon them.
    /// </summary>
    public static string Access(string? negotiation) => AccessPrefix + (negotiation ?? WholeLedger);

    /// <summary>Whether a key or scope is of tokens and roles, and then in which negotiation; null is the whole ledger.</summary>
    public static bool IsAccess(string key, out string? negotiation)
    {
        var isAccess = key.StartsWith(AccessPrefix, StringComparison.Ordinal);
        negotiation = isAccess && key[AccessPrefix.Length..] is not WholeLedger and var named ? named : null;
        return isAccess;
    }

    /// <summary>The negotiation that a stream of this key belongs to; null for what is no such key.</summary>
    public static string? NegotiationOf(string key) => key.Split(':', 2) is ["negotiation" or "proposal" or "positions", var rest] ? Head(rest) : null;

    private static string Head(string draft) => draft.Split('/')[0];
}
