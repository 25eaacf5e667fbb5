using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class ImportCutTests(LedgerStand stand)
{
    private const int Limit = 20 * 60_000;
    private const int Others = 12; // events of what the claims speak of

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<ImportCutTests>("import of a large case cut off, and started again");

    [Fact(Timeout = Limit)]
    public async Task P1_P3_An_import_that_is_cut_off_wrote_all_or_nothing_and_is_there_once_when_it_is_started_again()
    {
        var (repetitions, claims) = Stand.Full ? (21, 10_000) : (3, 400);
        var scene = await stand.WholeAsync(Ct);
        var (all, acknowledged, whole, nothing) = (Findings.None, 0, 0, 0);
        var clock = Stopwatch.StartNew();
        var key = stand.Name("import");
        Assert.True(await SendAsync(scene.Nodes[0], key, claims) is { IsSuccess: true });
        var took = clock.Elapsed;
        for (var i = 0; i < repetitions; i++)
        {
            key = stand.Name("import");
            await using var watch = await scene.WatchAsync();
            var (node, other) = (scene.Nodes[i % 2], scene.Nodes[1 - i % 2]);
            using var client = new CancellationTokenSource();
            var sending = SendAsync(node, key, claims, client.Token);
            await Task.Delay(took * Random.Shared.NextDouble(), Ct); // at any moment of it
            switch (i % 3)
            {
                case 0: await client.CancelAsync(); break;
                case 1: await node.KillAsync(); break;
                default:
                    await stand.Cluster.KillAsync();
                    await stand.Cluster.StartAgainAsync();
                    break;
            }
            var reply = await sending;
            await StillAsync(scene);
            var found = (await Log.ReadAsync(scene.Admin, watch.After)).Where(e => e.Scope == key).ToList();
            Assert.True(found.Count == 0 && reply is not { IsSuccess: true } || found.Count == claims + Others, $"{found.Count} of {claims + Others} events are there");
            (whole, nothing) = found.Count > 0 ? (whole + 1, nothing) : (whole, nothing + 1);

            Reply? again = null;
            while (again is not { IsSuccess: true })
            {
                again = await SendAsync(other, key, claims);
                Assert.True(again is null or { Status: 201 or 200 or 503 }, again?.Body);
            }
            // What was done already is answered with where it is.
            foreach (var last in (long?[])[reply is { IsSuccess: true } ? reply.Position : null, found.LastOrDefault()?.Position]) Assert.Equal(last ?? again.Position, again.Position);
            var first = again.Position - (claims + Others) + 1;
            all = all.And(await watch.EndAsync(Enumerable.Range(0, claims).ToDictionary(n => $"c{n}", n => first + Others + n), negotiation: key));
            Assert.Equal(claims + Others, (await Log.ReadAsync(scene.Admin, watch.After)).Count(e => e.Scope == key));
            acknowledged += claims + Others;
            if (node.ProcessId == 0) await stand.StartAgainAsync(node, Ct);
        }
        Row.Set(repetitions, acknowledged, all, string.Create(CultureInfo.InvariantCulture,
            $"{claims + Others:N0} events each; in turn the client leaves, the server is killed, PostgreSQL is killed: {whole} were found whole, {nothing} not at all, 0 in part"));
    }

    [Fact(Timeout = Limit)]
    public async Task P1_An_import_that_is_moved_though_a_part_is_missing_is_found()
    {
        var scene = await stand.BrokenAsync(Ct);
        // A crash in between empties what was staged. Here some of it goes, and nobody counts.
        await Log.RunAsync(scene.Admin, """
            create function pl_loses() returns trigger language plpgsql as $$ begin if new.n % 4 = 3 then return null; end if; return new; end $$;
            create trigger pl_loses before insert on pl_staged_appends for each row execute function pl_loses()
            """);
        await using var broken = await Broken.FunctionsAsync(scene.Admin, (@"if v_found <> p_appends then", "if false then"));
        var after = await Log.HeadAsync(scene.Admin);
        var key = stand.Name("import");
        var claims = Enumerable.Range(0, 40).Select(n => $"c{n}");
        var reply = await SendAsync(scene.Nodes[0], key, 40);
        await Log.RunAsync(scene.Admin, "drop trigger pl_loses on pl_staged_appends; drop function pl_loses()");
        Assert.True(reply is { IsSuccess: true }, reply?.Body);
        var missing = claims.Except((await Log.ReadAsync(scene.Admin, after)).Select(e => e.Id)).Count();
        Assert.True(missing > 0, $"{missing}");
        Row.Broken.Add($"moved without a look at whether all of it is staged: {missing} of 40 claims lost");
    }

    /// <summary>Until nothing of an import is at work any more in PostgreSQL: what was sent there before the cut is done or undone.</summary>
    private static async Task StillAsync(Scene scene)
    {
        while (await Log.AskAsync<long>(scene.Admin, "select count(*) from pg_stat_activity where usename = 'ledger_app' and datname = current_database() and state = 'active' and query ~ 'stage'") > 0) await Task.Delay(20, Ct);
    }

    private static Task<Reply?> SendAsync(LedgerNode node, string negotiation, int claims, CancellationToken? ct = null)
    {
        var file = new
        {
            negotiation = new { id = negotiation, title = "Talks over a fishing zone" },
            parties = Enumerable.Range(0, 8).Select(n => new { id = $"party-{n}", name = $"Party {n}", kind = "party" }),
            issues = new[] { new { id = "zone", title = "Zone" } },
            propositions = new[] { new { id = "shared-zone", issue = "zone", text = "The zone is shared." } },
            sources = new[] { new { id = "gazette", publisher = "Gazette", title = "Talks", published = "2025-01-11", kind = "news" } },
            claims = Enumerable.Range(0, claims).Select(n => FishingTalks.Claim($"c{n}", n % 8)),
        };
        var body = new StringContent(JsonSerializer.Serialize(file), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        return Reply.PostAsync(node.Http, "/api/imports", body, negotiation, ct: ct ?? Ct);
    }
}
