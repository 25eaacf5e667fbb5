using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Routing.Patterns;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Problems;

/// <summary>Every failure of a request to a program leaves as a problem: what was thrown, and what routing refused.</summary>
internal static class ProblemAnswers
{
    private static readonly string[] Programs = ["/api", "/openapi", "/health", "/problems", "/log", "/hubs", "/schemas", "/assets"];

    [SuppressMessage("Design", "CA1031", Justification = "This is where every failure ends, as an answer.")]
    public static void UseProblems(this WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception) when (http.RequestAborted.IsCancellationRequested)
            {
                // Nobody is there to be told.
            }
            catch (Exception e) when (!http.Response.HasStarted && IsForPrograms(http))
            {
                var problem = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? ExplainToReader(e) : Explain(e);
                if (problem.Status == StatusCodes.Status500InternalServerError)
                    app.Logger.LogError(e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
                http.Response.Clear();
                await problem.ExecuteAsync(http);
            }
        });
        app.UseWhen(IsForPrograms, branch => branch.UseStatusCodePages(context => Of(context).ExecuteAsync(context.HttpContext)));
        app.UseRouting();
        app.Use((http, next) =>
        {
            // A page's address begins with a negotiation's id, and these words are none: what no route of theirs takes is not a page.
            if (IsForPrograms(http) && BeginsWithParameter(http.GetEndpoint())) http.SetEndpoint(null);
            return next(http);
        });
    }

    private static bool BeginsWithParameter(Endpoint? endpoint) =>
        endpoint is RouteEndpoint { RoutePattern.PathSegments: [{ Parts: [RoutePatternParameterPart] }, ..] };

    private static bool IsForPrograms(HttpContext http) => Programs.Any(start => http.Request.Path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase));

    public static Problem Explain(Exception e) => e switch
    {
        ProblemException { Problem: var problem } => problem,
        StoreUnavailableException or OperationCanceledException => new Problem("database-unavailable"),
        StoreOverloadedException => new Problem("overloaded"),
        // Class 22: the data cannot be kept. Anything else that the database refuses is our fault, not the caller's.
        AppendRefusedException { SqlState: ['2', '2', ..] } refused => new Problem("storage-refused", refused.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Problem("body-too-large"),
        BadHttpRequestException bad => new Problem("bad-request", bad.Message),
        _ => new Problem("internal"),
    };

    /// <summary>The same to who only reads: of a database that is away he needs no advice for writers.</summary>
    public static Problem ExplainToReader(Exception e) => Explain(e) is { Code: "database-unavailable" } problem && e is not ProblemException
        ? problem with { Detail = "The server does not reach its database; it goes on by itself when it does." }
        : Explain(e);

    private static Problem Of(StatusCodeContext context)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        return response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => new Problem("token-required"),
            StatusCodes.Status403Forbidden => new Problem("not-allowed"),
            StatusCodes.Status404NotFound => new Problem("not-found", $"There is nothing at {request.Path}."),
            StatusCodes.Status405MethodNotAllowed => new Problem("method-not-allowed", $"{request.Path} takes {response.Headers.Allow}, not {request.Method}."),
            StatusCodes.Status413PayloadTooLarge => new Problem("body-too-large"),
            StatusCodes.Status415UnsupportedMediaType => new Problem("wrong-content-type", $"A body of type '{request.ContentType}' is not taken here."),
            _ => new Problem("bad-request"),
        };
    }
}
