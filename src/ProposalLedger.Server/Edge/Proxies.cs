using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using ProposalLedger.Server.Startup;
using IPNetwork = System.Net.IPNetwork;

namespace ProposalLedger.Server.Edge;

/// <summary>Reverse proxies whose word is taken for who calls and how; <c>Ledger:TrustedProxies</c>. From anybody else such headers mean nothing.</summary>
internal static class Proxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = Read(app.Configuration);
        if (trusted.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <exception cref="StartupException">An entry is neither an address nor a network.</exception>
    public static IReadOnlyList<IPNetwork> Read(IConfiguration configuration) => [.. Trusted(configuration).Select(Read)];

    public static bool HasTrustedProxies(this IConfiguration configuration) => Trusted(configuration).Length > 0;

    private static string[] Trusted(IConfiguration configuration) => configuration.GetSection("Ledger:TrustedProxies").Get<string[]>() ?? [];

    private static IPNetwork Read(string entry) =>
        IPNetwork.TryParse(entry, out var network) ? network
        : IPAddress.TryParse(entry, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new StartupException($"Ledger:TrustedProxies: '{entry}' is neither an address nor a network. Write 10.0.0.5 or 10.0.0.0/24.", StartupException.Configuration);
}
