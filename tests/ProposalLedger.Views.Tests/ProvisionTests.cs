using ProposalLedger.Views.Provisions;

namespace ProposalLedger.Views.Tests;

public sealed class ProvisionTests
{
    /// <summary>d1/1 becomes d2/7 becomes d3/9.</summary>
    private static Story Chain() => Story.OfDrafts(A.Points("1"), A.Points("7")).Given(
        A.Draft("d3", "2025-07-01", A.Point("9")) with { BasedOn = "plan/d2" },
        A.Link("a", Fate.Renumbered, ["plan/d1/1"], ["plan/d2/7"]),
        A.Link("b", Fate.Reworded, ["plan/d2/7"], ["plan/d3/9"]));

    private static string Provision(Story story, string draft) => (string)story.Json($"drafts/plan/{draft}")["points"]![0]!["provision"]!;

    [Fact]
    public void A_provision_is_named_by_its_first_point_along_one_to_one_links()
    {
        Assert.Equal("d1.1", Provision(Chain(), "d3"));
        Assert.Equal(new Answer.Redirect("provisions/d1.1"), Chain().Ask("provisions/d3.9"));
        Assert.Equal(new Answer.Redirect("provisions/d1.1"), Chain().Ask("provisions/plan/d2.7"));
    }

    [Fact]
    public void The_chain_is_that_of_the_cut()
    {
        var story = Chain();
        Assert.Equal("d3.9", (string?)story.Json("drafts/plan/d3", new Cut { At = story.Events.Count - 2 })["points"]![0]!["provision"]);
        Assert.Equal("d2.7", Provision(story.Retracted(EntryKind.Link, "a"), "d3"));
    }

    [Fact]
    public void Splits_joins_unknown_fates_and_suggestions_carry_no_identity()
    {
        foreach (var link in (Link[])[
            A.Link("x", Fate.Unknown, ["plan/d1/1"], ["plan/d2/1"]),
            A.Link("x", Fate.Split, ["plan/d1/1"], ["plan/d2/1", "plan/d2/2"]),
            A.Link("x", Fate.Joined, ["plan/d1/1", "plan/d1/2"], ["plan/d2/1"]),
            A.Link("x", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]) with { Mode = LinkMode.Suggested }])
        {
            Assert.Equal("d2.1", Provision(Story.OfDrafts(A.Points("1", "2"), A.Points("1", "2")).Given(link), "d2"));
        }
    }

    [Fact]
    public void Two_origins_are_no_identity_until_a_resolution_chooses_one()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(
            A.Link("x", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("y", Fate.Carried, ["plan/d1/2"], ["plan/d2/1"]),
            A.Conflict("c") with { Links = ["x", "y"] });
        Assert.Equal("d2.1", Provision(story, "d2"));
        Assert.Equal("d1.2", Provision(story.Given(A.Resolution("r", "c", "y")), "d2"));
    }

    [Fact]
    public void A_circle_of_links_ends()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(
            A.Link("there", Fate.Carried, ["plan/d1/1"], ["plan/d2/1"]), A.Link("back", Fate.Reinstated, ["plan/d2/1"], ["plan/d1/1"]));
        Assert.NotEmpty(Provision(story, "d1"));
    }

    [Fact]
    public void Its_biography_holds_every_wording_status_link_and_claim_in_time()
    {
        var story = Chain().Given(
            A.Status("s2", "1", PointStatus.Agreed, "2025-06-15"),
            A.Status("s1", "1", PointStatus.Open, "2025-06-11"),
            A.Claim("c2", "north", Stance.Supports, "2025-06-21") with { About = new Subject { Point = "plan/d2/7" } },
            A.Claim("c1", "south", Stance.Opposes, "2025-06-12") with { About = new Subject { Point = "plan/d1/1" } },
            A.Claim("else", "south", Stance.Opposes, "2025-06-12"),
            A.Conflict("x", "c1", "c2"));
        var biography = story.Body<Biography>("provisions/d1.1");
        Assert.Equal(["plan/d1/1", "plan/d2/7", "plan/d3/9"], biography.Wordings.Select(w => w.Ref));
        Assert.Equal(["d2.7", "d3.9"], biography.Aliases);
        Assert.Equal(["a", "b"], biography.Links.Select(l => l.Entry.Id));
        Assert.Equal(["s1", "s2"], biography.Statuses.Select(s => s.Entry.Id));
        Assert.Equal(["c1", "c2"], biography.Claims.Select(c => c.Entry.Id));
        Assert.Equal("x", biography.Conflicts.Single().Conflict.Entry.Id);
    }

    [Fact]
    public void Its_account_is_one_order_of_time_with_the_source_of_each_thing()
    {
        var story = Chain().Given(
            A.Status("s1", "1", PointStatus.Open, "2025-06-15"),
            A.Claim("c1", "south", Stance.Opposes, "2025-06-12") with { About = new Subject { Point = "plan/d1/1" } },
            new Rendering { Id = "leak", Draft = "plan/d1", Title = "A leak", Labels = new ValueMap([new("1", "I")]), Sources = ["wire"] });
        var biography = story.Body<Biography>("provisions/d1.1");
        var account = biography.Account;
        // In these stories nobody dated links and renderings; a ledger dates them by what they speak of.
        Assert.Equal(account.Select(i => i.Occurred?.End), account.Select(i => i.Occurred?.End).Order());
        Assert.Equal(biography.Wordings.Count + biography.Links.Count + 3, account.Count);
        Assert.Equal(["leak", "plan/d1/1", "c1", "s1", "plan/d2/7"], account.Select(i => i.Key).Where(k => k is not ("a" or "b")).SkipLast(1));
        Assert.All(account, i => Assert.Equal(["wire"], i.Sources));
        Assert.Equal(("leak", "I"), (biography.Wordings[0].Labels.Single() is var l ? (l.Rendering, l.Label) : default));
    }

    [Fact]
    public void A_quantity_is_followed_through_texts_claims_and_reported_fates_with_whose_account_each_is()
    {
        var size = new Term { Name = "army-size", Value = 600_000, Unit = "persons" };
        Claim Says(string id, string date, int value, Subject about) => A.Claim(id, "south", Stance.Supports, date) with { About = about, Terms = [size with { Value = value }] };
        var story = Story.OfDrafts([A.Point("1") with { Terms = [size], Issue = "army" }], []).Given(
            A.Draft("d3", "2025-07-01", A.Point("4") with { Terms = [size with { Value = 800_000 }] }) with { BasedOn = "plan/d2" },
            A.Link("gone", Fate.Dropped, ["plan/d1/1"], []), A.Link("across", Fate.Reworded, ["plan/d1/1"], ["plan/d3/4"]),
            Says("of-draft", "2025-06-22", 660_000, new Subject { Draft = "plan/d2" }), Says("of-issue", "2025-06-25", 700_000, new Subject { Proposition = "cap" }),
            A.Claim("no-quantity", "south", Stance.Supports, "2025-06-26"));
        var biography = story.Body<Biography>("provisions/d1.1");
        Assert.Equal(["gone Dropped", "plan/d1/1 600000", "of-draft 660000", "of-issue 700000", "plan/d3/4 800000"],
            biography.Quantities.Select(q => $"{q.Key} {(q.Term is { } term ? $"{term.Value}" : $"{q.Fate}")}"));
        Assert.Equal(["of-draft", "of-issue"], biography.Beside.Select(c => c.Entry.Id));
        Assert.Equal(["of-draft", "of-issue"], biography.Account.Where(i => i.Beside).Select(i => i.Key));
    }

    [Fact]
    public void P13_Halves_of_a_split_and_what_is_only_suggested_are_related_and_not_the_provision_itself()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1", "2", "3")).Given(
            A.Link("halves", Fate.Split, ["plan/d1/1"], ["plan/d2/1", "plan/d2/2"]), A.Link("maybe", Fate.Carried, ["plan/d1/1"], ["plan/d2/3"]) with { Mode = LinkMode.Suggested });
        var whole = story.Body<Biography>("provisions/d1.1");
        Assert.Equal([("plan/d2/1", Fate.Split, false), ("plan/d2/2", Fate.Split, false), ("plan/d2/3", Fate.Carried, false)], whole.Related.Select(r => (r.Ref, r.Fate, r.Earlier)));
        Assert.Equal(LinkMode.Suggested, whole.Related[2].Mode);
        Assert.Equal(["plan/d1/1"], whole.Wordings.Select(w => w.Ref));
        var half = story.Body<Biography>("provisions/d2.1").Related;
        Assert.Equal([("plan/d1/1", "d1.1", true), ("plan/d2/2", "d2.2", false)], half.Select(r => (r.Ref, r.Provision, r.Earlier)));
    }
}
