namespace ProposalLedger.Domain.Tests.Proposals;

public class DraftTests
{
    [Fact]
    public void A_draft_is_not_edited_after_tabling() =>
        Recorded.When(First with { Points = [At("1")] }).ThenRefused(("id-taken", "/id"), ("draft-is-fixed", ""));

    [Fact]
    public void A_draft_id_is_given_once_in_a_negotiation() =>
        Recorded.And(Plan with { Id = "counter" }).When(First with { Proposal = "counter" }).ThenRefused("id-taken", "/id");

    [Fact]
    public void A_point_id_is_given_once_in_a_draft_nested_or_not() =>
        Before(First).When(First with { Points = [At("1"), At("2") with { Points = [At("1")] }] }).ThenRefused("id-taken", "/points/1/points/0/id");

    [Fact]
    public void A_full_text_has_points() => Before(First).When(First with { Points = [] }).ThenRefused("empty-list", "/points");

    [Fact]
    public void An_unknown_text_has_none() => Before(First).When(First with { Text = TextExtent.Unknown }).ThenRefused("text-is-unknown", "/points");

    [Fact]
    public void A_draft_is_not_based_on_itself() =>
        Before(First).When(First with { BasedOn = "plan/first" }).ThenRefused(("same-draft", "/basedOn"), ("unknown-draft", "/basedOn"));

    [Fact]
    public void A_proposal_is_somebodys() => Before(Plan).When(Plan with { By = [] }).ThenRefused("empty-list", "/by");

    [Fact]
    public void A_term_has_a_value_or_a_range_and_not_both()
    {
        var range = new TermRange { From = 1 };
        When(new Term { Name = "level", Unit = "m" }).ThenRefused("value-or-range", "/points/0/terms/0");
        When(new Term { Name = "level", Unit = "m", Value = 1, Range = range }).ThenRefused("value-or-range", "/points/0/terms/0");
        When(new Term { Name = "level", Unit = "m", Range = new TermRange() }).ThenRefused("value-or-range", "/points/0/terms/0/range");
        When(new Term { Name = "level", Unit = "m", Range = new TermRange { From = 2, To = 1 } }).ThenRefused("end-before-beginning", "/points/0/terms/0/range/to");
        When(new Term { Name = "Level", Unit = "", Range = range }).ThenRefused(("not-a-slug", "/points/0/terms/0/name"), ("blank", "/points/0/terms/0/unit"));
    }

    [Theory]
    [InlineData("9007199254740992", false)]
    [InlineData("-9007199254740991", true)]
    [InlineData("123456789012.345", true)]
    [InlineData("1234567890123.456", false)]
    [InlineData("0.10000000000000000", true)]
    public void A_number_is_one_that_every_reader_reads_alike(string number, bool fits)
    {
        var when = When(new Term { Name = "level", Unit = "m", Value = decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture) });
        if (fits) Assert.IsType<Decision.Accepted>(when.Decision);
        else when.ThenRefused("number-out-of-range", "/points/0/terms/0/value");
    }

    [Fact]
    public void A_reported_count_of_points_begins_at_one() => Before(First).When(First with { Reported = [new() { Text = "Nothing is in it.", Count = 0, Sources = First.Sources }] })
        .ThenRefused("number-out-of-range", "/reported/0/count");

    [Theory, InlineData("english text"), InlineData("e"), InlineData("en_GB")]
    public void A_language_is_a_tag(string language) =>
        Before(First).When(First with { Points = [At("1") with { Language = language }] }).ThenRefused("not-a-language", "/points/0/language");

    private static When When(Term term) => Before(First).When(First with { Points = [At("1") with { Terms = [term] }] });
}
