using System.Globalization;
using System.Net.ServerSentEvents;

namespace ProposalLedger.Cli;

/// <summary>Reads on from a position, which it keeps: whatever breaks in between, nothing is printed twice or left out.</summary>
/// <param name="client">Where the ledger is.</param>
/// <param name="after">The position to begin at.</param>
/// <param name="filter">Parameters of the address, each after its ampersand.</param>
/// <param name="printer">Where events go.</param>
internal sealed class Cursor(HttpClient client, long after, string filter, EventPrinter printer)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    // The server sends a heartbeat every 10 s: a minute of silence is a dead connection.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);
    private long position = after;

    private string Path => $"/api/events?after={position}{filter}";

    /// <summary>Prints what there is.</summary>
    public async Task CatchUp(CancellationToken ct)
    {
        for (var read = PageSize; read == PageSize;)
        {
            read = 0;
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}&limit={PageSize}");
            using var response = await client.SendChecked(request, ct);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
            for (; await lines.ReadLineAsync(ct).AsTask().WaitAsync(Connection.Silence, ct) is { Length: > 0 } line; read++) position = printer.Print(line);
        }
    }

    /// <summary>Prints what comes, until it is cancelled.</summary>
    public async Task Follow(CancellationToken ct)
    {
        for (var wait = ShortestWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            var before = position;
            var why = await FollowOnce(ct);
            ct.ThrowIfCancellationRequested();
            if (position > before) wait = ShortestWait;
            await Console.Error.WriteLineAsync(Terminal.Safe($"Disconnected ({why}); trying again from position {position}."));
            await Task.Delay(wait, ct);
        }
    }

    /// <returns>Why it ended; a refusal that stays is thrown.</returns>
    private async Task<string> FollowOnce(CancellationToken ct)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silent.CancelAfter(Silence);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Path);
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var response = await client.SendChecked(request, silent.Token);
            await foreach (var message in SseParser.Create(await response.Content.ReadAsStreamAsync(ct)).EnumerateAsync(silent.Token))
            {
                silent.CancelAfter(Silence);
                if (message.EventType == "message") position = printer.Print(message.Data);
                // A heartbeat: up to its position there is nothing more that was asked for.
                else if (long.TryParse(message.EventId, CultureInfo.InvariantCulture, out var done)) position = Math.Max(position, done);
            }
            return "the server ended the connection";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or RefusedException { Passing: true })
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "the server was silent for a minute";
        }
    }
}
