using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Events;

/// <summary>The tail as server-sent events: what any browser or curl can follow without a library.</summary>
internal static class EventStream
{
    /// <summary>Writes until the reader leaves or the server stops. An event has no name, a heartbeat is named; the id of both resumes. A problem that ends the stream is its last message.</summary>
    /// <exception cref="ProblemException">The position or the negotiation does not exist; nothing was written.</exception>
    public static async Task WriteAsync(HttpContext http, TailRequest request, Caller caller, CancellationToken ct)
    {
        var tail = http.RequestServices.GetRequiredService<LogTail>();
        await tail.CheckAsync(request, caller, http.InTime());
        // A server that stops would otherwise wait for its readers.
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await TypedResults.ServerSentEvents(ItemsAsync(tail.FollowAsync(request, caller, ends.Token), ends.Token)).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Said by the end of the stream: the reader comes back with its last id.
        }
    }

    private static async IAsyncEnumerable<SseItem<object>> ItemsAsync(IAsyncEnumerable<TailMessage> messages, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var following = messages.GetAsyncEnumerator(ct);
        while (true)
        {
            Problem? problem = null;
            try
            {
                if (!await following.MoveNextAsync()) yield break;
            }
            catch (ProblemException e)
            {
                problem = e.Problem;
            }

            if (problem is not null)
            {
                yield return new(JsonSerializer.SerializeToElement(problem, Problem.Json), "problem");
                yield break;
            }

            var message = following.Current;
            yield return new(message, message.Event is null ? "heartbeat" : null) { EventId = message.Position.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        }
    }
}
