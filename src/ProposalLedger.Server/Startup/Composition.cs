using Microsoft.Extensions.Configuration.Memory;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Pages;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Telemetry;
using ProposalLedger.Server.Writing;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Projections;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Server.Startup;

/// <summary>What the server is made of: one of each, for the whole process.</summary>
internal static class Composition
{
    private const int EventsPerStep = 2_000;

    /// <summary>Whether the console is read by a program: <c>Logging__Console__FormatterName=json</c>.</summary>
    public static bool IsLogStructured(this IConfiguration configuration) => string.Equals(configuration["Logging:Console:FormatterName"], "json", StringComparison.OrdinalIgnoreCase);

    public static void AddLedger(this WebApplicationBuilder builder, Ledger ledger)
    {
        var connectionString = ledger.ConnectionString;
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024; // a search that is too long is told so
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024; // an import's; other bodies have 256 KiB
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));

        // The console is for the start's steps and for what is wrong. Beneath all other configuration: whoever sets a level has it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
                [$"Logging:LogLevel:{typeof(TokenAuthentication).FullName}"] = "Warning", // who comes with a wrong token is told so
                ["Logging:LogLevel:Microsoft.AspNetCore.Antiforgery"] = "Error", // so is who sends somebody else's form
                [$"Logging:LogLevel:{CommandLog.Category}"] = builder.Configuration.IsLogStructured() ? "Information" : "Warning",
                ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical", // a start that fails says so itself; a service that ends the node does not
            },
        });

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => StoreConnections.Create(connectionString));
        services.AddSingleton(provider => new LedgerStore(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(provider => new ViewStore(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(provider => new TextSearch(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<Searches>();
        services.AddSingleton<Projector>();
        services.AddSingleton<Rebuild>();
        services.AddSingleton(provider => new Dossiers(provider.GetRequiredService<ViewStore>()));
        services.AddSingleton(provider =>
        {
            // It follows until it is disposed of itself, when the provider answers nothing any more.
            var (projector, log) = (provider.GetRequiredService<Projector>(), provider.GetRequiredService<ILogger<Follower>>());
            return new Follower(new FollowerOptions
            {
                ConnectionString = connectionString,
                Views = ViewCatalogue.Names,
                Project = (_, ct) => projector.StepAsync(EventsPerStep, ct),
                OnFault = fault => log.LogWarning("The log cannot be followed at the moment: {Fault}", Fault.Why(fault)),
            });
        });
        services.AddSingleton<Registers>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<Redactor>();
        services.AddSingleton<Imports.Importer>();
        services.AddSingleton<ViewReader>();
        services.AddSingleton<Rebuilding>();
        services.AddHostedService<Renewal>();
        if (ledger.Embedded is { } embedded) services.AddSingleton(embedded).AddHostedService<Supervision>();

        builder.AddLog(ledger);

        services.AddSingleton<Tokens>();
        services.AddSingleton<GrantedRoles>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<OwnOrigin>();
        FormKeys.Add(services);
        services.AddSingleton<Doors>();
        services.AddSingleton<LiveTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveTokens>());
        services.AddSingleton<IHttpContextFactory, TicketInAddress>();
        services.AddAuthentication(TokenAuthentication.SchemeName)
            .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddOutsideIssuer(builder.Configuration);
        services.AddAuthorization();
        services.AddCors();
        services.AddRateLimiter(_ => { });
        services.AddApiDescription();
        services.AddPages();
    }
}
