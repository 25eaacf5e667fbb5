using static ProposalLedger.EventStore.AppendOutcome;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class AppendTests
{
    [Fact]
    public async Task P1_What_was_appended_is_read_back_with_all_that_was_said_about_it()
    {
        await using var ledger = await CreateAsync();
        var said = new NewEvent(Guid.CreateVersion7(), "draft-tabled.v1", """{"text": "Ünï", "b": [1, 2]}"""u8.ToArray(), new EventMetadata
        {
            Actor = "ann", Reason = "why", Occurred = "2025-11-23~", Published = "2025-11", Sources = ["s1", "s2"], CorrelationId = "c1", CausationId = "c2",
        });
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var outcome = await ledger.Store.AppendAsync(new Append { Stream = "proposal:n/p", Scope = "n", Events = [said] });

        Assert.Equal(new Appended("proposal:n/p", 1, 1, 1), outcome);
        var read = Assert.Single(await ledger.Store.ReadStreamAsync("proposal:n/p"));
        Assert.Equal((1, said.Id, "proposal:n/p", 1, "n", "draft-tabled.v1"), (read.Position, read.Id, read.Stream, read.Version, read.Scope, read.Type));
        Assert.Equal("""{"b": [1, 2], "text": "Ünï"}"""u8.ToArray(), read.Data.ToArray());
        Assert.Equal(said.Metadata with { Sources = [] }, read.Metadata with { Sources = [] });
        Assert.Equal(said.Metadata.Sources, read.Metadata.Sources);
        Assert.InRange(read.Recorded, before, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(read.Id, (await ledger.Store.GetEventAsync(1))?.Id);
        Assert.Null(await ledger.Store.GetEventAsync(2));
    }

    [Fact]
    public async Task P2_Of_many_who_expect_the_same_version_one_wins_and_the_others_learn_the_current_one()
    {
        await using var ledger = await CreateAsync();
        for (var version = 0; version < 10; version++)
        {
            // Half of them share a node and so, mostly, a batch; the others race on nodes of their own.
            var racers = Enumerable.Range(0, 8).Select(i => (i < 4 ? ledger.Store : ledger.Node()).AppendAsync(Append("s", expected: version)));
            var outcomes = await Task.WhenAll(racers);
            Assert.Single(outcomes.OfType<Appended>());
            Assert.All(outcomes.Where(o => o is not Appended), o => Assert.Equal(new VersionConflict(version + 1), o));
        }

        await ledger.AssertInOrderAsync(10);
    }

    [Fact]
    public async Task P2_A_stream_that_should_not_exist_yet_is_version_0()
    {
        await using var ledger = await CreateAsync();
        Assert.Equal(new VersionConflict(0), await ledger.Store.AppendAsync(Append("s", expected: 3)));
        Assert.Equal(new Appended("s", 2, 1, 2), await ledger.Store.AppendAsync(Append("s", expected: 0, events: 2)));
        Assert.Equal(new VersionConflict(2), await ledger.Store.AppendAsync(Append("s", expected: 0)));
        Assert.Equal(2, await ledger.Store.GetStreamVersionAsync("s"));
        Assert.Equal(0, await ledger.Store.GetStreamVersionAsync("other"));
    }

    [Fact]
    public async Task P3_The_same_command_again_has_one_effect_and_the_same_answer_even_where_the_version_has_moved_on()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", expected: 0, events: 2, key: "k"));
        await ledger.Store.AppendAsync(Append("s", expected: 2));

        Assert.Equal(new Replayed("s", 2, 2, HadEvents: true), await ledger.Store.AppendAsync(Append("s", expected: 0, events: 2, key: "k")));
        Assert.Equal(new Replayed("s", 2, 2, HadEvents: true), await ledger.Store.AppendAsync(Append("elsewhere", key: "k")));
        await ledger.AssertInOrderAsync(3);
        var done = await ledger.Store.FindCommandAsync("ann", "k");
        Assert.Equal(("s", 2, 2, true), (done!.Stream, done.Version, done.Position, done.HadEvents));
        Assert.Null(await ledger.Store.FindCommandAsync("bob", "k"));
    }

    [Fact]
    public async Task P3_The_same_command_sent_many_times_at_once_has_one_effect()
    {
        await using var ledger = await CreateAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(i => (i < 8 ? ledger.Store : ledger.Node()).AppendAsync(Append("s", expected: 0, events: 3, key: "k"))));

        Assert.Single(outcomes.OfType<Appended>());
        Assert.Equal(15, outcomes.Count(o => o is Replayed { Version: 3, Position: 3, HadEvents: true }));
        await ledger.AssertInOrderAsync(3);
    }

    [Fact]
    public async Task P3_Another_body_under_a_used_key_is_refused_but_another_actor_has_keys_of_its_own()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", key: "k"));
        Assert.Equal(new CommandReused(), await ledger.Store.AppendAsync(Append("s", key: "k", body: "another")));
        var bob = Append("s", key: "k", body: "another");
        Assert.IsType<Appended>(await ledger.Store.AppendAsync(bob with { Command = bob.Command! with { Actor = "bob" } }));
    }

    [Fact]
    public async Task P3_A_command_without_events_is_remembered_with_the_position_of_what_already_says_so()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s", events: 3));
        var nothing = Append("s", expected: 3, events: 0, key: "k");

        Assert.Equal(new Unchanged("s", 3, 2), await ledger.Store.AppendAsync(nothing with { AnswerPosition = 2 }));
        await ledger.Store.AppendAsync(Append("s"));
        Assert.Equal(new Replayed("s", 3, 2, HadEvents: false), await ledger.Store.AppendAsync(nothing with { AnswerPosition = 4 }));
        Assert.Equal(new Unchanged("s", 4, 4), await ledger.Store.AppendAsync(Append("s", events: 0, key: "k2")));
        Assert.Equal(new Unchanged("new", 0, 0), await ledger.Store.AppendAsync(Append("new", events: 0, key: "k3")));
        await ledger.AssertInOrderAsync(4);
    }

    [Fact]
    public async Task A_reserved_id_is_taken_once_whoever_asks_and_a_refused_append_takes_none()
    {
        await using var ledger = await CreateAsync();
        Append Reserving(string stream, params string[] ids) => Append(stream) with { Reserves = ids };
        await ledger.Store.AppendAsync(Reserving("s", "n/party/ru", "n/party/ua"));

        Assert.Equal(new IdTaken("n/party/ua", "s"), await ledger.Store.AppendAsync(Reserving("t", "n/party/fr", "n/party/ua")));
        Assert.IsType<Appended>(await ledger.Store.AppendAsync(Reserving("t", "n/party/fr")));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i < 4 ? ledger.Store : ledger.Node()).AppendAsync(Reserving("x" + i, "n/party/us"))));
        Assert.Single(outcomes.OfType<Appended>());
        Assert.Equal(7, outcomes.OfType<IdTaken>().Count());
        await ledger.AssertInOrderAsync(3);
    }

    [Fact]
    public async Task An_archived_stream_takes_no_more_events()
    {
        await using var ledger = await CreateAsync();
        await ledger.Store.AppendAsync(Append("s"));
        await ledger.RunAsync("update mt_streams set is_archived = true");
        Assert.Equal(new Archived(), await ledger.Store.AppendAsync(Append("s")));
    }
}
