using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.Auth;

namespace ProposalLedger.Server.Access;

/// <summary>
/// Who may do what: the whole of it, and the one place. It goes by how things are now, for the past as well (P15). A negotiation of null is the
/// whole ledger, with those that are not there yet.
/// </summary>
public static class AccessRules
{
    /// <summary>Whether a role is among what another one is.</summary>
    public static bool Includes(this Role held, Role needed) => needed switch
    {
        Role.Reader => true,
        Role.Recorder => held is Role.Recorder or Role.Editor or Role.Administrator,
        Role.Editor => held is Role.Editor or Role.Administrator,
        Role.Auditor => held is Role.Auditor or Role.Administrator,
        _ => held is Role.Administrator,
    };

    /// <summary>Whether a caller holds a role there, by a grant for it or for the ledger.</summary>
    public static bool Holds(Caller caller, Role role, string? negotiation) => caller.Grants.Any(grant => grant.Role.Includes(role) && (grant.Negotiation is null || grant.Negotiation == negotiation));

    /// <summary>Whether he holds it anywhere: what he then may do there, the rest of these say.</summary>
    public static bool HoldsSomewhere(Caller caller, Role role) => caller.Grants.Any(grant => grant.Role.Includes(role));

    /// <summary>What is in a negotiation.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="negotiation">Its id.</param>
    /// <param name="visibility">As it is now.</param>
    public static bool MayRead(Caller caller, string negotiation, Visibility visibility) => visibility == Visibility.Public || Holds(caller, Role.Reader, negotiation);

    /// <summary>That there is a negotiation, and what it is called.</summary>
    public static bool MayKnow(Caller caller, string negotiation, Visibility visibility) => visibility == Visibility.Listed || MayRead(caller, negotiation, visibility);

    /// <summary>What there is in the ledger, whatever its visibility.</summary>
    public static bool MayReadAll(Caller caller) => Holds(caller, Role.Reader, null);

    /// <summary>Recording; correcting and retracting what he himself recorded.</summary>
    public static bool MayRecord(Caller caller, string negotiation) => Holds(caller, Role.Recorder, negotiation);

    /// <summary>Deciding: conflicts, status, and what others recorded.</summary>
    public static bool MayEdit(Caller caller, string negotiation) => Holds(caller, Role.Editor, negotiation);

    /// <summary>What auditors alone see: the lists of tokens and roles as they stand, with the last use.</summary>
    public static bool MayAudit(Caller caller, string? negotiation) => Holds(caller, Role.Auditor, negotiation);

    /// <summary>Tokens, roles, visibility, redaction; for the ledger: rebuilding.</summary>
    public static bool MayAdminister(Caller caller, string? negotiation) => Holds(caller, Role.Administrator, negotiation);

    /// <summary>The role that recording an entry takes. Which side of a conflict is chosen, and how a point stands, is decided by editors.</summary>
    public static Role RoleToRecord(EntryKind kind) => kind is EntryKind.Resolution or EntryKind.Status ? Role.Editor : Role.Recorder;

    /// <summary>The role that correcting or retracting an entry takes: for who recorded it himself no more than recording it did.</summary>
    /// <param name="kind">Of the entry.</param>
    /// <param name="recordedBy">Who recorded it; null where that is a part of the same act.</param>
    /// <param name="caller">Who asks.</param>
    public static Role RoleToChange(EntryKind kind, string? recordedBy, Caller caller) => recordedBy is null || recordedBy == caller.Actor ? RoleToRecord(kind) : Role.Editor;
}
