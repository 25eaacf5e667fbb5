using System.Diagnostics;

namespace ProposalLedger.Testing;

/// <summary>Waits for what comes about at some time. What has not after a minute never will: then the test fails, and says what was awaited.</summary>
public static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task ForAsync(string what, Func<bool> isThere, CancellationToken ct) => ForAsync(what, () => Task.FromResult(isThere()), ct);

    public static async Task ForAsync(string what, Func<Task<bool>> isThere, CancellationToken ct)
    {
        for (var clock = Stopwatch.StartNew(); !await isThere(); await Task.Delay(25, ct))
            if (clock.Elapsed > Limit) throw new TimeoutException($"Waited {Limit.TotalSeconds} s in vain for {what}.");
    }
}
