using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProposalLedger.Faults;

/// <summary>A line on loopback that can swallow what it is given: connections stay open, and nothing comes out of them any more, as behind a
/// router that has forgotten them. A connection that lost bytes never carries any again; new ones do once the line is mended.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<EndPoint> target;
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<Line, Task> lines = new();
    private readonly Task accepting;
    private volatile bool swallows;
    private volatile byte[]? cutAt;
    private TaskCompletionSource cut = new();

    public TcpProxy(Func<EndPoint> target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes in either direction, on connections that there are and on those that come.</summary>
    public void Swallow()
    {
        swallows = true;
        foreach (var line in lines.Keys) line.Swallow(both: true);
    }

    /// <summary>Swallows everything as soon as a caller says these words: what he said before them passes, the rest of his message does not.</summary>
    public async Task SwallowAtAsync(string words, CancellationToken ct)
    {
        (cutAt, cut) = (Encoding.Latin1.GetBytes(words), new TaskCompletionSource());
        await cut.Task.WaitAsync(ct);
    }

    /// <summary>Answers alone are lost, on the open connections that began with these words; how many those were.</summary>
    public int SwallowAnswers(string begunWith)
    {
        var chosen = lines.Keys.Where(line => !line.Closed && line.BeganWith(begunWith)).ToList();
        foreach (var line in chosen) line.Swallow(both: false);
        return chosen.Count;
    }

    /// <summary>Waits until whoever began a connection with these words has given it up, if bytes of it were swallowed.</summary>
    public async Task NoticedAsync(string begunWith, CancellationToken ct)
    {
        var lost = lines.Keys.Where(line => line.Swallows && line.BeganWith(begunWith)).ToList();
        while (!lost.TrueForAll(line => line.Left)) await Task.Delay(20, ct);
    }

    /// <summary>Waits until one side at least has ended every connection.</summary>
    public async Task NoneOpenAsync(CancellationToken ct)
    {
        while (lines.Keys.Any(line => !line.Closed)) await Task.Delay(50, ct);
    }

    /// <summary>New connections pass. Those of before stay as dead as they are, or are reset.</summary>
    public void Mend(bool reset)
    {
        swallows = false;
        if (!reset) return;
        foreach (var line in lines.Keys.Where(line => line.Swallows)) line.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting;
        foreach (var line in lines.Keys) line.Reset();
        await Task.WhenAll(lines.Values);
        ended.Dispose();
    }

    private int UpToTheCut(ReadOnlySpan<byte> said)
    {
        if (cutAt is not { } words || said.IndexOf(words) is not (>= 0 and var at)) return said.Length;
        cutAt = null;
        Swallow();
        cut.TrySetResult();
        return at;
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var line = new Line(await listener.AcceptSocketAsync(ended.Token), UpToTheCut);
                if (swallows) line.Swallow(both: true);
                lines[line] = line.RunAsync(target());
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The line is taken down, or a caller was gone before it was heard.
            }
        }
    }

    private sealed class Line(Socket caller, Func<ReadOnlySpan<byte>, int> upToTheCut)
    {
        private volatile bool askingIsLost, answersAreLost, closed, left;
        private volatile string begun = "";
        private volatile Socket? onward;

        /// <summary>One side at least has ended it, whether the other heard of it or not.</summary>
        public bool Closed => closed;

        /// <summary>The caller has ended it.</summary>
        public bool Left => left;

        public bool Swallows => askingIsLost || answersAreLost;

        /// <summary>Of what the caller said, the first bytes as text.</summary>
        public bool BeganWith(string words) => begun.Contains(words, StringComparison.OrdinalIgnoreCase);

        public void Swallow(bool both) => (askingIsLost, answersAreLost) = (askingIsLost || both, true);

        public void Reset()
        {
            closed = true;
            caller.Close(0);
            onward?.Close(0);
        }

        public async Task RunAsync(EndPoint target)
        {
            using var there = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await there.ConnectAsync(target);
                onward = there;
                await Task.WhenAll(PassAsync(caller, there, asking: true), PassAsync(there, caller, asking: false));
            }
            catch (SocketException)
            {
                // Nobody is there, which the caller hears as a connection that ends.
            }
            closed = true;
            caller.Close();
        }

        private async Task PassAsync(Socket from, Socket to, bool asking)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (true)
                {
                    var read = await from.ReceiveAsync(buffer);
                    if (asking && begun.Length == 0) begun = Encoding.Latin1.GetString(buffer, 0, read);
                    if (read == 0) (closed, left) = (true, left || asking);
                    if (asking ? askingIsLost : answersAreLost)
                    {
                        if (read > 0) continue;
                        return; // the other side does not hear of the end either
                    }
                    if (read == 0)
                    {
                        to.Shutdown(SocketShutdown.Send);
                        return;
                    }
                    if (asking) read = upToTheCut(buffer.AsSpan(0, read));
                    for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                (closed, left) = (true, left || asking);
                if (!Swallows) Reset();
            }
        }
    }
}
