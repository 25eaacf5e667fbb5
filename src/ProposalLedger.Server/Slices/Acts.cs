using System.Diagnostics;
using ProposalLedger.Domain.Wellformed;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Slices;

internal static class Acts
{
    /// <summary>What a request does to a token or a role: by its caller, and for the reason that it gives.</summary>
    /// <exception cref="ProblemException">The reason is missing, or no text.</exception>
    public static Act Of(HttpContext http, string? reason, bool required)
    {
        if ((required || reason is not null) && Reasons.Required(reason).ToList() is { Count: > 0 } refusals) throw new ProblemException(refusals.ToProblem());
        return new Act(Caller.Of(http).Actor, reason, Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier);
    }
}
