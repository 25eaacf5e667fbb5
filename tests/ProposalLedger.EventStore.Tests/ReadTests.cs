using System.Text;
using System.Text.Json.Nodes;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class ReadTests
{
    [Fact]
    public async Task A_range_of_the_log_is_cut_by_position_limit_and_scope()
    {
        await using var ledger = await CreateAsync();
        for (var i = 0; i < 10; i++) await ledger.Store.AppendAsync(Append("s" + (i % 2)) with { Scope = i % 2 == 0 ? "even" : "odd" });
        async Task<IEnumerable<long>> Read(long after, int limit, string? scope = null, long? upTo = null) =>
            (await ledger.Store.ReadLogAsync(after, limit, scope, upTo)).Select(e => e.Position);

        Assert.Equal([1, 2, 3], await Read(0, 3));
        Assert.Equal([9, 10], await Read(8, 100));
        Assert.Equal([5, 6], await Read(4, 100, upTo: 6));
        Assert.Equal([2, 4, 6], await Read(0, 3, "odd"));
        Assert.Equal([8], await Read(6, 3, "odd", 9));
        Assert.Equal(10, await ledger.Store.GetHeadAsync());
    }

    [Fact]
    public async Task Events_are_read_by_their_positions_in_the_ledgers_order()
    {
        await using var ledger = await CreateAsync();
        for (var i = 0; i < 6; i++) await ledger.Store.AppendAsync(Append("s" + i));
        Assert.Equal([2L, 3L, 6L], (await ledger.Store.GetEventsAsync([6, 2, 99, 3])).Select(e => e.Position));
        Assert.Empty(await ledger.Store.GetEventsAsync([]));
    }

    [Fact]
    public async Task A_stream_can_be_read_between_two_versions()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 5));
        Assert.Equal([3L, 4L], (await ledger.Store.ReadStreamAsync("s", 2, 4)).Select(e => e.Version));
        Assert.Empty(await ledger.Store.ReadStreamAsync("none"));
    }

    [Fact]
    public async Task Old_forms_of_an_event_are_read_as_the_current_one_through_every_step()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s") with { Events = [Event("named.v1", """{"n": "x"}"""), Event("other.v1")] });
        var reader = ledger.Node(new Upcasters()
            .Add("named.v1", "named.v2", old => new JsonObject { ["name"] = (string)old["n"]! })
            .Add("named.v2", "titled.v1", old => new JsonObject { ["title"] = (string)old["name"]! + "!" }));

        var read = await reader.ReadStreamAsync("s");
        Assert.Equal(("titled.v1", """{"title":"x!"}"""), (read[0].Type, Encoding.UTF8.GetString(read[0].Data.Span)));
        Assert.Equal("other.v1", read[1].Type);
        Assert.Equal("titled.v1", (await reader.ReadLogAsync(0, 1))[0].Type);
        Assert.Equal("named.v1", await ledger.AskAsync<string>("select type from mt_events where seq_id = 1"));
    }

    [Fact]
    public void Steps_that_go_in_a_circle_are_refused()
    {
        var steps = new Upcasters().Add("a", "b", n => n).Add("b", "c", n => n);
        Assert.Throws<ArgumentException>(() => steps.Add("c", "a", n => n));
    }
}
