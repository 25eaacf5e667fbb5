namespace ProposalLedger.Domain.Tests.Negotiations;

public class VisibilityTests
{
    private static readonly Negotiation Talks = new() { Id = "talks", Title = "Talks" };
    private static readonly LedgerEvent.VisibilitySet Private = new(Visibility.Private);

    private static Command.SetVisibility Set(Visibility visibility, string reason = "The delegations ask for it.") => new(visibility, reason);

    [Fact]
    public void A_negotiation_is_public_until_it_is_made_private_and_may_be_opened_up_again()
    {
        Scenario.Given(Talks).When(Set(Visibility.Private)).Then(Private);
        Scenario.Given(Talks).And(Private).When(Set(Visibility.Public)).Then(new LedgerEvent.VisibilitySet(Visibility.Public));
    }

    [Fact]
    public void What_it_is_already_is_not_recorded_again()
    {
        Scenario.Given(Talks).When(Set(Visibility.Public)).ThenNothingHappened();
        Scenario.Given(Talks).And(Private).When(Set(Visibility.Private)).ThenNothingHappened();
    }

    [Fact]
    public void It_stays_private_through_all_else_that_is_recorded() =>
        Assert.Equal(Visibility.Private, Scenario.Given(Talks).And(Private).And(new LedgerEvent.Corrected(Talks with { Title = "T" })).And(new Party { Id = "a", Name = "A", Kind = PartyKind.Party }).Register.Visibility);

    [Theory, InlineData(""), InlineData(" \n")]
    public void P10_Who_may_read_is_not_changed_without_a_reason(string reason)
    {
        Scenario.Given(Talks).When(Set(Visibility.Private, reason)).ThenRefused("reason-required", "/reason");
        Scenario.Given(Talks).When(Set(Visibility.Public, reason)).ThenRefused("reason-required", "/reason");
    }

    [Fact]
    public void There_must_be_a_negotiation() => Scenario.Given(Array.Empty<LedgerEvent>()).When(Set(Visibility.Private)).ThenRefused("unknown-negotiation", "");

    [Fact]
    public void It_is_stored_under_its_own_name_with_what_it_says_alone()
    {
        Assert.Equal("visibility-set.v1", EventNames.Of(Private));
        Assert.Equal("""{"visibility":"private"}""", System.Text.Encoding.UTF8.GetString(EventJson.Write(Private)));
        Assert.Equal(Private, EventJson.Read("visibility-set.v1", EventJson.Write(Private)));
        Assert.Equal("negotiation:talks", StreamKey.Of("talks", Set(Visibility.Private), Scenario.Given(Talks).Register));
    }

    [Theory]
    [InlineData("negotiation:talks", "talks"), InlineData("proposal:talks/plan", "talks"), InlineData("positions:talks/north", "talks")]
    [InlineData("talks", null), InlineData("other:talks", null), InlineData("", null)]
    public void A_streams_key_names_its_negotiation(string key, string? negotiation) => Assert.Equal(negotiation, StreamKey.NegotiationOf(key));

    [Theory]
    [InlineData("access:talks", true, "talks"), InlineData("access:*", true, null), InlineData("access:ledger", true, "ledger"), InlineData("talks", false, null), InlineData("negotiation:access", false, null), InlineData("", false, null)]
    public void Tokens_and_roles_have_streams_that_are_of_no_negotiation(string key, bool isAccess, string? negotiation)
    {
        Assert.Equal((isAccess, negotiation), (StreamKey.IsAccess(key, out var named), named));
        Assert.Null(isAccess ? StreamKey.NegotiationOf(key) : null);
        if (isAccess) Assert.Equal(key, StreamKey.Access(negotiation));
    }
}
