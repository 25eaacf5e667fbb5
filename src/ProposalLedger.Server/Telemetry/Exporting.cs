using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ProposalLedger.EventStore.Telemetry;

namespace ProposalLedger.Server.Telemetry;

/// <summary>
/// Traces and metrics over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to whom; else none of it is set up. The exporter reads the other
/// variables of OpenTelemetry's standard itself. docs/operations.md lists what is sent.
/// </summary>
internal static class Exporting
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Of a request: its route, method and status, and nothing that a caller chose himself.
    private static readonly string[] OfCallers = ["url.path", "url.query", "url.full", "user_agent.original", "server.address", "client.address"];

    /// <exception cref="Startup.StartupException">The address cannot be meant so.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NodeMetrics>();
        if (builder.Configuration[Endpoint] is not { Length: > 0 } endpoint) return;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new Startup.StartupException($"{Endpoint} is an address that begins with http:// or https://.", Startup.StartupException.Configuration);
        builder.Services.AddHostedService<WaitWatch>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("proposal-ledger", serviceVersion: typeof(Exporting).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(traces => traces.AddSource(StoreTelemetry.Name)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) && !http.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase))
                .AddProcessor(new Discretion())
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddMeter(StoreTelemetry.Name, NodeMetrics.Name, "Npgsql", "System.Runtime")
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter());
    }

    private sealed class Discretion : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var tag in OfCallers) data.SetTag(tag, null);
        }
    }
}
