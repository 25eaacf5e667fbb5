using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProposalLedger.Faults.Ledger;

/// <summary>A line before a node that carries a request there and cuts the connection when the answer comes, of which it keeps a copy; or one that tells lies.</summary>
internal sealed class ReplyCutter : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentQueue<string> kept = new();
    private readonly ConcurrentBag<Task> lines = [];
    private readonly Func<string, string?> change;
    private readonly Task accepting;
    private readonly int target;

    /// <param name="target">The node.</param>
    /// <param name="change">What the caller is answered instead of an answer; null: his connection is cut.</param>
    public ReplyCutter(Uri target, Func<string, string?>? change = null)
    {
        (this.target, this.change) = (target.Port, change ?? (_ => null));
        listener.Start();
        accepting = AcceptAsync();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Testing.LedgerNode.Token);
        Http.DefaultRequestHeaders.ConnectionClose = true; // one answer a connection, which ends where the connection does
    }

    /// <summary>By this line.</summary>
    public HttpClient Http { get; }

    /// <summary>The answers that were cut, whole.</summary>
    public IReadOnlyCollection<string> Kept => kept;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(lines);
        Http.Dispose();
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) lines.Add(CarryAsync(await listener.AcceptSocketAsync(ended.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // It is taken down.
        }
    }

    private async Task CarryAsync(Socket caller)
    {
        using var there = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (caller)
        {
            await there.ConnectAsync(IPAddress.Loopback, target);
            var asking = AskAsync(caller, there);
            var answer = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await there.ReceiveAsync(buffer)) > 0;) answer.Write(buffer, 0, read);
            var text = Encoding.UTF8.GetString(answer.ToArray());
            kept.Enqueue(text);
            if (change(text) is { } other)
            {
                await caller.SendAsync(Encoding.UTF8.GetBytes(other));
                caller.Shutdown(SocketShutdown.Send);
            }
            else
            {
                caller.LingerState = new LingerOption(true, 0); // closed with a reset
                caller.Close();
            }
            await asking;
        }
    }

    private static async Task AskAsync(Socket caller, Socket there)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await caller.ReceiveAsync(buffer)) > 0;)
                for (var sent = 0; sent < read;) sent += await there.SendAsync(buffer.AsMemory(sent, read - sent));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The answer has ended it.
        }
    }
}
