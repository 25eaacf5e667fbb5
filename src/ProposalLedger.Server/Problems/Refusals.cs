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
}
