using System.Text.Encodings.Web;
using ProposalLedger.Server.Access;

namespace ProposalLedger.Server.Problems;

/// <summary>What a problem's <c>type</c> resolves to: a plain page for a browser, JSON for everybody else.</summary>
internal static class ProblemPages
{
    public static void MapProblems(this IEndpointRouteBuilder app)
    {
        app.MapGet("/problems", (HttpRequest request) => WantsPage(request)
            ? Page("Problems", string.Concat(ProblemTypes.All.Select(type => $"<li><a href=\"/problems/{type.Code}\">{type.Code}</a>: {Html(type.Title)}</li>")))
            : Results.Json(ProblemTypes.All, Problem.Json)).ForAnybody().ExcludeFromDescription();
        app.MapGet("/problems/{code}", (string code, HttpRequest request) => ProblemTypes.Find(code) is not { } type
            ? new Problem("unknown-problem", $"No problem has the code '{code}'.")
            : WantsPage(request)
                ? Page(type.Title, $"<p>{Html(type.Remedy)}</p><p>Code {type.Code}, HTTP status {type.Status}. <a href=\"/problems\">All problems</a></p>")
                : Results.Json(type, Problem.Json)).ForAnybody().ExcludeFromDescription();
    }

    private static bool WantsPage(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);

    private static IResult Page(string title, string content) => Results.Content(
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Html(title)}</title>"
        + $"<main><h1>{Html(title)}</h1>{content}</main></html>", "text/html; charset=utf-8");
}
