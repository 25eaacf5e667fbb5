using System.Net;
using System.Net.Sockets;

namespace ProposalLedger.Cli.Tests;

/// <summary>A line to a real server that passes its answer on byte by byte, until it is told to hurry or to break.</summary>
internal sealed class SlowLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Task passing;
    private volatile bool hurries, breaks, resets;

    public SlowLine(Uri server)
    {
        listener.Start();
        passing = PassAsync(server);
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    public void Hurry() => hurries = true;

    /// <param name="reset">Without the end that TCP gives to a connection.</param>
    public void Break(bool reset) => (resets, breaks) = (reset, true);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        try
        {
            await passing;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The program has gone, or was never there.
        }
        ended.Dispose();
    }

    private async Task PassAsync(Uri server)
    {
        using var program = await listener.AcceptTcpClientAsync(ended.Token);
        using var onward = new TcpClient();
        await onward.ConnectAsync(server.Host, server.Port, ended.Token);
        var asking = program.GetStream().CopyToAsync(onward.GetStream(), ended.Token);
        var (buffer, answer) = (new byte[16 * 1024], onward.GetStream());
        while (!breaks && await answer.ReadAsync(hurries ? buffer : buffer.AsMemory(0, 64), ended.Token) is > 0 and var read)
        {
            await program.GetStream().WriteAsync(buffer.AsMemory(0, read), ended.Token);
            if (!hurries) await Task.Delay(20, ended.Token);
        }
        if (resets) program.Client.LingerState = new LingerOption(true, 0);
        program.Close();
        await ended.CancelAsync();
        await asking;
    }
}
