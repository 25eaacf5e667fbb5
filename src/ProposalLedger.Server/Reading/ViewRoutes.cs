using System.Net.Mime;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Views;

namespace ProposalLedger.Server.Reading;

/// <summary>Every view at its address. What an address asks is the views' to say; here it only becomes HTTP.</summary>
internal static class ViewRoutes
{
    /// <param name="negotiation">The group of one negotiation's routes.</param>
    /// <param name="pattern">Below it; empty for the overview.</param>
    /// <param name="says">For the API's description.</param>
    public static void MapView(this IEndpointRouteBuilder negotiation, string pattern, Description says) =>
        negotiation.MapRead(pattern, says.Cut(), async (http, ct) =>
        {
            var name = (string)http.Request.RouteValues["n"]!;
            var reader = http.RequestServices.GetRequiredService<ViewReader>();
            var (answer, position, head) = await reader.AskAsync(name, Path(http, name), Query.Of(http.Request), http.InTime());
            await AnswerAsync(http, answer, position, head);
        });

    /// <summary>The list of negotiations.</summary>
    public static void MapNegotiationList(this IEndpointRouteBuilder api, Description says) =>
        api.MapRead("/negotiations", says.Cut(), async (http, ct) =>
        {
            var (answer, position, head) = await http.RequestServices.GetRequiredService<ViewReader>().ListAsync(Query.Of(http.Request), http.InTime());
            await AnswerAsync(http, answer, position, head);
        });

    private static async Task AnswerAsync(HttpContext http, Answer answer, long position, long head)
    {
        switch (answer)
        {
            case Answer.Body(var value):
                var view = ViewReader.Write(value, position, head);
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
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, Description says, Func<HttpContext, CancellationToken, Task> read)
    {
        routes.MapGet(pattern, (HttpContext http, CancellationToken ct) => read(http, ct)).Describe(says).Reads();
        routes.MapMethods(pattern, [HttpMethods.Head], (HttpContext http, CancellationToken ct) => read(http, ct)).ExcludeFromDescription();
    }

    private static string Path(HttpContext http, string negotiation) =>
        http.Request.Path.Value!["/api/negotiations/".Length..][negotiation.Length..].Trim('/');
}
