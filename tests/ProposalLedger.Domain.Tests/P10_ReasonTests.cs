namespace ProposalLedger.Domain.Tests;

/// <summary>Promise 10: every event names an actor; corrections, retractions, resolutions and status changes need a reason.</summary>
public class P10_ReasonTests
{
    [Theory, InlineData(null), InlineData(""), InlineData("  "), InlineData("\u200B")]
    public void P10_No_event_without_an_actor(string? actor)
    {
        var refused = Assert.IsType<Decision.Refused>(Decider.Decide(new Command.Record(South), Before(South).Register, actor));
        Assert.Equal("actor-required", Assert.Single(refused.Refusals).Code);
    }

    [Theory, InlineData("a\nb"), InlineData("a\0")]
    [InlineData("owner\u200b"), InlineData("\u202eowner"), InlineData("owner\u2028"), InlineData("owner\u3164")]
    public void P10_An_actor_is_a_name_on_one_line(string actor) => Assert.Equal("actor-not-usable", Actors.Check(actor)?.Code);

    [Fact]
    public void P10_A_named_actor_may_record() =>
        Assert.Single(Assert.IsType<Decision.Accepted>(Decider.Decide(new Command.Record(South), Before(South).Register, "editor")).Events);

    [Theory, InlineData(""), InlineData(" \n"), InlineData("\u2060")]
    public void P10_A_correction_needs_a_reason(string reason) => Recorded.WhenCorrected(North with { Name = "N" }, reason).ThenRefused("reason-required", "/reason");

    [Fact]
    public void P10_A_correction_needs_a_reason_even_where_nothing_changes() => Recorded.WhenCorrected(North, "").ThenRefused("reason-required", "/reason");

    [Theory, InlineData(""), InlineData(" \n")]
    public void P10_A_retraction_needs_a_reason(string reason) => Recorded.WhenRetracted(North, reason).ThenRefused("reason-required", "/reason");

    [Fact]
    public void P10_A_resolution_needs_a_reason() => Before(Settled).When(Settled with { Reason = " " }).ThenRefused("reason-required", "/reason");

    [Fact]
    public void P10_A_status_needs_a_reason() => Before(OneAgreed).When(OneAgreed with { Reason = "" }).ThenRefused("reason-required", "/reason");

    [Fact]
    public void P10_The_reason_goes_with_the_event()
    {
        Recorded.WhenCorrected(North with { Name = "N" }, "Misspelt.").ThenReason("Misspelt.");
        Recorded.WhenRetracted(North, "Not a party.").ThenReason("Not a party.");
        Before(Settled).When(Settled).ThenReason(Settled.Reason);
        Before(OneAgreed).When(OneAgreed).ThenReason(OneAgreed.Reason);
        Before(South).When(new Command.Record(South, "A comment.")).ThenReason("A comment.");
        Before(South).When(new Command.Record(South, " ")).ThenReason(null);
    }

    [Fact]
    public void P10_A_reason_is_a_text_like_any_other() =>
        Recorded.WhenCorrected(North with { Name = "N" }, "a\0b").ThenRefused("forbidden-character", "/reason");
}
