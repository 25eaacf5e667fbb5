using Microsoft.AspNetCore.SignalR;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Hub;

/// <summary>
/// Problems as a hub can say them: a message <c>code: detail</c>, before which SignalR puts words of its own that end in <c>HubException: </c>.
/// </summary>
internal sealed class HubProblems : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (ProblemException e)
        {
            throw e.Problem.ToHubException();
        }
        catch (StoreUnavailableException)
        {
            throw new Problem("database-unavailable").ToHubException();
        }
    }
}

internal static class HubProblem
{
    public static HubException ToHubException(this Problem problem) => new($"{problem.Code}: {problem.Detail}");
}
