using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using ProposalLedger.Domain.Wellformed;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Telemetry;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Imports;

internal static class ImportRoutes
{
    internal const int MaxBytes = 64 * 1024 * 1024;
    private const string Lines = "application/x-ndjson";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Yaml = ["application/yaml", "application/x-yaml", "text/yaml"];

    public static void MapImports(this IEndpointRouteBuilder api) =>
        api.MapPost("/imports", ImportAsync).RequiresSomewhere(Role.Recorder).Describe(new Description("Import a case file",
            "All of it or, if anything in it is wrong, nothing. Where application/x-ndjson is asked for, the answer is 200 and tells its progress a line at a time: "
            + "{stage, done, total} ..., then {result} or {problem}.")
        {
            Parameters = [new("reason", "Why what the file says otherwise is corrected: kept with each correction (default: Imported case file differs from the record.).")],
        })
        .Accepts<string>("application/yaml")
        .Produces<ImportResult>(StatusCodes.Status201Created).Produces<ImportResult>().Fails(400, 401, 403, 409, 413, 415, 422, 503);

    public static void MapCaseFileSchema(this IEndpointRouteBuilder app) =>
        app.MapGet("/schemas/case-file.json", () => Results.Text(CaseFileSchema.Create().ToJsonString(), "application/schema+json"))
            .ForAnybody().ExcludeFromDescription();

    private static async Task ImportAsync(HttpContext http, Importer importer, Follower follower, CancellationToken ct)
    {
        var type = http.Request.GetTypedHeaders().ContentType;
        if (type is null || !Yaml.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(new Problem("wrong-content-type", "Send a case file as application/yaml, in UTF-8."));
        var reason = http.Request.Query["reason"] is [var said, ..] ? said : null;
        if (reason is not null && Reasons.Required(reason).ToList() is { Count: > 0 } refusals) throw new ProblemException(refusals.ToProblem());
        var yaml = await Body.ReadAsync(http.Request, MaxBytes, ct);
        var caller = Caller.Of(http);
        var command = IdempotencyKey.From(http.Request, caller.Actor, yaml);
        var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        if (http.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == Lines))
        {
            await TellAsync(http, ImportAsync, ct);
            return;
        }
        var result = await ImportAsync(null);
        await follower.WaitForProjectedAsync(result.Position, Patience, ct);
        var headers = http.Response.Headers;
        headers.Location = $"/api/negotiations/{result.Negotiation}";
        headers.Link = Locations.ReceiptOf(result.Position); // of its last event; that the others are there, the positions say
        headers.CacheControl = "no-store";
        headers["Ledger-Position"] = follower.Progress.Projected.ToString(CultureInfo.InvariantCulture);
        headers["Ledger-Head"] = Math.Max(follower.Progress.Head, result.Position).ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = result.Recorded + result.Corrected + result.Retracted > 0 ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await http.Response.WriteAsJsonAsync(result, LedgerJson.Options, ct);

        async Task<ImportResult> ImportAsync(IProgress<ImportProgress>? progress)
        {
            var done = await importer.ImportAsync(yaml, caller, command, trace, progress, ct, reason);
            CommandLog.Accepted(http, command, trace, $"negotiation:{done.Negotiation}", 0, done.Position, done.Recorded + done.Corrected + done.Retracted > 0);
            return done;
        }
    }

    /// <summary>The work goes on in the background while its progress is sent; a slow reader gets the newest, not all of it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The answer has begun: whatever fails now is its last line.")]
    private static async Task TellAsync(HttpContext http, Func<IProgress<ImportProgress>, Task<ImportResult>> import, CancellationToken ct)
    {
        http.Response.ContentType = Lines;
        http.Response.Headers.CacheControl = "no-store";
        var news = Channel.CreateBounded<ImportProgress>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        var work = Task.Run(async () =>
        {
            try
            {
                return await import(new Told(news.Writer));
            }
            finally
            {
                news.Writer.Complete();
            }
        }, ct);
        await foreach (var progress in news.Reader.ReadAllAsync(ct)) await LineAsync(http, progress, LedgerJson.Options, ct);
        try
        {
            await LineAsync(http, new { result = await work }, LedgerJson.Options, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var problem = ProblemAnswers.Explain(e);
            if (problem.Status == StatusCodes.Status500InternalServerError)
                http.RequestServices.GetRequiredService<ILogger<Importer>>().LogError(e, "An import failed");
            await LineAsync(http, new { problem }, Problem.Json, ct);
        }
    }

    private static async Task LineAsync<T>(HttpContext http, T message, JsonSerializerOptions options, CancellationToken ct)
    {
        await http.Response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(message, options), (byte)'\n'], ct);
        await http.Response.Body.FlushAsync(ct);
    }

    private sealed class Told(ChannelWriter<ImportProgress> news) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => news.TryWrite(value);
    }
}
