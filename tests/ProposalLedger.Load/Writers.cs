using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Load;

/// <summary>Claims at a given rate through the API, by eight parties in turn, however long each answer takes.</summary>
internal static class Writers
{
    private const int Parties = 8;

    /// <summary>Writes for some seconds.</summary>
    /// <returns>The last position, and how long it took.</returns>
    public static async Task<(long Position, TimeSpan Took)> RunAsync(LedgerNode node, string negotiation, int rate, int seconds, string name, CancellationToken ct)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var last = await Task.WhenAll(Enumerable.Range(0, Parties).Select(async party =>
        {
            long position = 0;
            for (var i = party; i < rate * seconds; i += Parties)
            {
                var due = TimeSpan.FromSeconds((double)i / rate) - clock.Elapsed;
                if (due > TimeSpan.Zero) await Task.Delay(due, ct);
                position = await WriteAsync(node, negotiation, $"{name}-{i}", party, ct);
            }

            return position;
        }));
        return (last.Max(), clock.Elapsed);
    }

    // A node that is told too much refuses for a moment; the same key makes the repetition harmless.
    private static async Task<long> WriteAsync(LedgerNode node, string negotiation, string id, int party, CancellationToken ct)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/negotiations/{negotiation}/claims") { Content = JsonContent.Create(FishingTalks.Claim(id, party), options: JsonSerializerOptions.Web) };
            request.Headers.Add("Idempotency-Key", $"{negotiation}-{id}");
            request.Headers.Add("Prefer", "respond-async"); // writers that wait for the views would write more slowly than asked for
            using var answer = await node.Http.SendAsync(request, ct);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
                continue;
            }

            Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("position").GetInt64();
        }
    }
}
