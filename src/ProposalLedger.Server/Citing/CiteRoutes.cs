using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views;

namespace ProposalLedger.Server.Citing;

/// <summary>The citation of a view's state in one style, as a file.</summary>
internal static class CiteRoutes
{
    private const int Redirects = 4;

    public static void MapCite(this IEndpointRouteBuilder negotiation) => negotiation.MapRead("/cite", new Description("Cite a view",
        "The citation of a view's state at a ledger position, in one style. Without `at` it is the state now; the citation names its position either way, and never changes what it leads to.")
    {
        Answers = typeof(string),
        MediaType = CitationStyles.All[0].MediaType,
        OtherMediaTypes = [.. CitationStyles.All.Skip(1).Select(s => s.MediaType)],
        Parameters =
        [
            new("view", "Path and query of the view below the negotiation, encoded as one value: positions?draft=p/d. Left out: the overview."),
            new("style", "Default apa.") { Values = [.. CitationStyles.All.Select(s => s.Name)] },
            new("accessed", "The day on which the reader looked, 2026-11-26: then the citation says so. Without it no date of today is in the citation."),
        ],
    }.Cut(), CiteAsync);

    private static async Task CiteAsync(HttpContext http, CancellationToken ct)
    {
        var given = Query.Of(http.Request, "view", "style", "accessed", "asOf", "knownBy", "at", "v");
        var style = CitationStyles.Find(given.GetValueOrDefault("style", "apa"))
            ?? throw new ProblemException(Problem.At("unknown-style", "/style", $"There is no style '{given["style"]}'. Styles are {string.Join(", ", CitationStyles.All.Select(s => s.Name))}."));
        var (path, query) = View(given);
        var n = (string)http.Request.RouteValues["n"]!;
        var reader = http.RequestServices.GetRequiredService<ViewReader>();
        if (path == Views.Search.Searches.Path) throw NoView(path);
        for (var i = 0; i < Redirects; i++)
        {
            var asked = await reader.AskAsync(Caller.Of(http), n, path, query, http.InTime());
            switch (asked.Answer)
            {
                case Answer.Body(var body):
                    var view = ViewReader.Write(body, asked.Position, asked.Head);
                    var citation = Citations.Of(http, asked.Snapshot, path, query, body, view.ETag, Accessed(given)) ?? throw NoView(path);
                    RedactedHeader.Set(http, asked.Redacted);
                    if (asked.Since is { } since) http.Response.Headers[CorrectedSinceHeader.Name] = CorrectedSinceHeader.Of(since);
                    http.Response.Headers.ContentDisposition = $"attachment; filename=\"{citation.Key}.{style.Extension}\"";
                    var bytes = Encoding.UTF8.GetBytes(style.Write(citation));
                    await Conditional.WriteAsync(http, bytes, style.MediaType + "; charset=utf-8", Conditional.TagOf(bytes), asked.Position, asked.Head);
                    return;
                case Answer.Redirect(var elsewhere):
                    path = elsewhere;
                    break;
                case Answer.NotFound(var code, var detail):
                    throw new ProblemException(new Problem(code, detail) { Status = StatusCodes.Status404NotFound });
                case Answer.Refused(var refusals):
                    throw new ProblemException(refusals.ToBadRequest());
            }
        }
        throw NoView(path);
    }

    /// <summary>The view's own parameters and the cut's beside it are one query; what stands in both is refused.</summary>
    private static (string Path, IReadOnlyDictionary<string, string> Query) View(IReadOnlyDictionary<string, string> given)
    {
        var parts = given.GetValueOrDefault("view", "").Split('?', 2);
        var query = given.Where(q => Permanent.IsOfTheState(q.Key)).ToDictionary(q => q.Key, q => q.Value, StringComparer.Ordinal);
        foreach (var (name, values) in QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : ""))
            if (values.Count != 1 || !query.TryAdd(name, values[0] ?? "")) throw new ProblemException(Problem.At("bad-parameter", "/view", $"{name} is there more than once."));
        return (parts[0].Trim('/'), query);
    }

    private static DateOnly? Accessed(IReadOnlyDictionary<string, string> given) => !given.TryGetValue("accessed", out var text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new ProblemException(Problem.At("bad-parameter", "/accessed", $"'{text}' is no day. Write 2026-11-26."));

    private static ProblemException NoView(string path) => new(new Problem("unknown-view", path == Views.Search.Searches.Path ? "A search is no view to cite: another release of PostgreSQL may find otherwise. Cite what it found."
        : $"There is no view '{path}' to cite.") { Status = StatusCodes.Status404NotFound });
}
