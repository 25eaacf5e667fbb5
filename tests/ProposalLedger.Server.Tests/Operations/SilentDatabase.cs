using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>Stands before a PostgreSQL and, when told to, takes all that comes and answers nothing: on connections that there are, and on those that come.</summary>
internal sealed class SilentDatabase : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint database;
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentBag<Task> lines = [];
    private readonly Task accepting;
    private volatile bool silent;

    public SilentDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        database = settings.Host!.StartsWith('/') ? new UnixDomainSocketEndPoint($"{settings.Host}/.s.PGSQL.{settings.Port}") : new IPEndPoint(IPAddress.Parse(settings.Host), settings.Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;

    public void FallSilent() => silent = true;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(lines);
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) lines.Add(PassAsync(await listener.AcceptSocketAsync(ended.Token)));
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task PassAsync(Socket caller)
    {
        using var there = new Socket(database.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        using (caller)
        {
            await there.ConnectAsync(database);
            await Task.WhenAny(CopyAsync(caller, there), CopyAsync(there, caller));
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, ended.Token) is > 0 and var read)
                if (!silent) await to.SendAsync(buffer.AsMemory(0, read), ended.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone, and so goes the other.
        }
    }
}
