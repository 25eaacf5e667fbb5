using System.Text.Json.Nodes;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Compare;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Negotiations;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Views.Tests;

/// <summary>What of an entry could be known by a date: parts with sources of their own, and the sources themselves.</summary>
public sealed class PartsTests
{
    private const string First = "us-peace-plan/us-28", Second = "us-peace-plan/us-ua-19";
    private static readonly Snapshot Ukraine = RealCase.Of("ukraine-2025");
    private static readonly Cut Of24November = Known("2025-11-24");

    private static Cut Known(string by) => new() { KnownBy = Edtf.Parse(by) };

    private static T Ask<T>(Cut cut, string path, params (string Name, string Value)[] query) =>
        Assert.IsType<T>(Assert.IsType<Answer.Body>(Questions.Answer(Ukraine.At(cut), path, query.ToDictionary(q => q.Name, q => q.Value))).Value);

    private static string Json(Cut cut, string path, params (string Name, string Value)[] query) =>
        System.Text.Encoding.UTF8.GetString(ViewJson.Write(Assert.IsType<Answer.Body>(Questions.Answer(Ukraine.At(cut), path, query.ToDictionary(q => q.Name, q => q.Value))).Value));

    [Fact]
    public void P6_What_was_reported_in_December_is_in_no_view_as_known_in_November()
    {
        Assert.Contains("27 points on the Russian side in December", Json(Cut.Now, $"drafts/{First}"), StringComparison.Ordinal);
        (string Path, (string, string)[] Query)[] views =
        [
            ($"drafts/{First}", []), ($"drafts/{Second}", []), ("compare", [("drafts", $"{First},{Second}")]), ("timeline", [("limit", "500")]), ("since", [("published", "2025-11-20"), ("limit", "500")]),
            ("sessions", [("limit", "500")]), ("actions", [("limit", "500")]), ("claims", [("limit", "500")]), ("links", [("limit", "500")]), ("convergence", []), ("positions", []), ("", []), ("drafts", []),
        ];
        foreach (var (path, query) in views)
        {
            var body = Json(Of24November, path, query);
            Assert.DoesNotContain("prv-1203", body, StringComparison.Ordinal);
            Assert.DoesNotContain("in December", body, StringComparison.Ordinal);
            Assert.DoesNotContain("27 points in the main paper", body, StringComparison.Ordinal);
        }
        Assert.Contains("27 points on the Russian side in December", Json(Known("2025-12-03"), $"drafts/{First}"), StringComparison.Ordinal);
    }

    [Fact]
    public void P6_How_many_points_are_reported_is_told_by_those_who_had_reported()
    {
        int[] Counts(Cut cut) => [.. Ask<NegotiationOverview>(cut, "").Summary.Drafts.Single(d => d.Draft == Second).ReportedCounts];
        Assert.Equal([19, 22, 27], Counts(Cut.Now));
        Assert.Equal([19], Counts(Of24November));
        Assert.Equal([19, 22], Counts(Known("2025-11-30")));
        Assert.Equal([19], Ask<ConvergenceOfDrafts>(Of24November, "convergence").Drafts.Single(d => d.Draft == Second).ReportedCounts);
        Assert.DoesNotContain(27, Ask<Comparison>(Of24November, "compare", ("drafts", $"{First},{Second}")).Drafts.SelectMany(d => d.Reported).Select(r => r.Count).OfType<int>());
    }

    [Fact]
    public void P13_A_claim_rests_on_one_outlet_alone_until_another_has_published()
    {
        Assert.Equal(2, Ask<ClaimInFull>(Cut.Now, "claims/p065").Outlets.Count);
        Assert.Equal(["Newsmax (Reuters)"], Ask<ClaimInFull>(Of24November, "claims/p065").Outlets);
        Assert.Contains("p065", Ask<ClaimList>(Of24November, "claims", ("limit", "500")).OneOutlet);
        Assert.DoesNotContain("p065", Ask<ClaimList>(Known("2025-11-26"), "claims", ("limit", "500")).OneOutlet);
    }

    [Fact]
    public void A_source_is_no_happening_so_asOf_cuts_none()
    {
        var cut = new Cut { AsOf = Edtf.Parse("2025-11-24"), KnownBy = Edtf.Parse("2025-12-01") };
        Assert.Equal("overview-wp", (string?)JsonNode.Parse(Json(cut, "sources/overview-wp"))!["id"]);
        Assert.Equal("unknown-source", Assert.IsType<Answer.NotFound>(Questions.Answer(Ukraine.At(Of24November), "sources/overview-wp", new Dictionary<string, string>())).Code);
        Assert.Equal(Ukraine.Count<Source>(), Ukraine.At(new Cut { AsOf = Edtf.Parse("2020") }).Count<Source>());
    }

    private static readonly Story Story = Tests.Story.OfTalks().Given(
        Paper("early", "2025-06-02"), Paper("june", "2025-06"), Paper("late", "2025-07-10"), Paper("undated", null), new Proposal { Id = "plan", Title = "Plan", By = ["north"] },
        A.Draft("d1", "2025-06-01", A.Point("1") with { Sources = ["early", "late"] }) with
        {
            Sources = ["late", "undated"],
            Reported = [Says("at once", "late", "early"), Says("some day in June", "june"), Says("in July", "late"), Says("whenever", "undated"), Says("in July, or whenever", "late", "undated")],
        },
        new Session
        {
            Id = "m", Kind = SessionKind.Meeting, Status = SessionStatus.Held, Occurred = Edtf.Parse("2025-06-01"), Published = Edtf.Parse("2025-06-01"), Participants = [],
            Reports = [new SessionReport { What = ReportedAspect.Outcome, Text = "vague", Sources = ["june"] }, new SessionReport { What = ReportedAspect.Outcome, Text = "late", Sources = ["late"] }],
        },
        A.Claim("c", "north", Stance.Opposes, "2025-06-01") with { Sources = ["late"] });

    private static Source Paper(string id, string? published) => new() { Id = id, Publisher = $"Paper {id}", Title = "T", Kind = SourceKind.News, Published = published is null ? null : Edtf.Parse(published) };

    private static Reported Says(string text, params string[] sources) => new() { Text = text, Sources = [.. sources] };

    [Fact]
    public void A_part_comes_in_with_its_earliest_dated_source_and_one_without_any_with_its_entry()
    {
        var draft = Story.Body<DraftAsTabled>("drafts/plan/d1", Known("2025-06-15"));
        Assert.Equal(["at once", "whenever"], draft.Reported.Select(r => r.Text));
        Assert.Equal(["early"], draft.Reported[0].Sources);
        Assert.Equal(5, Story.Body<DraftAsTabled>("drafts/plan/d1", Known("2025-07-10")).Reported.Count);
        Assert.Equal(5, Story.Body<DraftAsTabled>("drafts/plan/d1", new Cut { AsOf = Edtf.Parse("2025-06-15") }).Reported.Count);
    }

    [Fact]
    public void A_part_that_straddles_the_cut_is_counted_where_it_would_be_shown()
    {
        int LeftOut(string view, string by) => (int?)Story.Json(view, Known(by))["leftOut"] ?? 0;
        foreach (var view in new[] { "drafts/plan/d1", "drafts", "proposals", "sessions", "sessions/m", "timeline?kind=draft", "timeline?kind=session", "convergence" })
            Assert.Equal((view, 1, 0), (view, LeftOut(view, "2025-06-15"), LeftOut(view, "2025-06-30")));
        // The source itself, too; what one point says shows no report.
        Assert.Equal(3, LeftOut("", "2025-06-15"));
        Assert.Equal(0, LeftOut("provisions/d1.1", "2025-06-15"));
    }

    [Fact]
    public void A_source_is_named_once_it_is_published_and_where_none_is_the_list_stays()
    {
        var draft = Story.Body<DraftAsTabled>("drafts/plan/d1", Known("2025-06-15"));
        Assert.Equal(["undated"], draft.Sources);
        Assert.Equal(["early"], draft.Points[0].Point.Sources);
        Assert.Equal(["late"], Story.Body<ClaimInFull>("claims/c", Known("2025-06-15")).Claim.Entry.Sources);
        Assert.Equal(["early", "late"], Story.Body<DraftAsTabled>("drafts/plan/d1", Known("2025-07-10")).Points[0].Point.Sources);
    }

    [Fact]
    public void P6_When_a_source_was_published_is_what_the_position_knew()
    {
        var story = new Story();
        story.Events.AddRange(Story.Events);
        var at = story.Events.Count;
        story.Corrected(Paper("late", "2025-06-03"));
        Assert.Equal(["at once", "whenever"], story.Body<DraftAsTabled>("drafts/plan/d1", Known("2025-06-15") with { At = at }).Reported.Select(r => r.Text));
        Assert.Equal(4, story.Body<DraftAsTabled>("drafts/plan/d1", Known("2025-06-15")).Reported.Count);
    }

    [Fact]
    public void P6_Two_cuts_that_hold_the_same_entries_and_not_the_same_of_them_share_nothing()
    {
        var dossier = Story.Dossier();
        string Point(string by) => System.Text.Encoding.UTF8.GetString(ViewJson.Write(Assert.IsType<Answer.Body>(Questions.Answer(dossier.At(Known(by)), "provisions/d1.1", new Dictionary<string, string>())).Value));
        Assert.Contains("\"late\"", Point("2025-07-31"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"late\"", Point("2025-06-30"), StringComparison.Ordinal);
        Assert.Contains("\"late\"", Point("2025-08-31"), StringComparison.Ordinal);
    }
}
