using System.Globalization;
using System.Text.Json;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

[Collection(nameof(LedgerFaults))]
public sealed class ProjectorKilledTests(LedgerStand stand)
{
    private const int Limit = 20 * 60_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LedgerRow Row => stand.Row<ProjectorKilledTests>("projector killed with -9, the views against a rebuild");

    [Fact(Timeout = Limit)]
    public async Task P5_The_views_are_byte_for_byte_a_rebuild_after_their_projector_was_killed()
    {
        var kills = Stand.Full ? 50 : 2;
        var scene = await stand.WholeAsync(Ct);
        await using var run = await LedgerRun.BeginAsync(scene, pause: TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < kills; i++)
        {
            var holder = await Stand.HolderAsync(scene.Nodes, Ct);
            await run.Writers.MoreAsync(20, Ct);
            await Task.Delay(Random.Shared.Next(100), Ct); // at any moment
            await holder.KillAsync();
            await Stand.HolderAsync(scene.Nodes.Where(node => node != holder), Ct);
            await run.Writers.MoreAsync(20, Ct);
            await stand.StartAgainAsync(holder, Ct);
        }
        var found = await run.EndAsync();
        var (live, rebuilt) = await BothAsync(scene);
        Row.Set(kills, run.Writers.Acknowledged.Count, found, string.Create(CultureInfo.InvariantCulture, $"{live.Count:N0} rows of views and texts, {Differing(live, rebuilt)} differ from the rebuild's"));
        Assert.Equal(rebuilt, live);
    }

    [Fact(Timeout = Limit)]
    public async Task P5_A_checkpoint_that_goes_on_without_its_rows_is_found_by_a_rebuild()
    {
        var scene = await stand.WholeAsync(Ct);
        // As if the rows came in a transaction of their own, and the projector died before it now and then.
        await using (await Broken.FunctionsAsync(scene.Admin, (@"(insert into pl_view_rows \(view)", "if random() < 0.5 then return; end if; $1")))
        {
            await using var run = await LedgerRun.BeginAsync(scene, pause: TimeSpan.FromMilliseconds(50));
            await run.Writers.MoreAsync(60, Ct);
            await run.EndAsync();
            await Stand.ProjectedAsync(scene.Nodes[0], await Log.HeadAsync(scene.Admin), Ct);
        }
        var (live, rebuilt) = await BothAsync(scene); // the rebuild mends it
        var differ = Differing(live, rebuilt);
        Assert.True(differ > 0);
        Row.Broken.Add($"checkpoint and rows not in one transaction: {differ} rows differ from the rebuild's");
    }

    private static int Differing(IReadOnlyList<string> live, IReadOnlyList<string> rebuilt) => live.Except(rebuilt).Count() + rebuilt.Except(live).Count();

    /// <summary>The live views' rows as they stand at the head, and those of a rebuild of each.</summary>
    private static async Task<(List<string> Live, List<string> Rebuilt)> BothAsync(Scene scene)
    {
        await Stand.ProjectedAsync(scene.Nodes[0], await Log.HeadAsync(scene.Admin), Ct);
        var live = await RowsAsync(scene.Admin);
        var node = scene.Nodes[0].Http;
        foreach (var (view, generation) in await ViewsAsync(node))
        {
            using var begun = await node.PostAsync($"/api/views/{view}/rebuild", null, Ct);
            Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync(Ct));
            while ((await ViewsAsync(node))[view] <= generation) await Task.Delay(50, Ct);
        }
        await Stand.ProjectedAsync(scene.Nodes[0], await Log.HeadAsync(scene.Admin), Ct);
        return (live, await RowsAsync(scene.Admin));
    }

    private static async Task<Dictionary<string, int>> ViewsAsync(HttpClient http) =>
        JsonElement.Parse(await http.GetStringAsync("/api/views", Ct)).GetProperty("views").EnumerateArray()
            .ToDictionary(view => view.GetProperty("view").GetString()!, view => view.GetProperty("generation").GetInt32());

    private static async Task<List<string>> RowsAsync(string admin)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        await using var query = database.CreateCommand("""
            select concat_ws(' ', 'row', view, scope, key, position, body) from pl_view_rows join pl_views using (view, generation) where live and body is not null
            union all select concat_ws(' ', 'text', view, scope, key, part, position, words) from pl_view_texts join pl_views using (view, generation) where live
            order by 1
            """);
        await using var rows = await query.ExecuteReaderAsync(Ct);
        var all = new List<string>();
        while (await rows.ReadAsync(Ct)) all.Add(rows.GetString(0));
        return all;
    }
}
