namespace ProposalLedger.Views.Tests;

public sealed class MandatesTests
{
    private static Story Envoys() => Story.OfTalks().Given(
        new Person { Id = "adams", Name = "Adams" }, new Person { Id = "baker", Name = "Baker" },
        Of("adams", "both") with { To = Edtf.Parse("2025-03-15") }, Of("adams", "one") with { From = Edtf.Parse("2025-03-15") },
        Of("baker", "undated"), Of("baker", "later") with { From = Edtf.Parse("2025-04") });

    [Fact]
    public void On_a_day_are_those_that_had_begun_and_not_ended_and_a_missing_date_is_said_and_not_guessed()
    {
        Assert.Equal(["one yes", "undated begin-unknown"], On("2025-03-16"));
        Assert.Equal(["both changing", "one changing", "undated begin-unknown"], On("2025-03-15"));
        Assert.Equal(["both begin-unknown", "undated begin-unknown"], On("2025-03-14"));
        Assert.Equal(["one yes", "later changing", "undated begin-unknown"], On("2025-04-10"));
        Assert.Equal(["one yes", "later yes", "undated begin-unknown"], On("2025-05-01"));
        Assert.Equal(2, (int)Envoys().Json("mandates?on=2025-03-16")["outside"]!);
        Assert.Equal(["both", "later"], Envoys().Json("mandates?on=2025-03-16")["others"]!.AsArray().Select(i => (string)i!));
        Assert.Null(Envoys().Json("mandates")["others"]);
    }

    [Fact]
    public void A_changed_brief_names_the_one_before_it_and_the_one_after()
    {
        var all = Envoys().Json("mandates?person=adams")["items"]!;
        Assert.Equal(["one"], all[0]!["after"]!.AsArray().Select(i => (string)i!));
        Assert.Equal(["both"], all[1]!["before"]!.AsArray().Select(i => (string)i!));
    }

    [Theory]
    [InlineData("mandates?on=spring", "impossible-date")]
    [InlineData("mandates?on=2025/..", "open-ended-cut")]
    [InlineData("mandates?party=nobody", "unknown-party")]
    [InlineData("mandates?person=nobody", "unknown-person")]
    public void P14_A_day_or_a_name_that_cannot_be_read_is_refused(string address, string code) =>
        Assert.Equal(code, Assert.Single(Assert.IsType<Answer.Refused>(Envoys().Ask(address)).Refusals).Code);

    private static Mandate Of(string person, string id) => new() { Id = id, Person = person, Party = "north", Role = "envoy", Sources = ["wire"] };

    private static string[] On(string day) => [.. Envoys().Json($"mandates?on={day}")["items"]!.AsArray().Select(i => $"{i!["id"]} {i["holds"]}")];
}
