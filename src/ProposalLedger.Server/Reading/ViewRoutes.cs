using System.Net.Mime;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Views;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Server.Reading;

/// <summary>Every view at its address. What an address asks is the views' to say; here it only becomes HTTP.</summary>
internal static class ViewRoutes
{
    /// <param name="negotiation">The group of one negotiation's routes.</param>
    /// <param name="pattern">Below it; empty for the overview.</param>
    /// <param name="says">For the API's description.</param>
    /// <typeparam name="T">What <see cref="Questions"/> answers there.</typeparam>
    public static void MapView<T>(this IEndpointRouteBuilder negotiation, string pattern, Description says) =>
        negotiation.MapRead(pattern, says.Cut() with { Answers = typeof(T) }, async (http, ct) =>
        {
            var name = (string)http.Request.RouteValues["n"]!;
            var reader = http.RequestServices.GetRequiredService<ViewReader>();
            await AnswerAsync(http, await reader.AskAsync(Caller.Of(http), name, Path(http, name), Query.Of(http.Request), http.InTime()));
        });

    /// <summary>The list of negotiations.</summary>
    public static void MapNegotiationList(this IEndpointRouteBuilder api, Description says) =>
        api.MapRead("/negotiations", says.Cut() with { Answers = typeof(NegotiationList) }, async (http, _) =>
            await AnswerAsync(http, await http.RequestServices.GetRequiredService<ViewReader>().ListAsync(Caller.Of(http), Query.Of(http.Request), http.InTime())));

    private static async Task AnswerAsync(HttpContext http, Asked asked)
    {
        // Set when the answer starts: a problem clears the headers, and what is not there may be what a stopped view lacks.
        if (asked.Stale.Count > 0) http.Response.OnStarting(() => Task.FromResult(http.Response.Headers[Stale.Header] = Stale.Of(asked.Stale)));
        switch (asked.Answer)
        {
            case Answer.Body(var value):
                RedactedHeader.Set(http, asked.Redacted);
                if (asked.Since is { } since) http.Response.Headers[CorrectedSinceHeader.Name] = CorrectedSinceHeader.Of(since);
                var view = ViewReader.Write(value, Math.Min(asked.Position, asked.Stale.Select(s => s.Position - 1).DefaultIfEmpty(long.MaxValue).Min()), asked.Head);
                await Conditional.WriteAsync(http, view.Body, MediaTypeNames.Application.Json, view.ETag, view.Position, view.Head);
                break;
            case Answer.Redirect(var path):
                http.Response.Redirect($"/api/negotiations/{http.Request.RouteValues["n"]}/{path}{http.Request.QueryString}");
                break;
            case Answer.NotFound(var code, var detail):
                throw new ProblemException(new Problem(code, detail) { Status = StatusCodes.Status404NotFound });
            case Answer.Refused(var refusals):
                throw new ProblemException(refusals.ToBadRequest());
        }
    }

    /// <summary>A GET, and the HEAD that goes with it.</summary>
    /// <param name="tagged">The answer has an ETag, and is not sent again to those who have it.</param>
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, Description says, Func<HttpContext, CancellationToken, Task> read, bool tagged = true)
    {
        routes.MapGet(pattern, (HttpContext http, CancellationToken ct) => read(http, ct)).Describe(says with { Tagged = tagged }).Reads();
        routes.MapMethods(pattern, [HttpMethods.Head], (HttpContext http, CancellationToken ct) => read(http, ct)).ExcludeFromDescription();
    }

    private static string Path(HttpContext http, string negotiation) =>
        http.Request.Path.Value!["/api/negotiations/".Length..][negotiation.Length..].Trim('/');
}
