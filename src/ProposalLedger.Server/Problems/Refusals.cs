using ProposalLedger.Domain;

namespace ProposalLedger.Server.Problems;

internal static class Refusals
{
    /// <summary>All that the rules refuse of one request, as one problem.</summary>
    public static Problem ToProblem(this IReadOnlyList<Refusal> refusals) => Problem.Of(
    [
        .. refusals.Select(refusal => new ProblemError
        {
            Code = refusal.Code,
            Pointer = refusal.Pointer,
            Line = refusal.Line,
            Column = refusal.Column,
            Detail = refusal.Detail,
        }),
    ]);

    /// <summary>The same for a query: whatever its rule, the parameter is what cannot be read.</summary>
    public static Problem ToBadRequest(this IReadOnlyList<Refusal> refusals) =>
        new("bad-parameter", refusals[0].Detail) { Errors = refusals.ToProblem().Errors };

    /// <summary>A cut that cannot be read is named by its own fault: the hub says no more of a problem than its code and one sentence.</summary>
    public static Problem ToBadCut(this IReadOnlyList<Refusal> refusals) =>
        refusals.ToProblem() with { Status = StatusCodes.Status400BadRequest };
}
