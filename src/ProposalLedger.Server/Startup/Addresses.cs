using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ProposalLedger.Server.Edge;

namespace ProposalLedger.Server.Startup;

/// <summary>Where the server listens: this machine alone, unless the configuration says otherwise.</summary>
internal static class Addresses
{
    private const string Default = "http://localhost:5080";

    /// <summary>Sixteen random bytes, in hexadecimal digits.</summary>
    private const int ShortestToken = 32;

    public static void ListenOnLoopbackByDefault(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey]) && string.IsNullOrEmpty(configuration["http_ports"])
            && string.IsNullOrEmpty(configuration["https_ports"]) && !configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            builder.WebHost.UseUrls(Default);
    }

    /// <summary>A port in use is told of before a database is started for nothing. Kestrel has the last word.</summary>
    /// <exception cref="StartupException">A port is in use.</exception>
    public static void RequireFreePorts(this WebApplicationBuilder builder)
    {
        foreach (var url in (builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var address = Parse(url);
            if (address.Port == 0 || address.IsUnixPipe || AddressOf(address.Host) is not { } ip) continue;
            try
            {
                using var probe = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (!OperatingSystem.IsWindows()) probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                probe.Bind(new IPEndPoint(ip, address.Port));
                probe.Listen();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw InUse($"Port {address.Port.ToString(CultureInfo.InvariantCulture)}", e);
            }
        }
    }

    /// <summary>
    /// Writing is open where a token can be read on its way, or guessed: nothing then tells its owner from anybody else. Such a server listens on this machine alone.
    /// </summary>
    /// <exception cref="StartupException">It would listen elsewhere, in plain HTTP, with no proxy named, or one that is none; or the first token can be guessed.</exception>
    public static void RefuseOpenWriting(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var proxies = Proxies.Read(configuration);
        if (configuration["Ledger:InitialToken"] is { Length: > 0 and < ShortestToken })
            throw new StartupException($"Ledger__InitialToken has less than {ShortestToken} characters, and could be guessed. Leave it out: then a random one is made and shown once.", StartupException.Configuration);
        if (configuration["Ledger:AllowPlainHttp"] is { Length: > 0 } said && (bool.TryParse(said, out var allowed) ? allowed : throw new StartupException("Ledger__AllowPlainHttp is true or false.", StartupException.Configuration))) return;
        if (proxies.Count > 0) return;
        if (Listened(configuration).FirstOrDefault(IsOpen) is { } open)
            throw new StartupException($"""
                {open} can be reached from other machines in plain HTTP, where tokens can be read on their way: writing would be open to whoever listens. One of these:
                  listen on this machine alone:              ASPNETCORE_URLS=http://localhost:5080
                  name the reverse proxy where TLS ends:     Ledger__TrustedProxies__0=10.0.0.5
                  serve HTTPS:                               ASPNETCORE_URLS=https://...
                  say that the network is to be trusted:     Ledger__AllowPlainHttp=true
                """, StartupException.Configuration);
    }

    public static bool IsLoopback(string url) => Parse(url) is { IsUnixPipe: false, IsNamedPipe: false } address && AddressOf(address.Host) is { } ip && IPAddress.IsLoopback(ip);

    /// <summary>Whether a name is one that leads to the machine that asks, whoever asks.</summary>
    public static bool IsThisMachine(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var ip) && IPAddress.IsLoopback(ip));

    public static StartupException InUse(string what, Exception cause) => new(
        $"{what} is in use. Stop the program that has it, or choose another: ASPNETCORE_URLS=http://localhost:5081",
        StartupException.PortInUse, cause);

    // As Kestrel chooses among them.
    private static string[] Listened(ConfigurationManager configuration)
    {
        static string[] Parts(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").Where(url => url.Length > 0).ToArray();
        string[] urls = string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey]) ? [.. Parts(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Parts(configuration["https_ports"]).Select(port => $"https://*:{port}")] : Parts(configuration[WebHostDefaults.ServerUrlsKey]);
        var prefersUrls = configuration[WebHostDefaults.PreferHostingUrlsKey] is { } said && (said == "1" || said.Equals("true", StringComparison.OrdinalIgnoreCase));
        return endpoints.Length > 0 && !(prefersUrls && urls.Length > 0) ? endpoints : urls;
    }

    private static bool IsOpen(string url) => Parse(url) is { IsUnixPipe: false, IsNamedPipe: false } address && address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && !IsLoopback(url);

    private static IPAddress? AddressOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" or "+" => IPAddress.Any,
        _ => IPAddress.TryParse(host, out var ip) ? ip : null,
    };

    private static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw new StartupException($"'{url}' is no address to listen on. Write ASPNETCORE_URLS=http://localhost:5080", StartupException.Configuration, e);
        }
    }
}
