using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ProposalLedger.Benchmarks.Stages;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Growth;

/// <summary>
/// Commands over HTTP to a small negotiation, at each size of the ledger around it: large cases come in as imports, and the views and the signed log are kept
/// of all of it.
/// </summary>
internal static class CommandsGrowing
{
    private const int LargestCase = 100_000;
    private static readonly int[] Clients = [1, 8, 32];

    public static async Task RunAsync(IReadOnlyList<int> sizes, Extent extent, Action<string> say, CancellationToken ct)
    {
        // Compiled for good when it is first called: else whatever comes later is faster, however large the ledger has grown.
        await using var served = await Served.StartAsync(ct, ("DOTNET_TieredCompilation", "0"));
        var warm = await SmallTalks.OpenAsync(served.Http, ct, "warm");
        // What is refused leaves the ledger as small as it is, and is most of the way.
        await SmallTalks.RefusedAsync(served.Http, warm, FishingTalks.Claim("refused", 99), HttpStatusCode.UnprocessableEntity, extent, ct);
        foreach (var clients in Clients) await SmallTalks.ClaimAsync(served.Http, warm, clients, $"warm-{clients}", extent with { WarmUp = 0, Seconds = 0.1 }, ct);
        Console.WriteLine("| events in the ledger | " + string.Join(" | ", Clients.Select(n => $"{n} client{(n > 1 ? "s" : "")}, commands/s | p50, p99 ms")) + " | memory of the server, MiB |");
        Console.WriteLine("|--:|" + string.Concat(Enumerable.Repeat("--:|--:|", Clients.Length)) + "--:|");
        var cases = 0;
        foreach (var size in sizes.Order())
        {
            for (var head = await FollowedAsync(served.Http, ct); head < size; head = await FollowedAsync(served.Http, ct))
            {
                say($"{head:N0} events");
                await served.ImportAsync(LargeCase.Yaml($"{LargeCase.Id}-{cases++}", (int)Math.Min(LargestCase, size - head)), ct);
            }

            say("Measuring");
            var talks = await SmallTalks.OpenAsync(served.Http, ct, $"talks-{size}");
            var events = await FollowedAsync(served.Http, ct);
            var cells = new List<string>();
            foreach (var clients in Clients)
            {
                var result = await SmallTalks.ClaimAsync(served.Http, talks, clients, $"{size}-{clients}", size < LargestCase ? Brief(extent) : extent, ct);
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{result.PerSecond:N0} | {result.P50:0.0}, {result.P99:0.0}"));
            }

            var after = await FollowedAsync(served.Http, ct);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {events:N0} to {after:N0} | {string.Join(" | ", cells)} | {Process.GetProcessById(served.Node.ProcessId).WorkingSet64 / 1024.0 / 1024:N0} |"));
        }
    }

    // What is measured is recorded, too.
    private static Extent Brief(Extent extent) => extent with { WarmUp = 0.3, Seconds = 0.7 };

    /// <summary>Once the views and the signed log have all that there is: its last position.</summary>
    private static async Task<long> FollowedAsync(HttpClient http, CancellationToken ct)
    {
        while (true)
        {
            var ready = JsonElement.Parse(await http.GetStringAsync("/health/ready", ct));
            var head = ready.GetProperty("head").GetInt64();
            if (ready.GetProperty("projected").GetInt64() == head && ready.GetProperty("log").GetProperty("behind").GetInt64() == 0) return head;
            await Task.Delay(100, ct);
        }
    }
}
