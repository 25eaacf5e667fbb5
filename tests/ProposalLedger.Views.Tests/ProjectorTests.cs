using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Views.Tests;

public sealed class ProjectorTests
{
    private static Story Talks() => Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(
        A.Claim("c1", "north", Stance.Opposes, "2025-06-01"), A.Link("l1", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]));

    private static string[] Claims(Dossier? dossier) => [.. dossier!.At(Cut.Now).All<Claim>().Select(c => c.Entry.Id)];

    [Fact]
    public async Task P5_A_rebuilt_view_equals_the_live_one_byte_for_byte()
    {
        await using var ledger = await Ledger.CreateAsync();
        await ledger.AppendAsync(Talks().Corrected(A.Claim("c1", "north", Stance.Mixed, "2025-06-01")).Retracted(EntryKind.Link, "l1").Events);
        await ledger.ProjectAsync(eventsPerStep: 3);
        foreach (var view in ViewCatalogue.Names)
        {
            var (live, generation) = (await ledger.RowsAsync(view), (await ledger.StateAsync(view)).Generation);
            await new Rebuild(ledger.Store, ledger.Views).RunAsync(view);
            Assert.Equal(live, await ledger.RowsAsync(view));
            Assert.NotEqual(generation, (await ledger.StateAsync(view)).Generation);
        }
        Assert.NotEmpty(await ledger.RowsAsync("claims"));
    }

    [Fact]
    public async Task P5_A_dossier_from_the_database_answers_as_one_folded_from_the_events()
    {
        await using var ledger = await Ledger.CreateAsync();
        var story = Talks();
        foreach (var chunk in story.Events.Chunk(4))
        {
            await ledger.AppendAsync(chunk);
            await ledger.ProjectAsync();
            await ledger.Dossiers.OpenAsync(Story.N); // grows by deltas
        }
        var stored = await ledger.Store.ReadLogAsync(0, 100);
        var (grown, folded) = (await ledger.Dossiers.OpenAsync(Story.N), story.Dossier(stored));
        foreach (var path in (string[])["", "positions", "claims", "drafts/plan/d2"])
            Assert.Equal(Body(folded, path), Body(grown!, path));
        await new Rebuild(ledger.Store, ledger.Views).RunAsync("claims");
        Assert.Equal(Body(folded, "claims"), Body((await ledger.Dossiers.OpenAsync(Story.N))!, "claims"));

        static string Body(Dossier dossier, string path) => System.Text.Encoding.UTF8.GetString(
            ViewJson.Write(((Answer.Body)Questions.Answer(dossier.At(Cut.Now), path, new Dictionary<string, string>())).Value));
    }

    [Theory, InlineData(1), InlineData(7), InlineData(2_000)]
    public async Task P5_A_rebuilt_view_equals_the_live_one_also_where_an_event_was_redacted(int eventsPerStep)
    {
        await using var ledger = await Ledger.CreateAsync();
        var story = Talks().Corrected(A.Claim("c1", "north", Stance.Mixed, "2025-06-01") with { Text = "quokka" });
        await ledger.AppendAsync(story.Events);
        if (eventsPerStep < 100) await ledger.ProjectAsync();
        Assert.Equal(eventsPerStep < 100, await SearchesAsync(ledger));
        await ledger.Dossiers.OpenAsync(Story.N);
        await ledger.RedactAsync(story.Events.Count);
        await ledger.RedactAsync(1);
        await ledger.ProjectAsync(eventsPerStep);
        Assert.False(await SearchesAsync(ledger));
        Assert.Equal("[redacted]", (await ledger.Dossiers.OpenAsync(Story.N))!.At(new Cut { At = story.Events.Count }).Find<Claim>(EntryKind.Claim, "c1")!.Entry.Text);
        foreach (var view in ViewCatalogue.Names)
        {
            var live = await ledger.RowsAsync(view);
            Assert.DoesNotContain("quokka", live, StringComparison.Ordinal);
            await new Rebuild(ledger.Store, ledger.Views).RunAsync(view);
            Assert.Equal(live, await ledger.RowsAsync(view));
        }

        static async Task<bool> SearchesAsync(Ledger ledger) => await ledger.TextAsync("select (count(*) > 0)::text from pl_view_texts where words::text like '%quokka%'") == "true";
    }

    [Fact]
    public async Task P1_What_was_read_before_it_was_redacted_and_is_written_after_goes_when_the_redaction_is_met()
    {
        await using var ledger = await Ledger.CreateAsync();
        var story = Talks().Corrected(A.Claim("c1", "north", Stance.Mixed, "2025-06-01") with { Text = "quokka" });
        await ledger.AppendAsync(story.Events);
        // A projector that had the whole range in hand.
        var batch = await ledger.Store.ReadLogAsync(0, 100);
        await ledger.RedactAsync(story.Events.Count);
        var nothing = new Dictionary<long, StoredEvent>();
        await ledger.Views.ApplyAsync([.. (await ledger.Views.GetStatesAsync()).Select(s => new EventStore.Views.ViewChange(s.View, s.Generation, 0, Projector.Project(s, batch, nothing).Rows))], story.Events.Count);
        Assert.Contains("quokka", await ledger.RowsAsync("claims"), StringComparison.Ordinal);
        await ledger.Projector.RegisterAsync();
        await ledger.ProjectAsync();
        Assert.DoesNotContain("quokka", await ledger.RowsAsync("claims"), StringComparison.Ordinal);
        Assert.Equal("0", await ledger.TextAsync("select count(*)::text from pl_view_texts where words::text like '%quokka%'"));
    }

    [Fact]
    public async Task P1_A_stopped_view_and_who_holds_it_in_memory_lose_the_text_all_the_same()
    {
        await using var ledger = await Ledger.CreateAsync();
        var story = Talks().Corrected(A.Claim("c1", "north", Stance.Mixed, "2025-06-01") with { Text = "quokka" });
        await ledger.AppendAsync(story.Events);
        await ledger.ProjectAsync();
        await ledger.AppendAsync("claim-recorded.v1", """{"id":"c2"}""");
        await ledger.ProjectAsync();
        Assert.Equal("quokka", (await ledger.Dossiers.OpenAsync(Story.N))!.At(Cut.Now).Find<Claim>(EntryKind.Claim, "c1")!.Entry.Text);
        await ledger.RedactAsync(story.Events.Count);
        await ledger.ProjectAsync();
        Assert.NotNull((await ledger.StateAsync("claims")).StoppedPosition);
        Assert.Equal("[redacted]", (await ledger.Dossiers.OpenAsync(Story.N))!.At(Cut.Now).Find<Claim>(EntryKind.Claim, "c1")!.Entry.Text);
    }

    [Fact]
    public async Task P8_Once_the_follower_says_that_a_position_is_projected_every_read_holds_it()
    {
        await using var ledger = await Ledger.CreateAsync();
        await using var follower = new Follower(new FollowerOptions { ConnectionString = ledger.Database.ConnectionString, Project = ledger.Projector.StepAsync });
        follower.Start();
        foreach (var e in Talks().Events)
        {
            var position = await ledger.AppendAsync([e]);
            Assert.True(await follower.WaitForProjectedAsync(position, TimeSpan.FromSeconds(30)));
            Assert.True((await ledger.Dossiers.OpenAsync(Story.N))!.Position >= position);
        }
        Assert.Equal(["c1"], Claims(await ledger.Dossiers.OpenAsync(Story.N)));
    }

    [Fact]
    public async Task Data_that_does_not_parse_stops_its_own_view_alone_and_says_where_and_why()
    {
        await using var ledger = await Ledger.CreateAsync();
        await ledger.AppendAsync(Talks().Events);
        var bad = await ledger.AppendAsync("claim-recorded.v1", """{"id":"c2"}""");
        await ledger.AppendAsync(new Story().Given(A.Claim("c3", "north", Stance.Mixed, "2025-06-03"), new Party { Id = "late", Name = "Late", Kind = PartyKind.Party }).Events);
        await ledger.ProjectAsync();
        var claims = await ledger.StateAsync("claims");
        Assert.Equal((bad, bad - 1), (claims.StoppedPosition, claims.Checkpoint));
        Assert.Contains("claim-recorded.v1", claims.StoppedReason!, StringComparison.Ordinal);
        var dossier = (await ledger.Dossiers.OpenAsync(Story.N))!;
        Assert.Equal(bad + 2, dossier.Position);
        Assert.Equal(["claims"], dossier.At(Cut.Now).Stopped.Select(s => s.View));
        Assert.Equal(["c1"], Claims(dossier));
        Assert.NotNull(dossier.At(Cut.Now).Find<Party>(EntryKind.Party, "late"));
        await Assert.ThrowsAsync<UnappliableException>(() => new Rebuild(ledger.Store, ledger.Views).RunAsync("claims"));
        Assert.Equal(claims with { }, await ledger.StateAsync("claims"));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_stops_every_view_because_none_can_exclude_it()
    {
        await using var ledger = await Ledger.CreateAsync();
        var bad = await ledger.AppendAsync("claim-withdrawn.v9", "{}");
        await ledger.ProjectAsync();
        Assert.All(await ledger.Views.GetStatesAsync(), s => Assert.Equal(bad, s.StoppedPosition));
    }

    [Fact]
    public async Task A_dossier_takes_in_what_a_stopped_view_gets_late()
    {
        await using var ledger = await Ledger.CreateAsync();
        await ledger.Views.StopAsync("claims", (await ledger.StateAsync("claims")).Generation, 1, "on trial");
        await ledger.Projector.RegisterAsync();
        await ledger.AppendAsync(Talks().Events);
        await ledger.ProjectAsync();
        Assert.Empty(Claims(await ledger.Dossiers.OpenAsync(Story.N)));
        await ledger.Views.ResumeAsync("claims");
        await ledger.ProjectAsync();
        var dossier = await ledger.Dossiers.OpenAsync(Story.N);
        Assert.Equal(["c1"], Claims(dossier));
        Assert.Empty(dossier!.Stopped);
    }

    [Fact]
    public async Task P5_Two_projectors_at_once_write_what_one_would()
    {
        await using var ledger = await Ledger.CreateAsync();
        await ledger.AppendAsync(Enumerable.Repeat(Talks().Events, 20).SelectMany(e => e));
        var other = new Projector(ledger.Store, ledger.Views);
        async Task RunAsync(Projector projector)
        {
            while (await projector.StepAsync(7)) { }
        }
        await Task.WhenAll(RunAsync(ledger.Projector), RunAsync(other));
        var live = await ledger.RowsAsync("drafts");
        await new Rebuild(ledger.Store, ledger.Views).RunAsync("drafts");
        Assert.Equal(await ledger.RowsAsync("drafts"), live);
    }

    [Fact]
    public async Task Names_that_are_none_get_nothing_and_every_negotiation_is_listed()
    {
        await using var ledger = await Ledger.CreateAsync();
        Assert.Null(await ledger.Dossiers.OpenAsync("nothing"));
        Assert.Empty(await ledger.Dossiers.AllAsync());
        await ledger.AppendAsync(Talks().Events);
        await ledger.ProjectAsync();
        Assert.Equal([Story.N], (await ledger.Dossiers.AllAsync()).Select(d => d.Negotiation));
    }
}
