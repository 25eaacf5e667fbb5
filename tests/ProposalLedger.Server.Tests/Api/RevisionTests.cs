using System.Net;
using System.Text.Json;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>Whatever has a list can be corrected and retracted, each in the same way.</summary>
public sealed class RevisionTests : IAsyncLifetime
{
    private Talks talks = null!;

    /// <summary>The address of each kind's list, an entry for it, the address of that entry, and a correction.</summary>
    public static TheoryData<string, string, string, string> Kinds => new()
    {
        { "/parties", """{"id":"x","name":"West","kind":"observer"}""", "/parties/x", """ "name":"The West" """ },
        { "/persons", """{"id":"x","name":"A. North"}""", "/persons/x", """ "name":"Ann North" """ },
        { "/mandates", """{"id":"x","person":"p","party":"north","sources":["gazette"]}""", "/mandates/x", """ "role":"envoy" """ },
        { "/issues", """{"id":"x","title":"Harbour"}""", "/issues/x", """ "title":"Harbours" """ },
        { "/propositions", """{"id":"x","issue":"fishing","text":"Nets are counted."}""", "/propositions/x", """ "text":"Nets are weighed." """ },
        { "/sources", """{"id":"x","publisher":"Post","title":"News","kind":"news"}""", "/sources/x", """ "published":"2025-01-11" """ },
        { "/sessions", """{"id":"x","kind":"call","status":"held","occurred":"2025-01-11","participants":[{"party":"north","names":["A"]}],"reports":[]}""", "/sessions/x", """ "status":"not-held" """ },
        { "/actions", """{"id":"x","actor":"north","occurred":"2025-01-12","text":"A patrol.","sources":["gazette"]}""", "/actions/x", """ "text":"Two patrols." """ },
        { "/proposals", """{"id":"x","title":"Other plan","by":["south"]}""", "/proposals/x", """ "status":"withdrawn" """ },
        { "/proposals/zone-plan/drafts", Draft("x"), "/drafts/zone-plan/x", """ "title":"As printed" """ },
        { "/proposals/zone-plan/drafts/first/renderings", """{"id":"x","labels":{"1":"(a)"},"sources":["gazette"]}""", "/proposals/zone-plan/drafts/first/renderings/x", """ "labels":{"1":"(A)"} """ },
        { "/proposals/zone-plan/amendments", """{"id":"x","draft":"zone-plan/first","by":["south"],"occurred":"2025-01-11","changes":[{"point":"1","kind":"delete"}],"sources":["gazette"]}""", "/proposals/zone-plan/amendments/x", """ "occurred":"2025-01-10" """ },
        { "/proposals/zone-plan/status", """{"id":"x","draft":"zone-plan/first","point":"1","status":"open","occurred":"2025-01-12","sources":["gazette"],"reason":"Said so."}""", "/proposals/zone-plan/status/x", """ "status":"dropped" """ },
        { "/lineage", """{"id":"x","fate":"reworded","from":["zone-plan/first/1"],"to":["zone-plan/second/1"],"mode":"asserted","confidence":"reported","sources":["gazette"]}""", "/lineage/x", """ "fate":"carried" """ },
        { "/claims", Talks.Claim.Replace("north-supports", "x", StringComparison.Ordinal), "/claims/x", """ "hedged":true """ },
        { "/conflicts", """{"id":"x","kind":"contradiction","claims":["north-supports","other"],"text":"Both cannot hold.","sources":["gazette"]}""", "/conflicts/x", """ "kind":"rendering" """ },
        { "/resolutions", """{"id":"x","conflict":"c","chosen":"other","reason":"It is the later."}""", "/resolutions/x", """ "chosen":"none" """ },
    };

    public async ValueTask InitializeAsync()
    {
        talks = new Talks();
        await talks.InitializeAsync();
        foreach (var (path, body) in new[]
        {
            ("/persons", """{"id":"p","name":"P. North"}"""), ("/proposals/zone-plan/drafts", Draft("second")),
            ("/claims", Talks.Claim.Replace("north-supports", "other", StringComparison.Ordinal)),
            ("/conflicts", """{"id":"c","kind":"contradiction","claims":["north-supports","other"],"text":"Both cannot hold.","sources":["gazette"]}"""),
        }) (await talks.Writer.PostAsync(Talks.N + path, body)).Must(HttpStatusCode.Created);
    }

    [Fact]
    public void Every_kind_of_entry_but_the_negotiation_is_tried() => Assert.Equal(Enum.GetValues<Domain.Entries.EntryKind>().Length - 1, Kinds.Count);

    [Theory, MemberData(nameof(Kinds))]
    public async Task P10_An_entry_is_corrected_and_retracted_with_a_reason_and_a_version_and_stays_readable(string list, string entry, string address, string fields)
    {
        var at = Talks.N + address;
        Assert.StartsWith("unknown-", (await talks.Writer.PostAsync($"{at}/corrections", """{"reason":"r"}""", ("If-Match", "*"))).Must(HttpStatusCode.NotFound).Problem, StringComparison.Ordinal);
        var recorded = (await talks.Writer.PostAsync(Talks.N + list, entry, ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var head = await talks.HeadAsync();
        foreach (var (path, body) in new[] { ("corrections", $$"""{"reason":"Misread.",{{fields}}}"""), ("retractions", """{"reason":"Misread."}""") })
        {
            Assert.Equal("if-match-required", (await talks.Writer.PostAsync($"{at}/{path}", body)).Must(HttpStatusCode.PreconditionRequired).Problem);
            Assert.Equal("version-conflict", (await talks.Writer.PostAsync($"{at}/{path}", body, ("If-Match", "\"99999\""))).Must(HttpStatusCode.PreconditionFailed).Problem);
            Assert.Equal("reason-required", (await talks.Writer.PostAsync($"{at}/{path}", body.Replace("Misread.", " ", StringComparison.Ordinal), ("If-Match", "*"))).Problem);
        }
        Assert.Equal("id-fixed", (await talks.Writer.PostAsync($"{at}/corrections", """{"reason":"r","id":"other"}""", ("If-Match", "*"))).Problem);
        Assert.Equal(head, await talks.HeadAsync());

        var corrected = (await talks.Writer.PostAsync($"{at}/corrections", $$"""{"reason":"Misread.",{{fields}}}""", ("If-Match", recorded.ETag))).Must(HttpStatusCode.Created);
        var happened = (await talks.Reader.ReadAsync($"/api/events/{corrected.Position}")).Must(HttpStatusCode.OK).Json;
        Assert.EndsWith("-corrected.v1", happened.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal(("owner", "Misread."), (happened.GetProperty("actor").GetString(), happened.GetProperty("reason").GetString()));
        using var patch = JsonDocument.Parse($"{{{fields}}}");
        foreach (var field in patch.RootElement.EnumerateObject())
            Assert.True(JsonElement.DeepEquals(field.Value, happened.GetProperty("data").GetProperty(field.Name)), field.Name);

        var retracted = (await talks.Writer.PostAsync($"{at}/retractions", """{"reason":"It was never said."}""", ("If-Match", corrected.ETag))).Must(HttpStatusCode.Created);
        Assert.Equal("It was never said.", (await talks.Reader.ReadAsync($"/api/events/{retracted.Position}")).Json.GetProperty("reason").GetString());
        Assert.Equal("retracted", (await talks.Writer.PostAsync($"{at}/corrections", """{"reason":"Again."}""", ("If-Match", "*"))).Must(HttpStatusCode.Conflict).Problem);
        var repeated = (await talks.Writer.PostAsync($"{at}/retractions", """{"reason":"Once more."}""", ("If-Match", "*"))).Must(HttpStatusCode.OK);
        Assert.Equal(retracted.Position, repeated.Position);
        using var sent = JsonDocument.Parse(entry);
        var first = (await talks.Reader.ReadAsync($"/api/events/{recorded.Position}")).Json.GetProperty("data");
        Assert.All(sent.RootElement.EnumerateObject(), field => Assert.True(!first.TryGetProperty(field.Name, out var kept) || JsonElement.DeepEquals(field.Value, kept), field.Name));
    }

    [Fact]
    public async Task What_belongs_to_a_draft_is_corrected_at_the_address_of_that_draft_alone()
    {
        (await talks.Writer.PostAsync(Talks.N + "/proposals/zone-plan/drafts/first/renderings", """{"id":"r","labels":{"1":"(a)"},"sources":["gazette"]}""")).Must(HttpStatusCode.Created);
        var elsewhere = await talks.Writer.PostAsync(Talks.N + "/proposals/zone-plan/drafts/second/renderings/r/corrections", """{"reason":"r","labels":{"1":"b"}}""", ("If-Match", "*"));
        Assert.Equal((HttpStatusCode.NotFound, "unknown-rendering"), (elsewhere.Status, elsewhere.Problem));
    }

    [Fact]
    public async Task A_corrected_link_shows_its_new_fate_and_a_retracted_one_accounts_for_nothing_any_more()
    {
        const string lineage = Talks.N + "/lineage?from=zone-plan/first&to=zone-plan/second";
        (await talks.Writer.PostAsync(Talks.N + "/lineage", """{"id":"l","fate":"reworded","from":["zone-plan/first/1"],"to":["zone-plan/second/1"],"mode":"asserted","confidence":"reported","sources":["gazette"]}""")).Must(HttpStatusCode.Created);
        var before = (await talks.Reader.ReadAsync(lineage)).Header("Ledger-Position");
        (await talks.Writer.PostAsync(Talks.N + "/lineage/l/corrections", """{"reason":"Word for word.","fate":"carried"}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var row = (await talks.Reader.ReadAsync(lineage)).Json.GetProperty("concordance")[0];
        Assert.Equal(("carried", "owner", true), (row.GetProperty("fate").GetString(), row.GetProperty("recordedBy").GetString(), row.TryGetProperty("corrected", out _)));
        (await talks.Writer.PostAsync(Talks.N + "/lineage/l/retractions", """{"reason":"Another text."}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var after = (await talks.Reader.ReadAsync(lineage)).Json;
        Assert.Equal(0, after.GetProperty("concordance").GetArrayLength());
        Assert.Equal("zone-plan/first/1", Assert.Single(after.GetProperty("unaccounted").EnumerateArray()).GetString());
        // The citation of before still says what it said (P6).
        Assert.Equal("reworded", (await talks.Reader.ReadAsync($"{lineage}&at={before}")).Json.GetProperty("concordance")[0].GetProperty("fate").GetString());
    }

    public ValueTask DisposeAsync() => talks.DisposeAsync();

    private static string Draft(string id) => $$"""
        {"id":"{{id}}","title":"Draft {{id}}","occurred":"2025-02-09","text":"full","sources":["gazette"],
         "points":[{"id":"1","label":"1","textKind":"verbatim","text":"The zone is fished by one island.","issue":"fishing","sources":["gazette"]}]}
        """;
}
