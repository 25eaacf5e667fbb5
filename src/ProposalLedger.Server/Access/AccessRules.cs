using ProposalLedger.Server.Auth;

namespace ProposalLedger.Server.Access;

/// <summary>Who may read and write what: the whole of it. It goes by how things are now, for the past as well (P15).</summary>
public static class AccessRules
{
    /// <param name="caller">Who asks.</param>
    /// <param name="negotiation">Its id.</param>
    /// <param name="visibility">As it is now.</param>
    public static bool MayRead(Caller caller, string negotiation, Visibility visibility) => visibility == Visibility.Public || caller.Covers(negotiation);

    public static bool MayWrite(Caller caller, string negotiation) => caller.Covers(negotiation);
}
