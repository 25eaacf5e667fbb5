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

    private static Command.Record Open(Visibility? visibility) => new(Talks) { Visibility = visibility };

    [Fact]
    public void P15_It_is_opened_as_it_is_to_be_by_one_decision()
    {
        var opened = new LedgerEvent.Recorded(Talks);
        Scenario.Given(Array.Empty<LedgerEvent>()).When(Open(Visibility.Private)).Then(opened, Private);
        Scenario.Given(Array.Empty<LedgerEvent>()).When(Open(Visibility.Listed)).Then(opened, new LedgerEvent.VisibilitySet(Visibility.Listed));
        Scenario.Given(Array.Empty<LedgerEvent>()).When(Open(Visibility.Public)).Then(opened);
        Scenario.Given(Array.Empty<LedgerEvent>()).When(Open(null)).Then(opened);
        Assert.Equal([null, "Opened private."], Assert.IsType<Decision.Accepted>(Decider.Decide(Open(Visibility.Private), Register.Empty)).Events.Select(e => e.Reason));
    }

    [Fact]
    public void P15_One_that_is_there_is_not_made_otherwise_by_opening_it_again()
    {
        Scenario.Given(Talks).And(Private).When(Open(Visibility.Private)).ThenNothingHappened();
        Scenario.Given(Talks).And(Private).When(Open(null)).ThenNothingHappened();
        Scenario.Given(Talks).When(Open(Visibility.Public)).ThenNothingHappened();
        Scenario.Given(Talks).And(Private).When(Open(Visibility.Public)).ThenRefused("visibility-differs", "/visibility");
        Scenario.Given(Talks).When(Open(Visibility.Listed)).ThenRefused("visibility-differs", "/visibility");
    }

    [Fact]
    public void What_opens_it_has_the_fields_of_the_entry_and_its_visibility()
    {
        static IEnumerable<string> Fields(Type type) => LedgerJson.Options.GetTypeInfo(type).Properties.Where(p => p.Set is not null).Select(p => $"{p.Name} {p.PropertyType} {p.IsRequired} {p.IsSetNullable}").Order(StringComparer.Ordinal);
        Assert.Equal(["visibility"], Fields(typeof(Opening)).Except(Fields(typeof(Negotiation))).Select(field => field.Split(' ')[0]));
        Assert.Empty(Fields(typeof(Negotiation)).Except(Fields(typeof(Opening))));
        var parsed = EntryJson.ParseOpening("""{"id":"talks","title":"Talks","summary":"Long.","visibility":"private"}"""u8);
        Assert.Equal((Talks with { Summary = "Long." }, Visibility.Private), (parsed.Entry, parsed.Visibility));
        Assert.Equal([("unknown-field", "/visibility")], EntryJson.Parse(EntryKind.Negotiation, """{"id":"talks","title":"Talks","visibility":"private"}"""u8).Refusals.Select(r => (r.Code, r.Pointer)));
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
