using System.Net;
using System.Net.Sockets;

namespace ProposalLedger.Server.Edge;

/// <summary>Whom limits of an address count for: who calls, as a trusted proxy says it where there is one.</summary>
internal static class RemoteAddress
{
    /// <summary>A network of IPv6 that is given to one subscriber: who has it has all of its addresses.</summary>
    private const int SubscriberBytes = 8;

    public static IPAddress Of(HttpContext http) => OneOf(http.Connection.RemoteIpAddress ?? IPAddress.None);

    private static IPAddress OneOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, SubscriberBytes, bytes.Length - SubscriberBytes);
        return new IPAddress(bytes);
    }
}
