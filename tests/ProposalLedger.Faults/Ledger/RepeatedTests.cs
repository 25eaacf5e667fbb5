using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class RepeatedTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;
    private const int AtOnce = 32;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<RepeatedTests>("commands sent 1 to 5 times in random order to two nodes");

    [Fact(Timeout = Limit)]
    public async Task P3_Commands_sent_several_times_in_any_order_are_done_once_and_answered_alike()
    {
        var commands = Stand.Full ? 1_000 : 100;
        var scene = await stand.WholeAsync(Ct);
        await using var watch = await scene.WatchAsync();
        var (acknowledged, sent, others) = await SendAsync(scene, commands, Random.Shared.Next(int.MaxValue));
        Assert.Equal((commands, 0), (acknowledged.Count, others));
        Row.Set(commands, acknowledged.Count, await watch.EndAsync(acknowledged), $"sent {sent:N0} times, {AtOnce} at once; every answer of a command the same");
        Assert.Equal(watch.After + commands, await Log.HeadAsync(scene.Admin));
    }

    [Fact(Timeout = Limit)]
    public async Task P3_Commands_that_are_not_remembered_are_found_doubled()
    {
        var scene = await stand.BrokenAsync(Ct);
        await using var broken = await Broken.FunctionsAsync(scene.Admin, [.. Broken.NoMemory, .. Broken.NoReservations, .. Broken.NoVersionCheck]);
        await using var watch = await scene.WatchAsync();
        var (acknowledged, _, others) = await SendAsync(scene, 40, seed: null);
        var found = await watch.EndAsync(acknowledged);
        Assert.True(found.Doubled > 0, $"{found}, {others} answered otherwise");
        Row.Broken.Add($"commands not remembered, ids not reserved: {found.Doubled} events doubled, {others} answers that differ, of 40 commands");
    }

    /// <summary>What was acknowledged, how often it was sent, and how many answers differ from the first of the same command. Without a seed all copies of a command go out together.</summary>
    private async Task<(Dictionary<string, long> Acknowledged, int Sent, int Others)> SendAsync(Scene scene, int commands, int? seed)
    {
        var sends = Enumerable.Range(0, commands).Select(i => (Id: stand.Name("repeated"), Party: i % 8)).SelectMany((command, i) => Enumerable.Repeat(command, seed is null ? 5 : i % 5 + 1)).ToArray();
        if (seed is { } chosen) new Random(chosen).Shuffle(sends);
        var replies = new Reply?[sends.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, sends.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Ct }, async (i, ct) =>
            replies[i] = await Reply.ClaimAsync(scene.Nodes[i % 2].Http, scene, sends[i].Id, sends[i].Party, ct: ct));
        var (acknowledged, others) = (new Dictionary<string, long>(), 0);
        foreach (var answers in sends.Zip(replies).GroupBy(pair => pair.First.Id))
        {
            // None, or 503, is no answer to the command: it says to send it again.
            var said = answers.Select(answer => answer.Second).Where(reply => reply is not (null or { Status: 503 })).ToList();
            others += said.Count(reply => reply is not { IsSuccess: true } || reply != said[0]);
            if (answers.Select(answer => answer.Second).FirstOrDefault(reply => reply is { IsSuccess: true }) is { } reply) acknowledged[answers.Key] = reply.Position;
        }
        return (acknowledged, sends.Length, others);
    }
}
