using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class NodeKilledTests(LedgerStand stand)
{
    private const int Limit = 20 * 60_000;
    private const int AtOnce = 6, Events = 3;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<NodeKilledTests>("server killed with -9 in the middle of commands of three events");

    [Fact(Timeout = Limit)]
    public async Task P1_A_command_of_three_events_is_wholly_there_or_not_at_all_when_its_server_is_killed()
    {
        var kills = Stand.Full ? 50 : 2;
        var scene = await stand.WholeAsync(Ct);
        await using var watch = await scene.WatchAsync();
        var took = await TimeAsync(scene);
        var (acknowledged, torn, whole, nothing) = (new Dictionary<string, long>(), 0, 0, 0);
        for (var i = 0; i < kills; i++)
        {
            var (killed, other) = (scene.Nodes[i % 2], scene.Nodes[1 - i % 2]);
            var commands = Enumerable.Range(0, AtOnce).Select(_ => stand.Name("three")).ToList();
            var replies = await KillAmidAsync(killed, took, commands.Select((id, k) => SendAsync(killed, scene, id, k)));
            var (log, first) = (await Log.ReadAsync(scene.Admin, watch.After), new long?[AtOnce]);
            for (var k = 0; k < AtOnce; k++)
            {
                var events = log.Where(e => e.Scope == scene.Negotiation && e.Id!.StartsWith(commands[k] + "-", StringComparison.Ordinal)).ToList();
                if (events.Count is not (0 or Events) || replies[k] is { IsSuccess: true } && events.Count == 0) torn++;
                first[k] = replies[k] is { IsSuccess: true } done ? done.Position : events.Count > 0 ? events[^1].Position : null;
                if (replies[k] is null) (whole, nothing) = events.Count > 0 ? (whole + 1, nothing) : (whole, nothing + 1);
            }
            // Sent again to the other, under the same keys: all of them are done, and done once, and what was done already is where it was.
            for (var k = 0; k < AtOnce; k++)
            {
                var reply = await SendAsync(other, scene, commands[k], k);
                Assert.True(reply is { IsSuccess: true }, reply?.Body);
                Assert.Equal(first[k] ?? reply!.Position, reply!.Position);
                for (var n = 0; n < Events; n++) acknowledged[$"{commands[k]}-{n}"] = reply!.Position - Events + 1 + n;
            }
            await stand.StartAgainAsync(killed, Ct);
        }
        var findings = await watch.EndAsync(acknowledged);
        Row.Set(kills, acknowledged.Count / Events, findings, string.Create(CultureInfo.InvariantCulture,
            $"{kills * AtOnce} commands; of those under way at a kill {whole} were found whole, {nothing} not at all, {torn} in part"));
        Assert.Equal(0, torn);
    }

    [Fact(Timeout = Limit)]
    public async Task P1_A_command_that_is_stored_event_by_event_is_found_in_part_when_its_server_is_killed()
    {
        var scene = await stand.BrokenAsync(Ct);
        var after = await Log.HeadAsync(scene.Admin);
        var torn = 0;
        for (var i = 0; i < 5 && torn == 0; i++)
        {
            var commands = Enumerable.Range(0, AtOnce).Select(_ => stand.Name("one-by-one")).ToList();
            var begun = new TaskCompletionSource();
            var sending = Task.WhenAll(commands.Select(async (id, party) =>
            {
                for (var k = 0; k < Events; k++)
                {
                    await Reply.ClaimAsync(scene.Nodes[0].Http, scene, $"{id}-{k}", party, ct: Ct);
                    begun.TrySetResult();
                }
            }));
            await begun.Task; // one of them at least is in the middle
            await scene.Nodes[0].KillAsync();
            await sending;
            var log = await Log.ReadAsync(scene.Admin, after);
            torn += commands.Count(id => log.Count(e => e.Scope == scene.Negotiation && e.Id!.StartsWith(id + "-", StringComparison.Ordinal)) is 1 or 2);
            await stand.StartAgainAsync(scene.Nodes[0], Ct);
        }
        Assert.True(torn > 0);
        Row.Broken.Add($"each event an append of its own: {torn} commands in part");
    }

    /// <summary>How long as many commands take as are sent at once.</summary>
    private async Task<TimeSpan> TimeAsync(Scene scene)
    {
        var last = TimeSpan.Zero;
        foreach (var node in (LedgerNode[])[.. scene.Nodes, .. scene.Nodes]) // the first time is slower
        {
            var clock = Stopwatch.StartNew();
            foreach (var reply in await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(k => SendAsync(node, scene, stand.Name("timed"), k)))) Assert.True(reply is { IsSuccess: true }, reply?.Body);
            last = clock.Elapsed;
        }
        return last;
    }

    private static async Task<Reply?[]> KillAmidAsync(LedgerNode node, TimeSpan within, IEnumerable<Task<Reply?>> sending)
    {
        var all = Task.WhenAll(sending);
        await Task.Delay(within * 1.2 * Random.Shared.NextDouble(), Ct); // at any moment of it
        await node.KillAsync();
        return await all;
    }

    /// <summary>What the API has that records several events in one command: an import, here of three claims.</summary>
    private static Task<Reply?> SendAsync(LedgerNode node, Scene scene, string id, int party)
    {
        var file = new { negotiation = new { id = scene.Negotiation, title = "Talks over a fishing zone" }, claims = Enumerable.Range(0, Events).Select(k => FishingTalks.Claim($"{id}-{k}", party)) };
        var body = new StringContent(JsonSerializer.Serialize(file), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        return Reply.PostAsync(node.Http, "/api/imports", body, id, ct: Ct);
    }
}
