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
                position = await FishingTalks.ClaimAsync(node, negotiation, $"{name}-{i}", party, ct);
            }

            return position;
        }));
        return (last.Max(), clock.Elapsed);
    }
}
