using System.Text.Json.Nodes;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Projections;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Views.Tests;

public sealed class SearchTests
{
    private static readonly Claim Heron = A.Claim("heron", "north", Stance.Supports, "2025-06-01") with { Text = "The heron may nest on the northern dam.", Speaker = new Speaker { Name = "Minister Okafor" } };

    [Fact]
    public async Task Words_are_found_by_stem_beginning_and_phrase_and_marked_in_the_text()
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(Heron, Heron with { Id = "other", Text = "Dams need limits.", Note = "A heron was seen." }));
        Assert.Equal(["claim heron", "claim other"], await FoundAsync(ledger, "herons"));
        Assert.Equal(["claim other", "proposition cap"], (await FoundAsync(ledger, "limited")).Order());
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "heron nes"));
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "\"northern dam\""));
        Assert.Empty(await FoundAsync(ledger, "\"dam northern\""));
        Assert.Equal(["claim other"], await FoundAsync(ledger, "heron -nest"));
        Assert.Equal(2, (await FoundAsync(ledger, "nest or limits", kind: "claim")).Count);
        Assert.Equal(2, (await FoundAsync(ledger, "okafor")).Count);
        var hit = (await BodyAsync(ledger, "northern DAMS"))["items"]![0]!;
        Assert.Equal("The heron may nest on the [northern] [dam].", Marked(hit["found"]![0]!));
    }

    [Theory]
    [InlineData("600000"), InlineData("600,000"), InlineData("600'000"), InlineData("\"600000 persons\"")]
    public async Task A_number_is_found_however_its_thousands_are_set_off(string q)
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(
            Heron with { Text = "At most 600,000 persons." }, Heron with { Id = "plain", Text = "No more than 600000 persons." }, Heron with { Id = "other", Text = "600 persons, 000 herons." }));
        Assert.Equal(["claim heron", "claim plain"], (await FoundAsync(ledger, q)).Order());
        var marked = (await BodyAsync(ledger, "600000"))["items"]!.AsArray().Select(i => Marked(i!["found"]![0]!));
        Assert.Equal(["At most [600,000] persons.", "No more than [600000] persons."], marked.Order());
    }

    [Fact]
    public async Task The_terms_of_a_claim_and_of_a_point_are_found_as_quantities()
    {
        var term = new Term { Name = "army-size", Value = 800_000, Unit = "personnel", Scope = "peacetime" };
        var story = Story.OfDrafts([A.Point("1") with { Terms = [term] }, A.Point("2")], []).Given(Heron with { Terms = [term with { Value = null, Range = new TermRange { From = 10, To = 1_500 } }] });
        await using var ledger = await OfAsync(story);
        Assert.Equal(["point plan/d1/1"], await FoundAsync(ledger, "800,000 peacetime"));
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "1500"));
        var found = (await BodyAsync(ledger, "800000"))["items"]![0]!["found"]![0]!;
        Assert.Equal(("term", "[800,000] personnel, peacetime"), ((string?)found["name"], Marked(found)));
    }

    [Fact]
    public async Task One_spelling_of_a_name_finds_the_others_that_are_on_record_and_no_other_alias()
    {
        var story = Story.OfTalks().Given(
            Heron with { Text = "Kyiv agrees with Zelenskyy." }, Heron with { Id = "kiev", Text = "Kiev agrees." }, Heron with { Id = "harbour", Text = "The harbour is open." },
            new Party { Id = "marsh", Name = "Marshland", Kind = PartyKind.Party, Aliases = [new Alias { Name = "Kyiv" }, new Alias { Name = "Kiev" }, new Alias { Name = "Harbour" }] },
            new Person { Id = "zelda", Name = "Zelda Zelenskyy", Aliases = [new Alias { Name = "Zelenskiy" }] });
        await using var ledger = await OfAsync(story);
        foreach (var q in new[] { "kiev", "Kyiv", "\"kiev agrees\"", "kiev agree" })
            Assert.Equal(["claim heron", "claim kiev"], (await FoundAsync(ledger, q, kind: "claim")).Order());
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "zelenskiy", kind: "claim"));
        Assert.Equal(["claim harbour"], await FoundAsync(ledger, "harbour", kind: "claim"));
        Assert.Equal(["claim harbour"], await FoundAsync(ledger, "harbour or open -kiev", kind: "claim"));
        Assert.Empty(await FoundAsync(ledger, "agrees -kiev", kind: "claim"));
        Assert.Equal("[Kyiv] agrees with Zelenskyy.", Marked((await BodyAsync(ledger, "kiev", kind: "claim"))["items"]!.AsArray().Single(i => (string?)i!["key"] == "heron")!["found"]![0]!));
        // P6: at a position before the names were recorded it stands for nothing else.
        Assert.Equal(["claim kiev"], await FoundAsync(ledger, "kiev", new Cut { At = 12 }));
    }

    [Theory]
    [InlineData("a", false), InlineData("A b", false), InlineData("b -a", false), InlineData("no", true), InlineData("7", true), InlineData("a heron", true)]
    public async Task A_letter_alone_finds_nothing_and_that_is_said(string q, bool found)
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(Heron with { Text = "No: a heron, a b, 7 at most." }));
        var body = await BodyAsync(ledger, q, kind: "claim");
        Assert.Equal((found, !found), ((int)body["total"]! > 0, ((string?)body["explained"])?.Contains("letter alone", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_search_looks_through_so_many_and_says_where_there_are_more()
    {
        var story = Story.OfTalks();
        for (var i = 0; i < 7; i++) story.Given(Heron with { Id = $"h{i}" });
        await using var ledger = await OfAsync(story);
        async Task<SearchHits> AskAsync(int most) => (SearchHits)((Answer.Body)await new Searches(ledger.Texts, most).AskAsync((await ledger.Dossiers.OpenAsync(Story.N))!.At(Cut.Now), new Dictionary<string, string> { ["q"] = "heron" })).Value;
        Assert.Equal((7, (bool?)null), ((await AskAsync(7)).Total, (await AskAsync(7)).Bounded));
        Assert.Equal((6, (bool?)true), ((await AskAsync(6)).Total, (await AskAsync(6)).Bounded));
    }

    [Fact]
    public async Task Each_point_of_a_draft_is_found_by_itself_and_words_of_two_points_together_find_neither()
    {
        var story = Story.OfDrafts([A.Point("1", "Fish are shared."), A.Point("2", "Boats are counted.", A.Point("2a", "Canoes are not."))], []);
        await using var ledger = await OfAsync(story);
        Assert.Equal(["point plan/d1/1"], await FoundAsync(ledger, "fish"));
        Assert.Equal(["point plan/d1/2a"], await FoundAsync(ledger, "canoe"));
        Assert.Empty(await FoundAsync(ledger, "fish boats"));
    }

    [Fact]
    public async Task Other_scripts_are_found_whatever_the_case_and_the_locale()
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(Heron with { Text = "Київ погоджується; “Straße”, ΟΔΟΣ, שלום." }));
        foreach (var q in new[] { "КИЇВ", "київ погоджується", "straße", "οδοσ", "שלום" }) Assert.Equal(["claim heron"], await FoundAsync(ledger, q));
        Assert.Equal("[Київ] погоджується; “Straße”, ΟΔΟΣ, שלום.", Marked((await BodyAsync(ledger, "київ"))["items"]![0]!["found"]![0]!));
    }

    [Fact]
    public async Task P6_A_search_at_a_position_never_changes_and_holds_nothing_later_not_even_in_its_counts()
    {
        var story = Story.OfTalks().Given(Heron, Heron with { Id = "second", Text = "No heron." });
        await using var ledger = await OfAsync(story);
        var pin = (long)story.Events.Count;
        var before = await BodyAsync(ledger, "heron", new Cut { At = pin });
        var more = new Story().Corrected(Heron with { Text = "The stork may nest." }).Retracted(EntryKind.Claim, "second");
        for (var i = 0; i < 30; i++) more.Given(Heron with { Id = $"late{i}", Text = "Heron heron heron." });
        await ledger.AppendAsync(more.Events);
        await ledger.ProjectAsync();

        Assert.Equal(before.ToJsonString(), (await BodyAsync(ledger, "heron", new Cut { At = pin })).ToJsonString());
        Assert.Equal(["claim heron", "claim second"], (await FoundAsync(ledger, "heron", new Cut { At = pin })).Order());
        var now = await BodyAsync(ledger, "heron");
        Assert.Equal((30, 30), ((int)now["total"]!, (int)now["kinds"]!["claim"]!));
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "stork"));
        Assert.Empty(await FoundAsync(ledger, "stork", new Cut { At = pin }));
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "nest", new Cut { At = pin + 1 }));
    }

    [Fact]
    public async Task What_was_published_or_said_after_the_cut_is_not_found_and_what_straddles_it_is_counted()
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(
            Heron, Heron with { Id = "july", Occurred = Edtf.Parse("2025-06-02"), Published = Edtf.Parse("2025-07-15") }, Heron with { Id = "vague", Published = Edtf.Parse("2025-06") }));
        var cut = new Cut { KnownBy = Edtf.Parse("2025-06-10") };
        var body = await BodyAsync(ledger, "heron", cut);
        Assert.Equal((1, 1, 1), ((int)body["total"]!, (int)body["kinds"]!["claim"]!, (int)body["leftOut"]!));
        Assert.Equal(3, (await FoundAsync(ledger, "heron", new Cut { KnownBy = Edtf.Parse("2025-07-15") })).Count);
        Assert.Equal(2, (await FoundAsync(ledger, "heron", new Cut { AsOf = Edtf.Parse("2025-06-01") })).Count);
    }

    [Fact]
    public async Task P6_A_part_that_was_published_after_the_cut_is_not_found_and_neither_hides_nor_ranks_what_holds()
    {
        Source Paper(string id, string published) => new() { Id = id, Publisher = "Paper", Title = "T", Kind = SourceKind.News, Published = Edtf.Parse(published) };
        var story = Story.OfTalks().Given(Paper("early", "2025-06-02"), Paper("late", "2025-07-10"), new Proposal { Id = "plan", Title = "Plan", By = ["north"] }, A.Draft("d1", "2025-06-01") with
        {
            Title = "Dam framework", Reported = [new Reported { Text = "Ospreys stay.", Sources = ["early"] }, new Reported { Text = "A heron nests.", Sources = ["late"] }],
        });
        await using var ledger = await OfAsync(story);
        var cut = new Cut { KnownBy = Edtf.Parse("2025-06-30") };
        Assert.Equal(["draft plan/d1"], await FoundAsync(ledger, "heron"));
        Assert.Empty(await FoundAsync(ledger, "heron", cut));
        Assert.Empty(await FoundAsync(ledger, "framework heron", cut));
        Assert.Equal(["draft plan/d1"], await FoundAsync(ledger, "ospreys", cut));
        Assert.Equal(["draft plan/d1"], await FoundAsync(ledger, "framework -heron", cut));
        Assert.Empty(await FoundAsync(ledger, "framework -heron"));
        Assert.DoesNotContain("heron nests", (await BodyAsync(ledger, "framework", cut)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["draft plan/d1"], await FoundAsync(ledger, "heron", new Cut { KnownBy = Edtf.Parse("2025-07-10"), At = story.Events.Count }));
    }

    [Fact]
    public async Task P5_A_rebuild_has_the_same_words_and_the_old_ones_go()
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(Heron));
        var (before, words) = (await BodyAsync(ledger, "heron"), await WordsAsync(ledger));
        await new Rebuild(ledger.Store, ledger.Views).RunAsync("claims");
        await new Rebuild(ledger.Store, ledger.Views).RunAsync("catalogue");
        Assert.Equal(before.ToJsonString(), (await BodyAsync(ledger, "heron")).ToJsonString());
        Assert.Equal(words, await WordsAsync(ledger));
        Assert.Contains("'heron'", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_a_long_text_shows_the_places()
    {
        var story = Story.OfTalks();
        for (var i = 0; i < 7; i++) story.Given(Heron with { Id = $"h{i}" });
        story.Given(Heron with { Id = "long", Text = $"{string.Concat(Enumerable.Repeat("Reeds grow here. ", 300))}A bittern calls. {string.Concat(Enumerable.Repeat("Reeds grow there. ", 300))}" });
        await using var ledger = await OfAsync(story);
        var (seen, next) = (new List<string>(), (string?)null);
        do
        {
            var part = await BodyAsync(ledger, "nest", limit: "3", next: next);
            seen.AddRange(part["items"]!.AsArray().Select(i => (string)i!["key"]!));
            next = (string?)part["next"];
        }
        while (next is not null);
        Assert.Equal(["h0", "h1", "h2", "h3", "h4", "h5", "h6"], seen);
        var place = Marked((await BodyAsync(ledger, "bittern"))["items"]![0]!["found"]![0]!);
        Assert.Contains("A [bittern] calls.", place, StringComparison.Ordinal);
        Assert.InRange(place.Length, 100, 600);
    }

    [Fact]
    public async Task A_text_of_more_words_than_PostgreSQL_holds_stops_no_view_and_is_found_by_its_beginning()
    {
        // Each word of four characters of four bytes.
        var words = string.Join(' ', Enumerable.Range(0, 25_000).Select(i => string.Concat(Enumerable.Range(0, 4).Select(d => char.ConvertFromUtf32(0x10400 + (i >> (4 * d)) % 16)))));
        await using var ledger = await OfAsync(Story.OfTalks().Given(Heron with { Text = "Heron " + words, Condition = words, Note = words }));
        Assert.Null((await ledger.StateAsync("claims")).StoppedPosition);
        Assert.Equal(["claim heron"], await FoundAsync(ledger, "heron"));
    }

    [Theory]
    [InlineData("!()&|:*<->")]
    [InlineData("- -- -")]
    [InlineData("\"")]
    [InlineData("\"\"\"'\\")]
    [InlineData("-heron")]
    [InlineData("or or or")]
    [InlineData("\uD800")]
    [InlineData("a:* & 'b")]
    public async Task P14_Whatever_is_typed_is_a_search(string q)
    {
        await using var ledger = await OfAsync(Story.OfTalks().Given(Heron));
        var body = await BodyAsync(ledger, q);
        Assert.True((int)body["total"]! == 0 && body["items"]!.AsArray().Count == 0, body.ToJsonString());
    }

    private static async Task<Ledger> OfAsync(Story story)
    {
        var ledger = await Ledger.CreateAsync();
        await ledger.AppendAsync(story.Events);
        await ledger.ProjectAsync();
        return ledger;
    }

    private static async Task<JsonNode> BodyAsync(Ledger ledger, string q, Cut? cut = null, string? kind = null, string? limit = null, string? next = null)
    {
        var query = new Dictionary<string, string?> { ["q"] = q, ["kind"] = kind, ["limit"] = limit, ["next"] = next }.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!);
        var answer = await ledger.Searches.AskAsync((await ledger.Dossiers.OpenAsync(Story.N))!.At(cut ?? Cut.Now), query);
        return JsonNode.Parse(ViewJson.Write(Assert.IsType<Answer.Body>(answer).Value))!;
    }

    private static async Task<List<string>> FoundAsync(Ledger ledger, string q, Cut? cut = null, string? kind = null) =>
        [.. (await BodyAsync(ledger, q, cut, kind))["items"]!.AsArray().Select(i => $"{i!["kind"]} {i["key"]}")];

    private static string Marked(JsonNode found) => string.Concat(found["segments"]!.AsArray().Select(s => (bool)s!["marked"]! ? $"[{s["text"]}]" : (string)s["text"]!));

    private static Task<string> WordsAsync(Ledger ledger) => ledger.TextAsync(
        "select string_agg(concat_ws(' ', view, scope, key, part, position, words), E'\n' order by view, key collate \"C\", part collate \"C\") from pl_view_texts");
}
