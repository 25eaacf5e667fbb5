using ProposalLedger.Views.Catalogue;
using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Tests;

public sealed class ClaimsTests
{
    private static Story Talks() => Story.OfTalks().Given(
        A.Claim("b", "north", Stance.Opposes, "2025-06-02") with { Speaker = new Speaker { Name = "Jo", Party = "south", Person = "jo" } },
        A.Claim("a", "south", Stance.Supports, "2025-06-01") with { Sources = ["wire", "post"] },
        A.Claim("w", "south", Stance.Supports, "2025-06-03") with { Kind = ClaimKind.Warning, Stance = null, About = new Subject { Session = "s1" } },
        A.Claim("reply", "host", Stance.Supports, "2025-06-04") with { Kind = ClaimKind.Denial, Stance = null, About = new Subject { Claim = "a" } });

    [Theory]
    [InlineData("claims", "a b w reply")]
    [InlineData("claims?holder=south", "a w")]
    [InlineData("claims?speaker=Jo", "b")]
    [InlineData("claims?speaker=jo", "b")]
    [InlineData("claims?speaker=south", "b")]
    [InlineData("claims?about=cap", "a b")]
    [InlineData("claims?about=a", "reply")]
    [InlineData("claims?kind=warning,denial", "w reply")]
    [InlineData("claims?source=post", "a")]
    [InlineData("claims?session=s1", "w")]
    [InlineData("claims?holder=south&kind=position", "a")]
    [InlineData("claims?basis=first-hand,observer", "a b w reply")]
    [InlineData("claims?basis=attributed", "")]
    [InlineData("claims?stance=opposes", "b")]
    [InlineData("claims?stance=opposes,supports", "a b")]
    [InlineData("claims?issue=army", "a b")]
    [InlineData("claims?outlets=1", "b w reply")]
    [InlineData("claims?outlets=2", "a b w reply")]
    [InlineData("claims?conflict=open", "")]
    [InlineData("claims?session=s1&group=time", "w")]
    [InlineData("claims?from=2025-06-02&to=2025-06-03", "b w")]
    [InlineData("claims?from=2025-06-03", "w reply")]
    [InlineData("claims?to=2025-06-02", "a b")]
    [InlineData("claims?from=2025-06&to=2025-06", "a b w reply")]
    public void The_list_goes_by_when_it_was_said_and_filters_narrow_it(string path, string ids) =>
        Assert.Equal(ids, string.Join(' ', Talks().Body<Page<AsRecorded<Claim>>>(path).Items.Select(c => c.Entry.Id)));

    [Theory]
    [InlineData("claims?holder=nix", "/holder")]
    [InlineData("claims?speaker=Nobody", "/speaker")]
    [InlineData("claims?about=nothing", "/about")]
    [InlineData("claims?about=plan/d1/9", "/about")]
    [InlineData("claims?session=never", "/session")]
    [InlineData("claims?source=unheard", "/source")]
    [InlineData("claims?issue=weather", "/issue")]
    [InlineData("claims?basis=hearsay", "/basis")]
    [InlineData("claims?stance=accepts", "/stance")]
    [InlineData("claims?outlets=0", "/outlets")]
    [InlineData("claims?outlets=one", "/outlets")]
    [InlineData("claims?conflict=settled", "/conflict")]
    [InlineData("claims?group=party", "/group")]
    [InlineData("claims?from=soon", "/from")]
    [InlineData("claims?from=2025-12&to=2025-03", "/to")]
    [InlineData("timeline?from=2025-12&to=2025-03", "/to")]
    [InlineData("timeline?from=2025-06-02&to=2025-06-01", "/to")]
    [InlineData("claims?group=time,basis", "/group")]
    [InlineData("conflicts?kind=quarrel", "/kind")]
    [InlineData("conflicts?standing=closed", "/standing")]
    [InlineData("positions?sort=heat", "/sort")]
    [InlineData("convergence?draft=plan/d1", "/draft")]
    [InlineData("claims?foo=1", "/foo")]
    [InlineData("timeline?holder=north", "/holder")]
    [InlineData("parties?kind=party", "/kind")]
    [InlineData("parties/north?limit=1", "/limit")]
    public void P14_What_is_not_on_record_and_what_is_no_parameter_is_refused_and_named(string path, string pointer) =>
        Assert.Equal(pointer, Assert.Single(Assert.IsType<Answer.Refused>(Talks().Ask(path)).Refusals).Pointer);

    [Fact]
    public void P13_Who_is_not_heard_in_a_time_are_parties_spoken_of_in_it_and_nothing_else_may_narrow_the_list()
    {
        var story = Story.OfTalks().Given(
            A.Claim("of-south", "south", Stance.Opposes, "2025-06-02", Basis.OutletReported), A.Claim("own", "north", Stance.Opposes, "2025-06-02"),
            A.Claim("own-before", "south", Stance.Opposes, "2025-06-01"), A.Claim("vague", "north", Stance.Opposes, "2025-06"));
        string[] NotHeard(string query) => [.. story.Body<ClaimList>($"claims?{query}").NotHeardFirstHand];
        Assert.Equal(["south"], NotHeard("from=2025-06-02&to=2025-06-03&group=basis"));
        Assert.Empty(NotHeard("from=2025-06-01&to=2025-06-03"));
        Assert.Empty(NotHeard("from=2025-06-02&to=2025-06-03&basis=outlet-reported"));
        Assert.Empty(NotHeard("group=basis"));
        var asked = story.Body<ClaimList>("claims?from=2025-06-02&to=2025-06-03");
        Assert.Equal((3, 1), (asked.Total, asked.Vaguer));
    }

    [Fact]
    public void What_is_on_record_may_have_no_claims_and_a_date_cut_makes_nobody_unknown()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given(A.Claim("a", "north", Stance.Supports, "2025-06-01"));
        foreach (var path in (string[])["claims?holder=host", "claims?source=wire", "claims?about=plan/d1/1", "claims?about=ban", "claims?speaker=south"])
            Assert.IsType<Answer.Body>(story.Ask(path));
        Assert.IsType<Answer.Body>(story.Ask("claims?speaker=Somebody", new Cut { AsOf = Edtf.Parse("2025-01-01") }));
        Assert.IsType<Answer.Refused>(story.Ask("claims?speaker=Somebody", new Cut { At = 12 }));
    }

    [Fact]
    public void Pages_of_a_list_hold_everything_once_though_more_is_recorded_meanwhile()
    {
        var story = Talks();
        var (seen, next) = (new List<string>(), "");
        do
        {
            var page = story.Body<Page<AsRecorded<Claim>>>($"claims?limit=1{next}");
            seen.AddRange(page.Items.Select(c => c.Entry.Id));
            next = page.Next is null ? null : $"&next={page.Next}";
            story.Given(A.Claim($"old{seen.Count}", "north", Stance.Opposes, "2025-01-01"));
        }
        while (next is not null);
        Assert.Equal(["a", "b", "w", "reply"], seen);
    }

    [Fact]
    public void One_claim_comes_with_its_changes_conflicts_resolutions_and_replies()
    {
        var story = Talks().Given(A.Conflict("x", "a", "b"), A.Resolution("r", "x", "a"))
            .Corrected(A.Claim("a", "south", Stance.Demands, "2025-06-01"));
        var claim = story.Body<ClaimInFull>("claims/a");
        Assert.Equal((11L, 16L), (claim.Claim.Position, claim.Claim.Corrected));
        Assert.Equal([(11L, "claim-recorded.v1"), (16L, "claim-corrected.v1")], claim.Changes.Select(c => (c.Position, c.Type)));
        Assert.Equal([Stance.Supports, Stance.Demands], claim.Changes.Select(c => ((Claim)c.Entry!).Stance));
        var conflict = Assert.Single(claim.Conflicts);
        Assert.Equal(("x", true, "r"), (conflict.Conflict.Entry.Id, conflict.Resolved, conflict.Resolutions.Single().Entry.Id));
        Assert.Equal(["a", "b"], conflict.Rivals.Select(r => r.Entry.Id));
        Assert.Equal("reply", Assert.Single(claim.Replies).Entry.Id);
        Assert.Equal("demands", (string?)story.Json("claims/a")["changes"]![1]!["entry"]!["stance"]);
    }

    [Fact]
    public void P13_A_sessions_claims_are_grouped_by_whose_word_they_are_and_every_group_is_counted()
    {
        var of = new Subject { Session = "s1" };
        Claim Said(string id, string day, Basis basis) => A.Claim(id, "north", Stance.Supports, day, basis) with { Kind = ClaimKind.Assessment, Stance = null, About = of };
        var story = Story.OfTalks().Given(
            new Session
            {
                Id = "s1", Kind = SessionKind.Meeting, Status = SessionStatus.Held, Occurred = Edtf.Parse("2025-06-01"), Reports = [],
                Participants = [new Participants { Party = "north", Names = ["Jo"] }, new Participants { Party = "south", Names = [] }],
            },
            Said("observer", "2025-06-01", Basis.Observer), Said("own", "2025-06-03", Basis.FirstHand), Said("outlet", "2025-06-02", Basis.OutletReported), Said("own-before", "2025-06-02", Basis.FirstHand));
        var list = story.Body<ClaimList>("claims?session=s1");
        Assert.Equal(["own-before", "own", "outlet", "observer"], list.Items.Select(c => c.Entry.Id));
        Assert.Equal([(Basis.FirstHand, 2), (Basis.Attributed, 0), (Basis.OutletReported, 1), (Basis.Observer, 1)], list.Groups.Select(g => (g.Basis, g.Total)));
        Assert.Equal("own-before", list.FirstHandFrom);
        Assert.Equal(["south"], list.NotHeardFirstHand);
        Assert.Equal(["observer", "outlet", "own-before", "own"], story.Body<ClaimList>("claims?session=s1&group=time").Items.Select(c => c.Entry.Id));
        // The parts of a grouped list hold everything once, in the order of the groups.
        var first = story.Body<ClaimList>("claims?session=s1&limit=3");
        Assert.Equal(["observer"], story.Body<ClaimList>($"claims?session=s1&limit=3&next={first.Next}").Items.Select(c => c.Entry.Id));
        Assert.Equal(first.Groups, list.Groups);
    }

    [Fact]
    public void What_rests_on_one_outlet_alone_goes_by_publishers_and_not_by_pages()
    {
        var story = Story.OfTalks().Given(
            new Source { Id = "wire-2", Publisher = "WIRE ", Title = "Again", Kind = SourceKind.Agency }, new Source { Id = "post", Publisher = "Post", Title = "Own", Kind = SourceKind.News },
            A.Claim("alone", "north", Stance.Supports, "2025-06-01") with { Sources = ["wire", "wire-2"] }, A.Claim("two", "north", Stance.Supports, "2025-06-02") with { Sources = ["wire", "post"] });
        Assert.Equal(["alone"], story.Body<ClaimList>("claims?outlets=1").Items.Select(c => c.Entry.Id));
        Assert.Equal(["alone"], story.Body<ClaimList>("claims").OneOutlet);
        Assert.Equal(["Wire", "Post"], story.Body<ClaimInFull>("claims/two").Outlets);
        story.Given(A.Conflict("x", "alone", "two"));
        Assert.Equal(["alone"], story.Body<ConflictList>("conflicts").Items.Single().OneOutlet);
    }

    [Fact]
    public void A_grade_names_the_editor_who_gave_it_and_what_nobody_graded_has_none()
    {
        var claim = A.Claim("a", "north", Stance.Supports, "2025-06-01");
        var story = Story.OfTalks().Given(claim);
        Assert.Null(story.Body<ClaimInFull>("claims/a").GradedBy);
        story.Add(new LedgerEvent.Corrected(claim with { Credibility = 2 }), "vera");
        story.Add(new LedgerEvent.Corrected(claim with { Credibility = 2, Text = "Says it." }), "otto");
        Assert.Equal("vera", story.Body<ClaimInFull>("claims/a").GradedBy);
        Assert.Null(story.Body<ClaimInFull>("claims/a", new Cut { At = 10 }).GradedBy);
        story.Add(new LedgerEvent.Corrected(claim), "otto");
        Assert.Null(story.Body<ClaimInFull>("claims/a").GradedBy);
    }

    [Fact]
    public void P1_A_retracted_claim_leaves_the_lists_and_stays_readable()
    {
        var story = Talks().Retracted(EntryKind.Claim, "a");
        Assert.DoesNotContain(story.Body<Page<AsRecorded<Claim>>>("claims").Items, c => c.Entry.Id == "a");
        var body = story.Json("claims/a");
        Assert.Equal((14, "claim-retracted.v1", "a reason"), ((int)body["retracted"]!, (string?)body["changes"]![1]!["type"], (string?)body["changes"]![1]!["reason"]));
    }

    [Fact]
    public void Every_list_answers_and_every_entry_is_found_by_its_key()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1"));
        foreach (var list in (string[])["parties", "persons", "mandates", "issues", "propositions", "sources", "sessions", "actions", "proposals", "drafts", "links", "claims", "conflicts", "resolutions"])
            Assert.NotNull(story.Json(list)["items"]);
        Assert.Equal("North", story.Body<EntryInFull<Party>>("parties/north").Entry.Entry.Name);
        Assert.Equal(["plan/d1", "plan/d2"], story.Body<Page<ProposalShown>>("proposals").Items.Single().Drafts.Select(d => d.Draft));
    }
}
