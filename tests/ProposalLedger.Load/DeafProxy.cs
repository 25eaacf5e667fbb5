using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ProposalLedger.Load;

/// <summary>Stands between a node and PostgreSQL and passes everything on except notifications.</summary>
internal sealed class DeafProxy : IAsyncDisposable
{
    private const byte Notification = (byte)'A';
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint database;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private int swallowed;

    public DeafProxy(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        database = settings.Host!.StartsWith('/') ? new UnixDomainSocketEndPoint($"{settings.Host}/.s.PGSQL.{settings.Port}")
            : new IPEndPoint(IPAddress.Parse(settings.Host), settings.Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>How many notifications it has dropped.</summary>
    public int Swallowed => swallowed;

    /// <summary>The same database through this proxy.</summary>
    public string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await listener.AcceptSocketAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task PassAsync(Socket node)
    {
        using var server = new Socket(database.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        using (node)
        {
            try
            {
                await server.ConnectAsync(database, stopping.Token);
                await using var up = new NetworkStream(node);
                await using var down = new NetworkStream(server);
                await Task.WhenAny(up.CopyToAsync(down, stopping.Token), AnswersAsync(down, up));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Either side has gone, and so goes the other.
            }
        }
    }

    // A message is a letter, its length with itself, and the rest. Encryption is off, so that there is no answer of another form.
    private async Task AnswersAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            await from.ReadExactlyAsync(buffer.AsMemory(0, 5), stopping.Token);
            var length = 1 + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(1));
            if (length > buffer.Length) Array.Resize(ref buffer, length);
            await from.ReadExactlyAsync(buffer.AsMemory(5, length - 5), stopping.Token);
            if (buffer[0] == Notification) Interlocked.Increment(ref swallowed);
            else await to.WriteAsync(buffer.AsMemory(0, length), stopping.Token);
        }
    }
}
