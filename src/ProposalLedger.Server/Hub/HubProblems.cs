using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Hub;

/// <summary>
/// Problems as a hub can say them: a message <c>code: detail</c>, before which SignalR puts words of its own that end in <c>HubException: </c>.
/// </summary>
internal sealed class HubProblems(IOptions<FollowingOptions> options, ILogger<LedgerHub> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            CallRate.Count(invocationContext.Context, options.Value);
            return await next(invocationContext);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw HubProblem.Of(e, log);
        }
    }
}

internal static class HubProblem
{
    public static HubException ToHubException(this Problem problem) => new($"{problem.Code}: {problem.Detail}");

    /// <summary>What the caller is told of a failure; one that is the server's own is logged.</summary>
    public static HubException Of(Exception e, ILogger log)
    {
        if (e is HubException told) return told;
        var problem = ProblemAnswers.ExplainToReader(e);
        if (problem.Status == StatusCodes.Status500InternalServerError) log.LogError(e, "A call of the hub failed");
        return problem.ToHubException();
    }
}
