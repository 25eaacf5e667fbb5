using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Events;

namespace ProposalLedger.Server.Edge;

/// <summary>
/// Lets the system itself end a connection whose other side takes nothing. Between the server and a client that has stopped to read lie
/// megabytes of the system's buffers, which a live ledger takes many minutes to fill: no limit above them notices anything before.
/// </summary>
internal static class DeadPeers
{
    private const int Tcp = 6;
    private const int UserTimeout = 18; // TCP_USER_TIMEOUT: sent bytes that are not taken within so many milliseconds end the connection

    public static void CutDeadPeers(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<SocketTransportOptions>().Configure<IOptions<FollowingOptions>>((sockets, following) =>
            sockets.CreateBoundListenSocket = address => Listen(address, following.Value.SendTimeout));

    // What is set on a listening socket holds for those that it accepts.
    private static Socket Listen(EndPoint address, TimeSpan timeout)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        if (OperatingSystem.IsLinux() && address is IPEndPoint) socket.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)timeout.TotalMilliseconds));
        return socket;
    }
}
