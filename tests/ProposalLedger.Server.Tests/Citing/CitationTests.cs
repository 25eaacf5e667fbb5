using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Citing;

public class CitationTests(Talks talks) : IClassFixture<Talks>
{
    private static readonly Citation Plain = new()
    {
        Author = "ProposalLedger", Title = "Positions - Island talks: State as recorded, ledger position 9", Negotiation = "island-talks", Path = "positions", View = "positions", Recorded = new(2026, 11, 6),
        Position = 9, Format = 1, Sha256 = new string('a', 64), Page = "https://ledger.example/island-talks/positions?at=9&v=1", Data = "https://ledger.example/api/negotiations/island-talks/positions?at=9&v=1",
    };

    private static string Write(string style, Citation citation) => CitationStyles.Find(style)!.Write(citation);

    [Fact]
    public void APA_names_author_day_work_kind_and_address() => Assert.Equal(
        "ProposalLedger. (2026, November 6). Positions - Island talks: State as recorded, ledger position 9 (Format 1) [Data set]. https://ledger.example/island-talks/positions?at=9&v=1\n", Write("apa", Plain));

    [Fact]
    public void No_date_of_today_is_in_it_unless_the_reader_says_when_he_looked()
    {
        Assert.All(CitationStyles.All, style => Assert.DoesNotContain("2027", style.Write(Plain), StringComparison.Ordinal));
        Assert.All(CitationStyles.All, style => Assert.Contains("2027", style.Write(Plain with { Accessed = new(2027, 1, 2) }), StringComparison.Ordinal));
    }

    [Fact]
    public void Each_style_has_the_permanent_address_and_all_but_the_bibliographys_line_the_hash()
    {
        Assert.All(CitationStyles.All, style => Assert.Contains(Plain.Page, style.Write(Plain), StringComparison.Ordinal));
        Assert.All(CitationStyles.All.Where(s => s.Name != "apa"), style => Assert.Contains(Plain.Sha256, style.Write(Plain), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("50 % of {all} $ & #1 _ ~ ^ \\ \"so\""), InlineData("\\input{/etc/passwd}"), InlineData("}, note = {owned}\n@misc{x,"), InlineData("two\r\nER  - \r\nTY  - BOOK"), InlineData("\u202Eevil\u202C"), InlineData("<script>alert(1)</script>"), InlineData("عنوان")]
    public void A_hostile_title_stays_a_title(string title)
    {
        var citation = Plain with { Title = title };
        var bib = Write("bibtex", citation);
        var depth = 0;
        for (var i = 0; i < bib.Length; i++)
        {
            // Every brace counts, behind a backslash too: so BibTeX counts them.
            depth += bib[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (bib[i] == '}' && depth <= 0) Assert.Equal("}\n", bib[i..]); // the entry's own, at the end
        }
        Assert.Equal(0, depth);
        Assert.Single(Regex.Matches(bib, "@misc", RegexOptions.None, TimeSpan.FromSeconds(1)), m => m.Index == 0);
        var fields = Regex.Matches(bib, "^  (?<name>[a-z]+) = ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["name"].Value).ToList();
        Assert.Equal(fields.Distinct(), fields);
        // A control sequence of the title's own is told as text.
        Assert.DoesNotMatch(@"\\input\b", bib);

        var ris = Write("ris", citation).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(ris, line => Assert.Matches("^[A-Z][A-Z0-9]  - ", line));
        Assert.Equal(("TY  - DATA", "ER  - "), (ris[0], ris[^1]));
        Assert.Single(ris, line => line.StartsWith("ER", StringComparison.Ordinal));

        var csl = JsonElement.Parse(Write("csl", citation))[0].GetProperty("title").GetString()!;
        Assert.DoesNotContain('\n', csl);
        Assert.All(CitationStyles.All, style => Assert.DoesNotContain('\u202E', style.Write(citation)));
        Assert.Equal(2, Write("apa", citation).Split('\n').Length);
    }

    [Fact]
    public void BibTeX_has_no_percent_sign_that_begins_a_comment()
    {
        var bib = Write("bibtex", Plain with { Data = Plain.Data + "&about=a%20b%23c_d", Title = "50 %" });
        Assert.Contains(@"\&about=a\%20b\%23c\_d}", bib, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\url", bib, StringComparison.Ordinal);
        Assert.All(bib.Split('\n').Where(line => !line.StartsWith("  url =", StringComparison.Ordinal)), line => Assert.DoesNotMatch(@"(?<!\\)%", line));
    }

    [Fact]
    public async Task A_claim_is_cited_by_its_whole_text()
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"word{i}"));
        (await talks.Writer.PostAsync(Talks.N + "/claims", Talks.Claim.Replace("\"north-supports\"", "\"long-text\"", StringComparison.Ordinal))).Must(HttpStatusCode.Created);
        (await talks.Writer.PostAsync(Talks.N + "/claims/long-text/corrections", $$"""{"reason":"Longer.","text":"{{text}}"}""", ("If-Match", "*"))).Must(HttpStatusCode.Created);
        var cited = (await talks.Reader.ReadAsync(Talks.N + "/cite?style=csl&view=claims/long-text")).Must(HttpStatusCode.OK).Json[0];
        Assert.StartsWith($"{text} - Island talks: ", cited.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Matches("<title>(word[0-9]+ )+word[0-9]+… - Island talks", WebUtility.HtmlDecode(await talks.Reader.GetStringAsync("/island-talks/claims/long-text", TestContext.Current.CancellationToken)));
    }

    [Theory, InlineData("search?q=zone"), InlineData("search")]
    public async Task A_search_is_no_view_to_cite(string view)
    {
        var told = (await talks.Reader.ReadAsync($"{Talks.N}/cite?view={Uri.EscapeDataString(view)}")).Must(HttpStatusCode.NotFound);
        Assert.Equal("unknown-view", told.Problem);
        var page = await talks.Reader.GetStringAsync($"/island-talks/{view}", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("id=\"cite\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_cites_what_it_serves()
    {
        var view = (await talks.Reader.ReadAsync(Talks.N + "/positions?draft=zone-plan/first&asOf=2025-01-31")).Must(HttpStatusCode.OK);
        var at = view.Header("Ledger-Position");
        var csl = (await talks.Reader.ReadAsync($"{Talks.N}/cite?view={Uri.EscapeDataString("positions?draft=zone-plan/first")}&asOf=2025-01-31&style=csl&accessed=2026-12-24")).Must(HttpStatusCode.OK);
        Assert.Equal("application/vnd.citationstyles.csl+json", csl.ContentHeaders.ContentType!.MediaType);
        Assert.Equal($"island-talks-positions-{at}-{view.ETag.Trim('"')[..6]}.json", csl.ContentHeaders.ContentDisposition!.FileName!.Trim('"'));
        var item = csl.Json[0];
        Assert.Contains(view.ETag.Trim('"'), item.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal($"Positions - Island talks: State on 31 January 2025, as recorded, ledger position {at}", item.GetProperty("title").GetString());
        var page = new Uri(item.GetProperty("URL").GetString()!);
        Assert.Equal($"{talks.Server.BaseAddress}island-talks/positions?draft=zone-plan/first&asOf=2025-01-31&at={at}&v=1", page.ToString());
        Assert.Contains(view.ETag.Trim('"'), await talks.Reader.GetStringAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var data = new Uri(item.GetProperty("note").GetString()!.Split("data at ")[1]);
        Assert.Equal(view.ETag, (await talks.Reader.ReadAsync(data.PathAndQuery)).Must(HttpStatusCode.OK).ETag);
        Assert.Equal([2026, 12, 24], item.GetProperty("accessed").GetProperty("date-parts")[0].EnumerateArray().Select(p => p.GetInt32()));
        var last = (await talks.Reader.ReadAsync($"/api/events/{at}")).Json.GetProperty("time").GetDateTimeOffset().UtcDateTime;
        Assert.Equal([last.Year, last.Month, last.Day], item.GetProperty("issued").GetProperty("date-parts")[0].EnumerateArray().Select(p => p.GetInt32()));
    }

    [Fact]
    public async Task An_older_id_is_cited_as_what_it_leads_to_and_the_name_and_address_are_the_configurations()
    {
        await using var named = await Testing.LedgerServer.StartAsync(talks.Server.Database, ("Ledger:Name", "Ledger of {Talks}"), ("Ledger:PublicAddress", "https://ledger.example/"));
        var bib = (await named.Reader.ReadAsync($"{Talks.N}/cite?view=provisions/zone-plan/first.1&style=bibtex")).Must(HttpStatusCode.OK).Body;
        Assert.Contains(@"author = {{Ledger of \textbraceleft{}Talks\textbraceright{}}}", bib, StringComparison.Ordinal);
        Assert.Contains("url = {https://ledger.example/island-talks/provisions/first.1?at=", bib, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("style=mla", "unknown-style", "/style"), InlineData("accessed=yesterday", "bad-parameter", "/accessed"), InlineData("view=claims%3Fat%3D3&at=3", "bad-parameter", "/view")]
    [InlineData("view=claims%3Flimit%3D0", "bad-limit", "/limit"), InlineData("vew=claims", "unknown-parameter", "/vew")]
    public async Task P14_What_cannot_be_read_is_told(string query, string code, string pointer) =>
        Assert.Contains((code, pointer), (await talks.Reader.ReadAsync($"{Talks.N}/cite?{query}")).Must(HttpStatusCode.BadRequest).Errors);

    [Theory, InlineData("view=nothing", "unknown-view"), InlineData("view=claims/nothing", "unknown-claim"), InlineData("at=99999", "position-beyond-head")]
    public async Task P14_What_is_not_there_cannot_be_cited(string query, string code) =>
        Assert.Equal(code, (await talks.Reader.ReadAsync($"{Talks.N}/cite?{query}")).Must(HttpStatusCode.NotFound).Problem);
}
