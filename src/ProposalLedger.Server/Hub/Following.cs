using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Events;

namespace ProposalLedger.Server.Hub;

/// <summary>Sets the hub up.</summary>
public static class Following
{
    // Between a connection and what reads or writes it, each way: a slow client holds no more.
    private const int MostBuffered = 16 * 1024;

    /// <summary>What following needs; the store, the follower and the view reader come from elsewhere.</summary>
    /// <exception cref="Startup.StartupException">A setting cannot be read.</exception>
    public static void AddFollowing(this WebApplicationBuilder builder)
    {
        builder.AddFollowingOptions();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RecentEvents>().AddSingleton<FilteredLog>().AddSingleton<LogTail>().AddSingleton<ViewWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RecentEvents>());
        builder.CutDeadPeers();
        builder.Services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = CodedProtocol.LargestMessage;
            hub.MaximumParallelInvocationsPerClient = 4; // a subscription counts only until it flows; Subscriptions limits those
            hub.AddFilter<HubProblems>();
        });
        builder.Services.AddSingleton<SharedBytesProtocol>().AddSingleton<IHubProtocol, CodedProtocol>(); // of two with one name the later counts

        // It would log every wrong call as an error, as often as a caller likes; what is an error HubProblem logs.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None);
    }

    /// <summary>The hub at its address. Every transport works; a client that takes no bytes is cut.</summary>
    public static void MapFollowing(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<FollowingOptions>>().Value;
        app.MapHub<LedgerHub>("/hubs/ledger", connection =>
        {
            connection.TransportSendTimeout = options.SendTimeout;
            (connection.TransportMaxBufferSize, connection.ApplicationMaxBufferSize) = (MostBuffered, MostBuffered);
        }).ForAnybody(); // each of its methods asks for itself
    }
}
