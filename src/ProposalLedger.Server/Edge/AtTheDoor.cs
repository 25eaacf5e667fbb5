using System.Globalization;
using ProposalLedger.Server.Pages;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Edge;

/// <summary>What is refused before anything is looked up for it.</summary>
internal static class AtTheDoor
{
    /// <summary>Programs get the problem, people a page that says the same.</summary>
    public static Task RefuseAsync(HttpContext http, Problem problem)
    {
        if (!PageAddress.IsForPeople(http)) return problem.ExecuteAsync(http);
        if (problem.RetryAfter > 0) http.Response.Headers.RetryAfter = problem.RetryAfter.ToString(CultureInfo.InvariantCulture);
        return PageRoutes.Failure(http, problem.Status, problem.Detail).ExecuteAsync(http);
    }
}
