using System.Text;
using ProposalLedger.EventStore.Views;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests.Views;

public sealed class ViewStoreTests
{
    private static readonly Dictionary<string, int> Two = new() { ["counts"] = 1, ["lasts"] = 1 };

    [Fact]
    public async Task Rows_and_checkpoints_of_several_views_are_written_together_and_read_together()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 9));
        await ledger.Views.RegisterAsync(Two);
        await ledger.Views.ApplyAsync([Change("counts", 0, Row("n", "b", 2), Row("n", "a", 7), Row("m", "c", 3)), Change("lasts", 0)], 7);

        var read = await ledger.Views.ReadRowsAsync(["counts", "lasts"], "n");
        Assert.Equal((7, 9), (read.Checkpoint, read.Head));
        Assert.Equal([("a", 7), ("b", 2)], read.Rows.Select(r => (r.Key, r.Position)));
        Assert.Equal(["a"], (await ledger.Views.ReadRowsAsync(["counts"], "n", sincePosition: 2)).Rows.Select(r => r.Key));
        Assert.Equal(["c", "a", "b"], (await ledger.Views.ReadRowsAsync(["counts"], null)).Rows.Select(r => r.Key));
        Assert.Equal(["b"], (await ledger.Views.ReadKeysAsync("counts", "n", ["b", "x"])).Rows.Select(r => r.Key));

        await ledger.Views.ApplyAsync([Change("counts", 7, new ViewRow("n", "b", 8, null))], 8);
        var gone = await ledger.Views.ReadRowsAsync(["counts", "lasts"], "n", sincePosition: 7);
        Assert.Equal(7, gone.Checkpoint); // that of the view that is behind
        Assert.Null(Assert.Single(gone.Rows).Body);
    }

    [Fact]
    public async Task A_second_projector_is_fenced_off_and_writes_nothing_of_any_view()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(Two);
        await ledger.Views.ApplyAsync([Change("counts", 0, Row("n", "a", 1))], 5);

        await Assert.ThrowsAsync<ViewFencedException>(() =>
            ledger.Views.ApplyAsync([Change("lasts", 0, Row("n", "x", 1)), Change("counts", 0, Row("n", "b", 1))], 6));

        var read = await ledger.Views.ReadRowsAsync(["counts", "lasts"], "n");
        Assert.Equal(["a"], read.Rows.Select(r => r.Key));
        Assert.Equal([5, 0], read.Views.Select(v => v.Checkpoint));
        var winners = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await ledger.Views.ApplyAsync([Change("counts", 5, Row("n", "w" + i, 6)), Change("lasts", 0)], 6);
                return 1;
            }
            catch (ViewFencedException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, winners.Sum());
        Assert.Equal(2, (await ledger.Views.ReadRowsAsync(["counts", "lasts"], "n")).Rows.Count);
    }

    [Fact]
    public async Task P5_A_crash_between_the_rows_and_the_checkpoint_leaves_neither()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(Two);
        // The rows are written after the checkpoint moved: what dies there has moved nothing.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            ledger.Views.ApplyAsync([Change("counts", 0, Row("n", "a", 1), Row("n", "a", 1))], 5));
        var read = await ledger.Views.ReadRowsAsync(["counts"], "n");
        Assert.Equal((0, 0), (read.Checkpoint, read.Rows.Count));
    }

    [Fact]
    public async Task P5_A_view_rebuilt_beside_the_live_one_equals_it_byte_for_byte_and_takes_its_place_at_once()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(new Dictionary<string, int> { ["counts"] = 1 });
        var live = new CountingProjector(ledger, "counts", generation: 1);
        for (var i = 0; i < 40; i++)
        {
            await ledger.Store.AppendAsync(Append("s" + (i % 7), events: 1 + (i % 3)));
            if (i % 3 == 0) await live.ApplyAsync(limit: 4); // in ranges of many sizes
        }

        while (await live.ApplyAsync(limit: 5)) { }
        var before = await ledger.Views.ReadRowsAsync(["counts"], "n");

        var generation = await ledger.Views.BeginRebuildAsync("counts", 1);
        var side = new CountingProjector(ledger, "counts", generation);
        await side.ApplyAsync(limit: 10);
        Assert.Equal(Spell(before.Rows), Spell((await ledger.Views.ReadRowsAsync(["counts"], "n")).Rows)); // readers see the live one meanwhile
        Assert.False(await ledger.Views.SwapAsync("counts", generation)); // still behind
        while (await side.ApplyAsync(limit: 1000)) { }
        Assert.Equal(Spell(await ledger.Views.ReadCopyAsync("counts", 1)), Spell(await ledger.Views.ReadCopyAsync("counts", generation)));

        Assert.True(await ledger.Views.SwapAsync("counts", generation));
        var after = await ledger.Views.ReadRowsAsync(["counts"], "n");
        Assert.Equal(Spell(before.Rows), Spell(after.Rows));
        Assert.Equal(generation, Assert.Single(await ledger.Views.GetStatesAsync()).Generation);
        Assert.Equal(after.Rows.Count, await ledger.AskAsync<long>("select count(*) from pl_view_rows"));
        await ledger.Store.AppendAsync(Append("s"));
        await Assert.ThrowsAsync<ViewFencedException>(() => live.ApplyAsync(limit: 5)); // the old copy's projector
        Assert.True(await side.ApplyAsync(limit: 5));
    }

    [Fact]
    public async Task A_rebuild_that_was_left_half_way_is_replaced_by_the_next_one()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 5));
        await ledger.Views.RegisterAsync(Two);
        var first = await ledger.Views.BeginRebuildAsync("counts", 2);
        await new CountingProjector(ledger, "counts", first).ApplyAsync(limit: 3);
        var second = await ledger.Views.BeginRebuildAsync("counts", 2);
        Assert.Equal(0L, await ledger.AskAsync<long>("select count(*) from pl_view_rows"));
        await Assert.ThrowsAsync<ViewFencedException>(() => ledger.Views.SwapAsync("counts", first));
        await new CountingProjector(ledger, "counts", second).ApplyAsync(limit: 100);
        Assert.True(await ledger.Views.SwapAsync("counts", second));
        Assert.Equal(2, (await ledger.Views.GetStatesAsync()).Single(v => v.View == "counts").FormatVersion);
    }

    [Fact]
    public async Task A_stopped_view_says_where_and_why_until_it_is_resumed()
    {
        await using var ledger = await CreateAsync();
        await ledger.Views.RegisterAsync(Two);
        await ledger.Views.StopAsync("counts", 1, 6, "cannot count");
        Assert.Equal((6L, "cannot count"), (await ledger.Views.GetStatesAsync()).Where(v => v.View == "counts").Select(v => (v.StoppedPosition!.Value, v.StoppedReason!)).Single());
        await ledger.Views.ResumeAsync("counts");
        Assert.All(await ledger.Views.RegisterAsync(Two), v => Assert.Null(v.StoppedPosition));
    }

    private static string Spell(IEnumerable<ViewDocument> rows) =>
        string.Join('\n', rows.Select(r => $"{r.Scope}/{r.Key}@{r.Position}: {Encoding.UTF8.GetString(r.Body!.Value.Span)}"));

    private static ViewChange Change(string view, long expected, params ViewRow[] rows) => new(view, 1, expected, rows);

    private static ViewRow Row(string scope, string key, long position) => new(scope, key, position, "{}"u8.ToArray());
}
