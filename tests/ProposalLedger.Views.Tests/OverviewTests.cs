using ProposalLedger.Server.Pages;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Views.Tests;

public sealed class OverviewTests
{
    [Fact]
    public void It_begins_with_the_drafts_in_time_and_their_points()
    {
        var overview = Story.OfDrafts(A.Points("1", "2"), A.Points("1")).Given(A.Status("s", "1", PointStatus.Agreed, "2025-06-11")).Body<NegotiationOverview>("");
        Assert.Equal([("plan/d1", 2, 0, false), ("plan/d2", 1, 2, true)], overview.Summary.Drafts.Select(d => (d.Draft, d.Points, d.Unaccounted, d.Current)));
        Assert.Equal(["agreed"], overview.Summary.Drafts[0].Statuses.Keys);
        Assert.Equal((4, 2, 1, 0), (overview.Summary.Counts["parties"], overview.Summary.Counts["drafts"], overview.Summary.Counts["proposals"], overview.Summary.Counts["claims"]));
        Assert.Equal((13L, EntryKind.Status, "s"), (overview.Latest[0].Position, overview.Latest[0].Kind, overview.Latest[0].Key));
    }

    [Fact]
    public void A_title_is_no_count_of_points()
    {
        var story = Story.OfDrafts(A.Points("1"), []).Given(A.Draft("d3", "2025-06-30") with
        {
            BasedOn = "plan/d2", Title = "Reply to the 500-point plan", Reported = [new() { Text = "Seven.", Count = 7, Sources = ["wire"] }, new() { Text = "Leaked.", Sources = ["wire"] }],
        });
        var evolution = new Evolution(new Here(story.Dossier().At(Cut.Now), ""), story.Body<NegotiationOverview>("").Summary.Drafts);
        Assert.Equal("1 point, then an unknown number, then 7 (as reported)", evolution.Headline());
    }

    [Fact]
    public void Open_conflicts_are_named()
    {
        var story = Story.OfTalks().Given(
            A.Claim("a", "north", Stance.Supports, "2025-06-09"), A.Claim("b", "north", Stance.Opposes, "2025-06-09"), A.Conflict("x", "a", "b"), A.Conflict("y", "a", "b"),
            A.Conflict("z", "a", "b"), A.Resolution("r", "x", "a"), A.Resolution("s", "z", "none"));
        Assert.Equal(["y", "z"], story.Body<NegotiationOverview>("").OpenConflicts);
    }

    [Fact]
    public void The_list_of_negotiations_holds_what_the_cut_holds()
    {
        var dossier = Story.OfTalks().Dossier();
        Page<NegotiationSummary> List(Cut cut) => (Page<NegotiationSummary>)((Answer.Body)Questions.Negotiations([dossier.At(cut)], [], new Dictionary<string, string>())).Value;
        var body = System.Text.Json.Nodes.JsonNode.Parse(ViewJson.Write(List(Cut.Now)))!["items"]![0]!;
        Assert.Equal(("talks", "Talks", 9), ((string?)body["id"], (string?)body["title"], (int)body["latestChange"]!["position"]!));
        Assert.Single(List(new Cut { At = 1 }).Items);
        Assert.Equal("unknown-negotiation", Assert.IsType<Answer.NotFound>(new Story().Ask("")).Code);
    }
}
