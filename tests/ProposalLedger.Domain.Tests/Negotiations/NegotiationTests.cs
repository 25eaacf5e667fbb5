namespace ProposalLedger.Domain.Tests.Negotiations;

public class NegotiationTests
{
    [Theory, InlineData("api"), InlineData("hubs"), InlineData("log"), InlineData("health"), InlineData("openapi"), InlineData("assets"), InlineData("account")]
    public void An_id_that_would_be_taken_for_an_address_is_reserved(string id) =>
        Scenario.Given(Array.Empty<Entry>()).When(River with { Id = id }).ThenRefused("reserved-id", "/id");

    [Fact]
    public void A_record_is_of_one_negotiation() => Recorded.When(River with { Id = "lake" }).ThenRefused("id-taken", "/id");

    [Fact]
    public void No_party_is_called_none() => Recorded.When(North with { Id = "none" }).ThenRefused("reserved-id", "/id");

    [Fact]
    public void A_mandate_does_not_end_before_it_begins() =>
        Before(Brief).When(Brief with { From = Date("2025-12"), To = Date("2025-11-30") }).ThenRefused("end-before-beginning", "/to");

    [Fact]
    public void A_mandate_may_end_within_the_month_in_which_it_begins()
    {
        var brief = Brief with { From = Date("2025-12"), To = Date("2025-12-05") };
        Before(Brief).When(brief).ThenRecorded(brief);
    }

    [Fact]
    public void A_mandate_rests_on_a_source() => Before(Brief).When(Brief with { Sources = [] }).ThenRefused("source-required", "/sources");

    [Theory]
    [InlineData("ftp://paper.example/1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//paper.example/1")]
    [InlineData("https://")]
    [InlineData("https://user:secret@paper.example/")]
    [InlineData("https://paper.example/a b")]
    public void A_source_is_addressed_by_http_or_https(string url) => Before(Paper).When(Paper with { Url = url }).ThenRefused("not-a-web-address", "/url");

    [Theory, InlineData("https://paper.example:8443/a?b=c@d#e"), InlineData("http://paper.example")]
    public void A_web_address_is_kept_as_it_is(string url) => Before(Paper).When(Paper with { Url = url }).ThenRecorded(Paper with { Url = url });

    [Theory, InlineData("abc"), InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    public void A_hash_is_64_lower_case_hex_digits(string hash) => Before(Paper).When(Paper with { Sha256 = hash }).ThenRefused("not-a-sha256", "/sha256");

    [Theory, InlineData("G"), InlineData("a"), InlineData("AB")]
    public void Reliability_goes_from_A_to_F(string grade) => Before(Paper).When(Paper with { Reliability = grade }).ThenRefused("unknown-value", "/reliability");
}
