using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using ProposalLedger.Domain.Entries;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views;
using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Negotiations;
using ProposalLedger.Views.Steps;

namespace ProposalLedger.Server.Pages;

/// <summary>
/// The pages: an address is the API's without <c>/api/negotiations</c>, and what it shows is the same answer. Rendered here, whole, without
/// circuits: they work without script, and a script keeps open ones up to date (wwwroot/assets/live.js).
/// </summary>
public static partial class PageRoutes
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        return services;
    }

    /// <summary>Before the routes: this project's files, and pages for what is not there or fails.</summary>
    public static void UsePages(this WebApplication app)
    {
        // Beside the program, wherever it is started from. Always asked for anew, and answered with 304.
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot", "assets")),
            RequestPath = "/assets",
            ContentTypeProvider = new FileExtensionContentTypeProvider { Mappings = { [".ts"] = "application/typescript" } }, // by itself it takes them for films
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
        app.UseWhen(PageAddress.IsForPeople, people =>
        {
            people.UseStatusCodePages(status => Failure(status.HttpContext, status.HttpContext.Response.StatusCode).ExecuteAsync(status.HttpContext));
            people.Use(async (http, next) =>
            {
                try
                {
                    await next(http);
                }
                catch (ProblemException e) when (!http.Response.HasStarted)
                {
                    if (e.Problem.Status == StatusCodes.Status429TooManyRequests) http.Response.Headers.RetryAfter = e.Problem.RetryAfter.ToString(CultureInfo.InvariantCulture);
                    await Failure(http, e.Problem.Status, e.Problem.Detail).ExecuteAsync(http);
                }
                catch (BadHttpRequestException e) when (!http.Response.HasStarted)
                {
                    await Failure(http, e.StatusCode, e.Message).ExecuteAsync(http);
                }
                catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
                {
                    await Failure(http, StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
                }
                catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
                {
                    app.Logger.LogError(e, "The page {Path} failed", http.Request.Path);
                    await Failure(http, StatusCodes.Status500InternalServerError).ExecuteAsync(http);
                }
            });
            people.Use(PageAccess.CheckAsync).Use(ShowAsync);
        });
    }

    /// <summary>
    /// Pages are what no route of the API's takes. They are no routes themselves: one that takes every address below a negotiation would
    /// hide from the API's which method or kind of body was the wrong one.
    /// </summary>
    private static async Task ShowAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not null || PageAddress.Read(http.Request.Path) is not var (negotiation, path))
        {
            await next(http);
            return;
        }
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            await Failure(http, StatusCodes.Status405MethodNotAllowed).ExecuteAsync(http);
            return;
        }
        var services = http.RequestServices;
        var (reader, follower, store) = (services.GetRequiredService<ViewReader>(), services.GetRequiredService<Follower>(), services.GetRequiredService<LedgerStore>());
        var ct = http.RequestAborted;
        var page = await ((negotiation, path) switch
        {
            (null, "") => ListAsync(http, reader, ct),
            (null, "audit") => LedgerAuditAsync(http, reader, store, ct),
            (null, ['a', 'u', 'd', 'i', 't', '/', .. var position]) when long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at) => LedgerEventAsync(http, at, reader, store, ct),
            (null, _) => Task.FromResult<IResult>(Failure(http, StatusCodes.Status404NotFound)),
            (var n, "export" or "print") => FilesAsync(http, n, path, reader, follower, ct),
            (var n, "live") => WallAsync(http, n, reader, follower, ct),
            (var n, "audit") => AuditAsync(http, n, reader, follower, store, ct),
            (var n, ['a', 'u', 'd', 'i', 't', '/', .. var position]) when long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at) =>
                EventAsync(http, n, at, reader, follower, store, ct),
            var (n, view) => ViewAsync(http, n, view, reader, follower, ct),
        });
        await page.ExecuteAsync(http);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ViewReader reader, CancellationToken ct)
    {
        Asked asked;
        try
        {
            asked = await reader.ListAsync(Auth.Caller.Of(http), new Dictionary<string, string>(PageAddress.Query(http.Request)) { ["limit"] = "500" }, ct);
        }
        catch (ProblemException e)
        {
            return Failure(http, e.Problem.Status, e.Problem.Detail);
        }
        if (asked.Answer is Answer.Refused(var wrong)) return Refused(http, wrong);
        if (asked.Answer is not Answer.Body(NegotiationList list)) return Failure(http, StatusCodes.Status404NotFound);
        var snapshots = asked.Snapshots.ToDictionary(s => s.Negotiation, StringComparer.Ordinal);
        // The negotiation that moved last stands first, and begins with what became of its text.
        var items = list.Items.OrderByDescending(s => s.Drafts.Count > 0 ? s.Drafts[^1].Occurred.Start : null).Select(s => new NegotiationsPage.Item(new Here(snapshots[s.Negotiation.Entry.Id], Frame.Of(snapshots[s.Negotiation.Entry.Id].Cut, null)), s)).ToList();
        return Page(http, new("Negotiations", typeof(NegotiationsPage), new() { ["Items"] = items, ["Listed"] = list.Listed ?? [], ["LeftOut"] = list.LeftOut }), new Frame
        {
            Title = "Negotiations", Made = Now(http), Position = asked.Position, Head = asked.Head, Follows = Follows.Log, Api = "/api/negotiations",
        });
    }

    private static async Task<IResult> ViewAsync(HttpContext http, string n, string path, ViewReader reader, Follower follower, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        if (PageAddress.Plain(http.Request, query) is { } plain) return TypedResults.Redirect(plain);
        var (here, frame, snapshot, refused) = await OpenAsync(http, n, path, query, reader, follower, ct);
        if (refused is not null) return refused;
        query.Remove(Replay.Parameter);
        // Without a choice: what the overview begins with, at the address that is cited.
        if (path is "compare" or "lineage" && PageOf.Choice(path, query) is not null && (path == "compare" ? here!.FirstStep : here!.WholeLine) is var (from, to))
            return TypedResults.Redirect(path == "compare" ? here.To(path, "drafts", $"{from},{to}") : here.To(path, "from", from, "to", to));
        if (PageOf.Choice(path, query) is { } choice) return Page(http, choice, frame! with { Title = choice.Title });
        switch (await reader.AnswerAsync(snapshot!, path, query, ct))
        {
            case Answer.Body(var body) when PageOf.Body(body, here!, path, frame!.Query) is { } content:
                var etag = ViewReader.Write(body, frame.Position, frame.Head).ETag;
                return Page(http, content, frame with
                {
                    Title = content.Title,
                    Etag = etag.Trim('"'),
                    Follows = snapshot!.Cut.At is null ? Follows.View : Follows.Nothing,
                    Api = Api(n, path, query),
                    Citation = Citations.Of(http, snapshot, path, frame.Query, body, etag),
                    Since = await SinceAsync(http, reader, snapshot, path, frame.Query, body, ct),
                    Redacted = RedactedIn.Of([snapshot], body),
                });
            case Answer.Redirect(var target):
                return TypedResults.Redirect($"/{n}/{target}{http.Request.QueryString}");
            case Answer.Refused(var refusals):
                return Refused(http, refusals, frame);
            case Answer.NotFound(_, var detail):
                return Failure(http, StatusCodes.Status404NotFound, detail, frame);
            default:
                return Failure(http, StatusCodes.Status404NotFound, null, frame);
        }
    }

    /// <summary>What a reader takes along: the exports, and the table of a draft for paper.</summary>
    private static async Task<IResult> FilesAsync(HttpContext http, string n, string path, ViewReader reader, Follower follower, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        if (PageAddress.Plain(http.Request, query) is { } plain) return TypedResults.Redirect(plain);
        var (here, frame, snapshot, refused) = await OpenAsync(http, n, path, query, reader, follower, ct);
        if (refused is not null) return refused;
        if (frame!.Query.Keys.FirstOrDefault(k => path == "export" || k != "draft") is { } unknown) return Refused(http, [new("unknown-parameter", "/" + unknown, $"'{unknown}' is no parameter here.")], frame);
        if (path == "export") return Page(http, new("Export", typeof(ExportPage), new() { ["Position"] = snapshot!.Position }), frame with { Title = "Export" });
        if (!frame.Query.TryGetValue("draft", out var draft)) return TypedResults.Redirect(here!.To("export#printable"));
        // Of an id that names no draft the draft's own view says what is missing.
        if (Questions.Answer(snapshot!, $"drafts/{draft}", new Dictionary<string, string>()) is not Answer.Body(Views.Drafts.DraftAsTabled view)
            || Questions.Answer(snapshot!, "positions", new Dictionary<string, string> { ["draft"] = draft }) is not Answer.Body(Views.Positions.PositionMatrix positions))
            return Failure(http, StatusCodes.Status404NotFound, $"This state of the negotiation holds no draft '{draft}'.", frame);
        // It shows two views. Cited is the one that has both the wording and the positions; corrected may be either.
        var cited = new Dictionary<string, string>(StringComparer.Ordinal) { ["draft"] = draft };
        var since = await SinceAsync(http, reader, snapshot!, "positions", cited, positions, ct);
        var ofDraft = await SinceAsync(http, reader, snapshot!, $"drafts/{draft}", new Dictionary<string, string>(), view, ct);
        return Page(http, new(view.Title, typeof(PrintPage), new() { ["View"] = view, ["Positions"] = positions }), frame with
        {
            Title = $"{view.Title}, with the parties' positions",
            Api = $"/api/negotiations/{n}/positions?draft={Here.Encode(draft)}",
            Citation = Citations.Of(http, snapshot!, "positions", cited, positions, ViewReader.Write(positions, frame.Position, frame.Head).ETag),
            Since = since is null || ofDraft is null ? null : since.With(ofDraft),
            Redacted = RedactedIn.Of([snapshot!], new object[] { view, positions }),
        });
    }

    private static async Task<CorrectedSince?> SinceAsync(HttpContext http, ViewReader reader, Snapshot snapshot, string path, IReadOnlyDictionary<string, string> query, object body, CancellationToken ct) =>
        snapshot.Cut.At is not null && await reader.OpenAsync(Auth.Caller.Of(http), snapshot.Negotiation, ct) is { } now ? await reader.SinceAsync(now, snapshot, path, query, body, ct) : null;

    private static async Task<(Here? Here, Frame? Frame, Snapshot? Snapshot, IResult? Refused)> OpenAsync(
        HttpContext http, string n, string path, Dictionary<string, string> query, ViewReader reader, Follower follower, CancellationToken ct)
    {
        if (await reader.OpenAsync(Auth.Caller.Of(http), n, ct) is not { } dossier)
            return (null, null, null, Failure(http, http.RequestServices.GetRequiredService<Access.Doors>().Refusal(n)));
        var refusals = Cut.TryRead(query, out var cut);
        Clock? replayed = null;
        if (query.TryGetValue(Replay.Parameter, out var clock) && (replayed = Clocks.Find(clock)) is null)
            refusals = [.. refusals, new("unknown-clock", $"/{Replay.Parameter}", $"'{clock}' is none of {string.Join(", ", Clocks.All.Select(c => c.Name()))}.")];
        if (refusals.Count > 0) cut = Cut.Now;
        var snapshot = dossier.At(cut);
        var here = new Here(snapshot, Frame.Of(cut, replayed)) { Replayed = replayed };
        var frame = new Frame
        {
            Title = path, Here = here, Path = path, Position = snapshot.Position, Head = Math.Max(follower.Progress.Head, dossier.Position), Known = dossier.Position, Made = Now(http),
            Stopped = snapshot.Stopped, Replay = Replay.Of(dossier, cut, replayed, Answering(path, query)), Uncertain = snapshot.LeftOut<Entry>(),
            Query = query.Where(q => !Permanent.IsOfTheState(q.Key) && q.Key != Replay.Parameter).ToDictionary(q => q.Key, q => q.Value, StringComparer.Ordinal),
        };
        if (refusals.Count > 0) return (here, frame, snapshot, Refused(http, refusals, frame));
        if (ViewFormat.Check(query) is { } unknown) return (here, frame, snapshot, Refused(http, [unknown], frame));
        if (cut.At > dossier.Position)
            return (here, frame, snapshot, Failure(http, StatusCodes.Status404NotFound, ViewReader.BeyondHead(cut.At.Value, dossier.Position).Detail, frame));
        if (snapshot.Find<Negotiation>(EntryKind.Negotiation, n) is null)
            return (here, frame, snapshot, Failure(http, StatusCodes.Status404NotFound, $"At position {cut.At} nothing of this negotiation was recorded.", frame));
        return (here, frame, snapshot, null);
    }

    /// <summary>Whether a page has an answer at a state, for those that name something: an overview and a plain list always have.</summary>
    private static Func<Snapshot, bool>? Answering(string path, IReadOnlyDictionary<string, string> query)
    {
        var named = query.Where(q => !Permanent.IsOfTheState(q.Key) && q.Key is not (Replay.Parameter or "next" or "limit")).ToDictionary(q => q.Key, q => q.Value, StringComparer.Ordinal);
        return path switch
        {
            Views.Search.Searches.Path or "audit" or "export" => null,
            ['a', 'u', 'd', 'i', 't', '/', .. var position] => long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? s => s.EventsWithin.Holds(number) : null,
            "print" => named.TryGetValue("draft", out var draft) ? s => Questions.Answer(s, $"drafts/{draft}", new Dictionary<string, string>()) is Answer.Body : null,
            _ when named.Count > 0 || path.Contains('/', StringComparison.Ordinal) => s => Questions.Answer(s, path, named) is Answer.Body or Answer.Redirect,
            _ => null,
        };
    }

    private static string Api(string n, string path, IReadOnlyDictionary<string, string> query) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
        $"/api/negotiations/{n}{(path.Length > 0 ? "/" : "")}{path}",
        query.Where(q => !Permanent.IsOfTheState(q.Key)).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)));

    internal static DateTimeOffset Now(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static RazorComponentResult<Document> Refused(HttpContext http, IReadOnlyList<Domain.Refusal> refusals, Frame? frame = null) =>
        Failure(http, StatusCodes.Status400BadRequest, string.Join(" ", refusals.Select(r => r.Detail)), frame);

    internal static RazorComponentResult<Document> Failure(HttpContext http, Problem problem) => Failure(http, problem.Status, problem.Detail);

    /// <summary>What could not be shown, and what to do, in the frame that the reader knows.</summary>
    internal static RazorComponentResult<Document> Failure(HttpContext http, int status, string? detail = null, Frame? frame = null)
    {
        var content = status switch
        {
            404 when frame?.Here?.Cut is { } cut && cut != Cut.Now =>
                PageOf.Failure("There is nothing here", detail ?? "No page has this address.", "In another state it may be there: step on in Replay, above, or show the current state."),
            404 => PageOf.Failure("There is nothing here", detail ?? "No page has this address.", "Check the address, or begin at the overview."),
            400 or 413 when http.Request.Path.StartsWithSegments(Auth.SessionCookie.Account, StringComparison.OrdinalIgnoreCase) => PageOf.Failure("This form cannot be taken", detail, "Open the page of the form again, and send it from there."),
            413 => PageOf.Failure("This is too much", detail, "Pages are only read. Writing goes through the API, under /api."),
            400 => PageOf.Failure("This address cannot be read", detail, "Correct the part of the address that is named, or begin at the overview."),
            403 => PageOf.Failure("This is not for everybody", detail, "Sign in, or ask those who run the ledger for a role."),
            405 => PageOf.Failure("This page can only be read", detail, "Writing goes through the API, under /api."),
            401 => PageOf.Failure("The token does not hold", detail, "Send another one, or none: what is public can be read without."),
            421 => PageOf.Failure("The server does not go by this name", detail, "Ask for localhost, or for the name that those who run it have given it."),
            429 => PageOf.Failure("Too many requests", detail, "Reload in a moment."),
            503 => PageOf.Failure("The database does not answer", detail ?? "Nothing is lost: what was acknowledged is stored.", "Reload in a moment."),
            _ => PageOf.Failure("The server failed", detail ?? "This is a defect of the server.", "Reload. If it stays, tell those who run it, with the address and the time."),
        };
        var shown = (frame ?? new Frame { Title = content.Title, Made = Now(http) }) with { Title = content.Title, Follows = Follows.Nothing, Known = 0, Etag = null, Api = null, Citation = null, Since = null, Redacted = [] };
        return Page(http, content, shown, status);
    }

    internal static RazorComponentResult<Document> Page(HttpContext http, Content content, Frame frame, int status = StatusCodes.Status200OK)
    {
        frame = frame with { Visitor = Visitor.Of(http, frame.Here?.Negotiation) };
        http.Response.Headers[HeaderNames.CacheControl] = "no-cache";
        if (status == StatusCodes.Status200OK)
        {
            http.Response.Headers["Ledger-Position"] = frame.Position.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["Ledger-Head"] = frame.Head.ToString(CultureInfo.InvariantCulture);
            RedactedHeader.Set(http, frame.Redacted);
        }

        if (status == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = "2";
        return new RazorComponentResult<Document>(new Dictionary<string, object?> { ["Frame"] = frame, ["Content"] = content.Component, ["Parameters"] = content.Parameters })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
    }
}
