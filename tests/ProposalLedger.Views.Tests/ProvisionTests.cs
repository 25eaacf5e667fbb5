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
}
