using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Telemetry;

namespace ProposalLedger.Server.Edge;

/// <summary>The server's door: what it cannot do in time it does not begin. Reads and writes have a gate each, as they take differently long.</summary>
internal sealed class Admission(TimeProvider time, NodeMetrics metrics) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Free = ["/assets", "/health", "/account"];
    private readonly Gate reads = new(time), writes = new(time);

    /// <summary>Streams have limits of their own, imports take minutes and wait for their turn, so do bundles, of which few may wait, receipts wait for the log to be signed, and who signs in has few attempts.</summary>
    public static bool IsFree(HttpRequest request) => request.IsToFollow()
        || Array.Exists(Free, start => request.Path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase))
        || request.Path.StartsWithSegments("/api/imports", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/log/bundle", StringComparison.OrdinalIgnoreCase)
        || request.Path.Value?.TrimEnd('/').EndsWith("/receipt", StringComparison.OrdinalIgnoreCase) == true;

    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        var toRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method);
        var gate = toRead ? reads : writes;
        if (!await gate.EnterAsync())
        {
            metrics.Refused(toRead ? "read" : "write");
            await AtTheDoor.RefuseAsync(http, new Problem("too-many-at-once") { RetryAfter = 1 });
            return;
        }

        try
        {
            await next(http);
        }
        finally
        {
            gate.Leave();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick.IsCompletedSuccessfully && tick.Result, TaskScheduler.Default))
        {
            reads.Tick();
            writes.Tick();
        }
    }
}

/// <summary>Sets it up.</summary>
internal static class AdmissionSetup
{
    public static void AddAdmission(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<Admission>().AddHostedService(provider => provider.GetRequiredService<Admission>());

    public static void UseAdmission(this WebApplication app)
    {
        var admission = app.Services.GetRequiredService<Admission>();
        app.UseWhen(http => !Admission.IsFree(http.Request), gated => gated.Use(admission.PassAsync));
    }
}
