using System.Text;

namespace ProposalLedger.Domain.Tests.Json;

public class EntryJsonTests
{
    private const string Party = """{"id":"a","name":"A","kind":"party"}""";

    [Theory]
    [InlineData("", "malformed-json", "")]
    [InlineData("{", "malformed-json", "")]
    [InlineData("""{"id":"a",}""", "malformed-json", "")]
    [InlineData("""{"id":"a"} x""", "malformed-json", "")]
    [InlineData("""{"id":NaN}""", "malformed-json", "")]
    [InlineData("null", "wrong-type", "")]
    [InlineData("[]", "wrong-type", "")]
    [InlineData("""{"id":"a","name":"A","kind":"party","colour":"red"}""", "unknown-field", "/colour")]
    [InlineData("""{"id":"a","name":"A","kind":"party","Name":"A"}""", "unknown-field", "/Name")]
    [InlineData("""{"id":"a","name":"A","kind":"party","entryKind":"party"}""", "unknown-field", "/entryKind")]
    [InlineData("""{"id":"a","name":"A","kind":"party","a/b~c":1}""", "unknown-field", "/a~1b~0c")]
    [InlineData("""{"id":"a","name":"A","kind":"party","name":"B"}""", "duplicate-key", "/name")]
    [InlineData("""{"id":"a","name":"A","kind":"party","n\u0061me":"B"}""", "duplicate-key", "/name")]
    [InlineData("""{"id":"a","kind":"party"}""", "missing-field", "/name")]
    [InlineData("""{"id":"a","name":null,"kind":"party"}""", "wrong-type", "/name")]
    [InlineData("""{"id":"a","name":1,"kind":"party"}""", "wrong-type", "/name")]
    [InlineData("""{"id":"a","name":"A","kind":"Party"}""", "unknown-value", "/kind")]
    [InlineData("""{"id":"a","name":"A","kind":0}""", "wrong-type", "/kind")]
    [InlineData("""{"id":"a","name":"A","kind":"party","members":"b"}""", "wrong-type", "/members")]
    [InlineData("""{"id":"a","name":"A","kind":"party","members":[null]}""", "wrong-type", "/members/0")]
    [InlineData("""{"id":"a","name":"A","kind":"party","members":null}""", "wrong-type", "/members")]
    [InlineData("""{"id":"a","name":"A","kind":"party","aliases":[{"nom":"B"}]}""", "unknown-field", "/aliases/0/nom", "missing-field", "/aliases/0/name")]
    [InlineData("""{"id":"a","name":"\ud800","kind":"party"}""", "malformed-json", "/name")]
    [InlineData("""{"id":"a","name":"A","kind":"party","\udc00":1}""", "malformed-json", "")]
    public void What_is_wrong_with_a_party_is_told_with_its_place(string json, params string[] codesAndPointers) =>
        Refused(EntryKind.Party, json, codesAndPointers);

    [Theory]
    [InlineData("\"2025-02-30\"", "impossible-date")]
    [InlineData("\"soon\"", "impossible-date")]
    [InlineData("\"2025-11-23/2025-11-21\"", "end-before-beginning")]
    [InlineData("\"2025-11-23/2025-02-30\"", "impossible-date")]
    [InlineData("2025", "wrong-type")]
    public void A_date_that_is_none_is_told(string date, string code) =>
        Refused(EntryKind.Source, $$"""{"id":"a","publisher":"P","title":"T","kind":"news","published":{{date}}}""", code, "/published");

    [Theory]
    [InlineData("1e400", "number-out-of-range")]
    [InlineData("1e300", "number-out-of-range")]
    [InlineData("0.1234567890123456789", "number-out-of-range")]
    [InlineData("\"1\"", "wrong-type")]
    public void A_number_that_would_not_come_back_the_same_is_told(string number, string code) => Refused(EntryKind.Draft, $$"""
        {"id":"a","title":"T","occurred":"2025","text":"full","sources":["s"],"points":[{"id":"1","label":"1","textKind":"oral","text":"T","sources":["s"],
         "terms":[{"name":"n","unit":"u","value":{{number}}}]}]}
        """, code, "/points/0/terms/0/value");

    [Fact]
    public void A_stance_on_a_bare_issue_cannot_be_said() => Refused(EntryKind.Claim, """
        {"id":"a","kind":"position","speaker":{"name":"A"},"about":{"issue":"dam"},"stance":"opposes","basis":"observer","occurred":"2025","text":"T","sources":["s"]}
        """, "unknown-field", "/about/issue");

    [Fact]
    public void The_values_that_are_allowed_are_told() =>
        Assert.Contains("third-party, external-body", EntryJson.Parse(EntryKind.Party, """{"id":"a","name":"A","kind":"x"}"""u8).Refusals[0].Detail, StringComparison.Ordinal);

    [Fact]
    public void Malformed_JSON_is_told_with_line_and_column()
    {
        var refusal = Assert.Single(EntryJson.Parse(EntryKind.Party, "{\n  \"id\": x }"u8).Refusals);
        Assert.Equal((2, 9), (refusal.Line, refusal.Column));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Party);
        bytes[Party.IndexOf('A', StringComparison.Ordinal)] = 0xFF;
        Assert.Equal("malformed-json", Assert.Single(EntryJson.Parse(EntryKind.Party, bytes).Refusals).Code);
    }

    [Theory, InlineData(33), InlineData(50_000), InlineData(200_000)]
    public void Nesting_ends_at_32_levels(int depth)
    {
        var json = $$"""{"id":"a","name":"A","kind":"party","x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";
        Assert.Equal("too-deep", Assert.Single(EntryJson.Parse(EntryKind.Party, Encoding.UTF8.GetBytes(json)).Refusals).Code);
    }

    [Fact]
    public void Nesting_of_32_levels_is_read()
    {
        // Record, then fifteen lists of points in each other: 31 levels; the sources of the last are the 32nd.
        var point = """{"id":"p","label":"1","textKind":"oral","text":"T","sources":["s"]}""";
        for (var i = 0; i < 14; i++) point = """{"id":"p","label":"1","textKind":"oral","text":"T","sources":["s"],"points":[""" + point + "]}";
        var draft = $$"""{"id":"a","title":"T","occurred":"2025","text":"full","sources":["s"],"points":[{{point}}]}""";
        Assert.Empty(EntryJson.Parse(EntryKind.Draft, Encoding.UTF8.GetBytes(draft)).Refusals);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Refused(EntryKind.Source, """{"id":1,"kind":"novel","published":"2025-13","pages":3}""",
        "wrong-type", "/id", "unknown-value", "/kind", "impossible-date", "/published", "unknown-field", "/pages", "missing-field", "/publisher", "missing-field", "/title");

    private static void Refused(EntryKind kind, string json, params string[] codesAndPointers)
    {
        var parsed = EntryJson.Parse(kind, Encoding.UTF8.GetBytes(json));
        Assert.Null(parsed.Entry);
        Assert.Equal(codesAndPointers.Chunk(2).Select(c => (c[0], c[1])).Order(), parsed.Refusals.Select(r => (r.Code, r.Pointer)).Order());
    }
}
