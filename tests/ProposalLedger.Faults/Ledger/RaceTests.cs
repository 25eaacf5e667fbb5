using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class RaceTests(LedgerStand stand)
{
    private const int Limit = 15 * 60_000;
    private static readonly int[] Sizes = [2, 4, 16];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<RaceTests>("2, 4 and 16 writers on two nodes race for one version");

    [Fact(Timeout = Limit)]
    public async Task P2_One_of_those_who_race_for_a_version_wins_and_the_others_are_told_the_new_one()
    {
        var rounds = Stand.Full ? 1_000 : 20;
        var scene = await stand.WholeAsync(Ct);
        await using var watch = await scene.WatchAsync();
        var all = new Dictionary<string, long>();
        foreach (var size in Sizes)
        {
            var (winners, others, acknowledged) = await RaceAsync(scene, size, rounds);
            Assert.Equal((rounds, 0), (winners, others));
            foreach (var (id, position) in acknowledged) all.Add(id, position);
        }
        Row.Set(Sizes.Length * rounds, all.Count, await watch.EndAsync(all), $"{rounds:N0} rounds of each size; one winner a round, every loser got 412 with the winner's version");
        Assert.Equal(watch.After + all.Count, await Log.HeadAsync(scene.Admin));
    }

    [Fact(Timeout = Limit)]
    public async Task P2_A_version_that_is_not_checked_is_found_in_a_race()
    {
        var scene = await stand.BrokenAsync(Ct);
        await using var broken = await Broken.FunctionsAsync(scene.Admin, Broken.NoVersionCheck);
        var (winners, _, _) = await RaceAsync(scene, 16, 10);
        Assert.True(winners > 10, $"{winners}");
        Row.Broken.Add($"version not checked in the append: {winners} winners in 10 rounds");
    }

    /// <summary>How many won, and how many were answered neither as a winner nor as a loser is.</summary>
    private async Task<(int Winners, int Others, Dictionary<string, long> Acknowledged)> RaceAsync(Scene scene, int size, int rounds)
    {
        var (winners, others, acknowledged) = (0, 0, new Dictionary<string, long>());
        var opening = stand.Name("first");
        var first = (await Reply.ClaimAsync(scene.Nodes[0].Http, scene, opening, 0, ct: Ct))!;
        acknowledged[opening] = first.Position;
        var version = JsonElement.Parse(first.Body).GetProperty("version").GetInt64();
        for (var round = 0; round < rounds; round++)
        {
            var ids = Enumerable.Range(0, size).Select(_ => stand.Name("race")).ToList();
            var replies = await Task.WhenAll(ids.Select((id, i) => Reply.ClaimAsync(scene.Nodes[i % 2].Http, scene, id, 0, $"\"{version}\"", Ct)));
            var won = replies.Count(reply => reply?.Status == 201);
            for (var i = 0; i < size; i++)
            {
                if (replies[i] is { Status: 201 } winner)
                {
                    acknowledged[ids[i]] = winner.Position;
                }
                else if (replies[i] is not { Status: 412 } loser || JsonElement.Parse(loser.Body).GetProperty("currentVersion").GetInt64() != version + 1)
                {
                    others++;
                }
            }
            winners += won;
            version += won;
        }
        return (winners, others, acknowledged);
    }
}
