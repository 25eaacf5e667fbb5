using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class ReplyLostTests(LedgerStand stand)
{
    private const int Limit = 10 * 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<ReplyLostTests>("the answer lost after the commit");

    [Fact(Timeout = Limit)]
    public async Task P3_A_retry_answers_what_the_lost_answer_said()
    {
        var repetitions = Stand.Full ? 200 : 20;
        var scene = await stand.WholeAsync(Ct);
        await using var watch = await scene.WatchAsync();
        var (acknowledged, others) = await LoseAsync(scene, repetitions);
        Row.Set(repetitions, acknowledged.Count, await watch.EndAsync(acknowledged), "each retry, to the other node, answered with the status, version and position of the answer that was lost");
        Assert.Equal(0, others);
        Assert.Equal(watch.After + repetitions, await Log.HeadAsync(scene.Admin));
    }

    [Fact(Timeout = Limit)]
    public async Task P3_Commands_that_are_not_remembered_are_found_when_the_answer_is_lost()
    {
        var scene = await stand.BrokenAsync(Ct);
        await using var broken = await Broken.FunctionsAsync(scene.Admin, Broken.NoMemory);
        var (_, others) = await LoseAsync(scene, 10);
        Assert.Equal(10, others);
        Row.Broken.Add($"commands not remembered: {others} of 10 retries answered otherwise");
    }

    [Fact(Timeout = Limit)]
    public async Task P1_A_proxy_that_acknowledges_what_was_refused_is_found()
    {
        var scene = await stand.WholeAsync(Ct);
        await using var watch = await scene.WatchAsync();
        await using var liar = new ReplyCutter(new Uri(scene.Nodes[0].Url), _ => "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n{\"stream\":\"s\",\"version\":1,\"position\":" + (watch.After + 1) + "}");
        var acknowledged = new Dictionary<string, long>();
        for (var i = 0; i < 5; i++)
        {
            var id = stand.Name("lie");
            // A party that there is not: refused with 422, whatever the proxy says.
            if (await Reply.ClaimAsync(liar.Http, scene, id, 99, ct: Ct) is { IsSuccess: true } reply) acknowledged[id] = reply.Position;
        }
        var found = await watch.EndAsync(acknowledged);
        Assert.Equal(5, found.Lost);
        Row.Broken.Add($"a proxy that answers 201 to what was refused: {found.Lost} of 5 lost");
    }

    /// <summary>What was acknowledged in the end, and how many retries answered otherwise than what was lost.</summary>
    private async Task<(Dictionary<string, long> Acknowledged, int Others)> LoseAsync(Scene scene, int repetitions)
    {
        await using var cutter = new ReplyCutter(new Uri(scene.Nodes[0].Url));
        var acknowledged = new Dictionary<string, long>();
        var others = 0;
        for (var i = 0; i < repetitions; i++)
        {
            var id = stand.Name("cut");
            Assert.Null(await Reply.ClaimAsync(cutter.Http, scene, id, i % 8, ct: Ct));
            var lost = Reply.Read(cutter.Kept.Last());
            Assert.Equal(201, lost!.Status);
            var retry = (await Reply.ClaimAsync(scene.Nodes[1].Http, scene, id, i % 8, ct: Ct))!;
            if (retry != lost) others++;
            if (retry.IsSuccess) acknowledged[id] = retry.Position;
        }
        return (acknowledged, others);
    }
}
