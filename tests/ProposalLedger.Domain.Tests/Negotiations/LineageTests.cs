namespace ProposalLedger.Domain.Tests.Negotiations;

public class LineageTests
{
    private static readonly Draft Partial = First with { Id = "partial", Text = TextExtent.Partial, Occurred = Date("2025-11/2025-12") };
    private static readonly Draft Fourth = Third with { Id = "fourth", Occurred = Date("2025") };
    private static readonly Given OnRecord = Recorded.And(Partial);
    private static readonly Link New = OneStays with { Id = "new" };
    private static readonly Link ToWhole = New with { To = [], ToDraft = "plan/third" };

    [Theory, InlineData(Fate.Dropped), InlineData(Fate.SetAside), InlineData(Fate.MovedToAnotherTrack), InlineData(Fate.Unknown)]
    public void What_is_not_in_a_full_text_leads_to_the_draft_it_is_missing_from(Fate fate) =>
        OnRecord.When(ToWhole with { Fate = fate }).ThenRecorded(ToWhole with { Fate = fate });

    [Theory, InlineData(Fate.Carried), InlineData(Fate.Reworded), InlineData(Fate.Renumbered), InlineData(Fate.Moved), InlineData(Fate.Joined), InlineData(Fate.Reinstated)]
    public void What_is_in_a_full_text_is_there_as_a_point(Fate fate) =>
        OnRecord.When(ToWhole with { Fate = fate, From = ["plan/first/1", "plan/first/2"] }).ThenRefused("point-required", "/to");

    [Theory, InlineData("plan/unseen"), InlineData("plan/partial")]
    public void A_draft_without_full_text_may_be_the_target(string draft)
    {
        var link = ToWhole with { ToDraft = draft };
        OnRecord.When(link).ThenRecorded(link);
    }

    [Fact]
    public void A_draft_without_full_text_may_be_where_a_point_comes_from()
    {
        var link = New with { From = [], FromDraft = "plan/unseen" };
        OnRecord.When(link).ThenRecorded(link);
        OnRecord.When(link with { FromDraft = "plan/first" }).ThenRefused("point-required", "/from");
    }

    [Fact]
    public void Whole_drafts_may_be_alike()
    {
        var link = New with { From = [], To = [], FromDraft = "plan/first", ToDraft = "plan/third", Fate = Fate.Unknown };
        OnRecord.When(link).ThenRecorded(link);
    }

    [Fact]
    public void A_link_has_two_ends() =>
        OnRecord.When(New with { From = [], To = [] }).ThenRefused(("missing-field", "/fromDraft"), ("missing-field", "/toDraft"));

    [Fact]
    public void A_split_has_two_targets()
    {
        OnRecord.When(New with { Fate = Fate.Split }).ThenRefused("split-needs-two-targets", "/to");
        OnRecord.When(New with { Fate = Fate.Split, To = ["plan/third/1", "plan/third/1"] }).ThenRefused("split-needs-two-targets", "/to");
        OnRecord.When(New with { Fate = Fate.Split, To = [], ToDraft = "plan/unseen" }).ThenRefused("split-needs-two-targets", "/to");
        var split = New with { Fate = Fate.Split, To = ["plan/third/1", "plan/third/2"] };
        OnRecord.When(split).ThenRecorded(split);
    }

    [Fact]
    public void A_split_is_into_points_of_one_draft() =>
        OnRecord.When(New with { Fate = Fate.Split, To = ["plan/third/1", "plan/partial/2"] }).ThenRefused("points-of-several-drafts", "/to");

    [Fact]
    public void A_joined_point_has_two_sources() => OnRecord.When(New with { Fate = Fate.Joined }).ThenRefused("join-needs-two-sources", "/from");

    [Fact]
    public void What_was_inserted_comes_from_no_point() =>
        OnRecord.When(New with { Fate = Fate.Inserted, FromDraft = "plan/first" }).ThenRefused("inserted-has-no-source", "/from");

    [Fact]
    public void What_was_inserted_names_the_base()
    {
        var inserted = New with { Fate = Fate.Inserted, From = [], To = ["plan/third/4"] };
        OnRecord.When(inserted).ThenRefused("missing-field", "/fromDraft");
        OnRecord.When(inserted with { FromDraft = "plan/first" }).ThenRecorded(inserted with { FromDraft = "plan/first" });
    }

    [Fact]
    public void What_was_dropped_has_no_point() => OnRecord.When(New with { Fate = Fate.Dropped }).ThenRefused("dropped-has-no-target", "/to");

    [Fact]
    public void What_was_dropped_was_a_point() =>
        OnRecord.When(ToWhole with { Fate = Fate.Dropped, From = [], FromDraft = "plan/unseen" }).ThenRefused("empty-list", "/from");

    [Fact]
    public void A_link_leads_from_one_draft_to_another() => OnRecord.When(New with { To = ["plan/first/2"] }).ThenRefused("same-draft", "/to");

    [Fact]
    public void A_target_draft_named_beside_points_is_theirs() => OnRecord.When(New with { ToDraft = "plan/unseen" }).ThenRefused("points-of-several-drafts", "/to");

    [Fact]
    public void Rival_fates_are_recorded_side_by_side() => OnRecord.When(New with { Fate = Fate.Moved }).ThenRecorded(New with { Fate = Fate.Moved });

    [Fact]
    public void A_provision_is_not_its_own_ancestor_along_whatever_links()
    {
        var there = New with { From = ["plan/first/2"], To = ["plan/third/4"] };
        var onward = New with { Id = "onward", From = ["plan/third/4"], To = ["plan/partial/2"] };
        var back = New with { Id = "back", From = ["plan/partial/2"], To = ["plan/first/2"], Mode = LinkMode.Suggested };
        var chain = OnRecord.And(there, onward);
        chain.When(back).ThenRefused("own-ancestor", "/to");
        OnRecord.And(there).When(back).ThenRecorded(back);
        // What was retracted or corrected away leads nowhere; a correction may not close the circle either.
        chain.And(new LedgerEvent.Retracted(EntryKind.Link, there.Id, null, [])).When(back).ThenRecorded(back);
        chain.And(new LedgerEvent.Corrected(there with { From = ["plan/first/1"] })).When(back).ThenRecorded(back);
        OnRecord.And(there, back).WhenCorrected(back with { From = ["plan/third/4"] }).ThenRefused(("backward-link", "/to"), ("own-ancestor", "/to"));
    }

    [Fact]
    public void No_link_leads_into_a_text_that_was_there_before()
    {
        var back = Between("back", "plan/third/4", "plan/first/1");
        OnRecord.When(back).ThenRefused("backward-link", "/to");
        OnRecord.When(back with { Mode = LinkMode.Suggested }).ThenRefused("backward-link", "/to");
        OnRecord.When(back with { To = [], ToDraft = "plan/unseen" }).ThenRefused("backward-link", "/toDraft");
        OnRecord.And(New).WhenCorrected(New with { From = ["plan/third/1"], To = ["plan/first/2"] }).ThenRefused("backward-link", "/to");
        // Of equal and of overlapping dates nobody can say which came first.
        OnRecord.And(First with { Id = "rival" }).When(Between("rivals", "plan/rival/1", "plan/first/1")).ThenRecorded(Between("rivals", "plan/rival/1", "plan/first/1"));
        OnRecord.When(Between("vague", "plan/third/1", "plan/partial/1")).ThenRecorded(Between("vague", "plan/third/1", "plan/partial/1"));
    }

    private static Link Between(string id, string from, string to) => OneStays with { Id = id, From = [from], To = [to] };

    private static readonly Given Forward = Recorded.And(Fourth).And(Between("on", "plan/third/1", "plan/fourth/1"));

    [Fact]
    public void What_is_only_suggested_keeps_nobody_from_asserting_the_contrary()
    {
        var again = Between("again", "plan/fourth/2", "plan/first/2");
        Forward.And(Between("hunch", "plan/first/2", "plan/fourth/2") with { Mode = LinkMode.Suggested }).When(again).ThenRecorded(again);
        Forward.And(new LedgerEvent.Corrected(Between("on", "plan/third/1", "plan/fourth/1") with { Mode = LinkMode.Suggested }))
            .When(Between("back", "plan/fourth/1", "plan/first/1")).ThenRecorded(Between("back", "plan/fourth/1", "plan/first/1"));
    }

    [Fact]
    public void A_suggestion_that_is_corrected_into_an_assertion_makes_no_ancestor_either() =>
        Recorded.And(Fourth).And(Between("hunch", "plan/fourth/1", "plan/first/1") with { Mode = LinkMode.Suggested }, Between("on", "plan/third/1", "plan/fourth/1"))
            .WhenCorrected(Between("hunch", "plan/fourth/1", "plan/first/1")).ThenRefused("own-ancestor", "/to");

    [Fact]
    public void A_link_that_is_turned_round_is_judged_as_it_is_going_to_be() =>
        Forward.WhenCorrected(Between("on", "plan/fourth/1", "plan/third/1")).Then(new LedgerEvent.Corrected(Between("on", "plan/fourth/1", "plan/third/1")));

    [Fact]
    public void A_shortcut_is_no_circle() =>
        Forward.When(Between("shortcut", "plan/first/1", "plan/fourth/1")).ThenRecorded(Between("shortcut", "plan/first/1", "plan/fourth/1"));
}
