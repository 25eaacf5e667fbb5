using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Edge;

/// <summary>
/// Which pages are this server's own. By host and port alone: where TLS ends at a proxy, the scheme is not known here. A server that listens on this
/// machine alone has no page of another name: that would be one whose owner lets his own name lead to here (DNS rebinding), and is told nothing.
/// </summary>
internal sealed class OwnOrigin(IServer server, IConfiguration configuration)
{
    private bool? isLocal;

    /// <summary>Whether it is the origin of this server's pages, as the request has its name.</summary>
    public bool Is(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && Uri.TryCreate($"{page.Scheme}://{request.Host.Value}", UriKind.Absolute, out var here)
        && here.Authority.Equals(page.Authority, StringComparison.OrdinalIgnoreCase) && (!IsLocal || page.IsLoopback);

    /// <summary>Whether this server goes by the name that the request has for it. Browsers always send one.</summary>
    public bool IsNamed(HostString name) => !IsLocal || !name.HasValue || Addresses.IsThisMachine(name.Host)
        || (Uri.TryCreate(configuration["Ledger:PublicAddress"], UriKind.Absolute, out var known) && known.IdnHost.Equals(name.Host, StringComparison.OrdinalIgnoreCase));

    // Until it is known where the server listens, as if on this machine alone.
    private bool IsLocal
    {
        get
        {
            if (isLocal is { } known) return known;
            if (server.Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } listening) return true;
            return (isLocal = !configuration.HasTrustedProxies() && listening.All(Addresses.IsLoopback)).Value;
        }
    }
}

internal static class OwnNames
{
    /// <summary>Not only writing and following: what is public on this machine is not therefore public on the internet.</summary>
    public static void UseOwnNames(this WebApplication app)
    {
        var own = app.Services.GetRequiredService<OwnOrigin>();
        app.Use((http, next) => own.IsNamed(http.Request.Host) ? next(http) : AtTheDoor.RefuseAsync(http, new Problem("unknown-host", $"This server listens on its machine alone, and is not '{http.Request.Host.Host}'.")));
    }
}
