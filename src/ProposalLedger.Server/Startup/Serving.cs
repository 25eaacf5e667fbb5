using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Log;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Server.Startup;

/// <summary>The last steps of the start, and the end.</summary>
internal static class Serving
{
    /// <summary>Serves until the process is told to stop; then finishes the requests that were accepted.</summary>
    /// <exception cref="StartupException">The address cannot be listened on, or the database went away meanwhile.</exception>
    public static async Task ServeAsync(this WebApplication app, Ledger ledger, Steps steps, CancellationToken ct)
    {
        var (token, signing) = await PrepareAsync(app, ledger, steps, ct);
        steps.Report("Starting to serve");
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException || (e.InnerException as SocketException)?.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw Addresses.InUse("An address of ASPNETCORE_URLS", e);
        }
        steps.Say($"ProposalLedger is at {string.Join(" and ", app.Urls)}  (Ctrl-C stops it)");
        steps.Say(signing);
        if (token is not null) steps.Say($"Token for writing, shown this once: {token}");
        await app.WaitForShutdownAsync(CancellationToken.None);
        steps.Report("Finishing the requests that were accepted");
    }

    // The database was there a moment ago; what is tried once here is not tried again: whoever started this server starts it again. Once it serves, nothing
    // that the database does ends it: so all that is to be said then is known before.
    private static async Task<(string? Token, string Signing)> PrepareAsync(WebApplication app, Ledger ledger, Steps steps, CancellationToken ct)
    {
        try
        {
            await FormKeys.PrepareAsync(app.Services, ct);
            await app.Services.GetRequiredService<Projector>().RegisterAsync(ct);
            app.Services.GetRequiredService<Follower>().Start();
            await Seeds.LoadAsync(app, ledger, steps, ct);
            // After the seeds: their positions are the same in every ledger that begins with them.
            return (await FirstToken.IssueAsync(app.Services.GetRequiredService<Tokens>(), app.Configuration, ct), await SigningAsync(app.Services, ct));
        }
        catch (Exception e) when (e is StoreUnavailableException || Fault.IsUnavailable(e, out _))
        {
            throw new StartupException($"The database stopped answering while the server started: {e.Message} Start the server again once the database answers.", StartupException.NoDatabase, e);
        }
    }

    private static async Task<string> SigningAsync(IServiceProvider services, CancellationToken ct)
    {
        if (services.GetRequiredService<IOptions<LogOptions>>().Value.Directory is { Length: > 0 } directory)
            return $"The history is signed with the key in {directory}: keep a copy of it elsewhere (docs/audit.md)";
        return await services.GetRequiredService<LogTables>().GetKeyAsync(ct) is null
            ? "Nothing of the history is signed: Ledger__Log__Directory is set on no node (docs/audit.md)"
            : "The history is signed by another node: Ledger__Log__Directory is not set on this one";
    }
}
