using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ProposalLedger.Server.Startup;

/// <summary>Where the server listens: this machine alone, unless the configuration says otherwise.</summary>
internal static class Addresses
{
    private const string Default = "http://localhost:5080";

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

    public static bool IsLoopback(string url) => Parse(url) is { IsUnixPipe: false, IsNamedPipe: false } address && AddressOf(address.Host) is { } ip && IPAddress.IsLoopback(ip);

    public static StartupException InUse(string what, Exception cause) => new(
        $"{what} is in use. Stop the program that has it, or choose another: ASPNETCORE_URLS=http://localhost:5081",
        StartupException.PortInUse, cause);

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
