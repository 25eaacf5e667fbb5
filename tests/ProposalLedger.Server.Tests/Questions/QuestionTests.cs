using System.Net;
using System.Text.Json.Nodes;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Questions;

/// <summary>The questions of docs/questions.md: the answer that was found by hand in the facts, read off the address that the file gives, and off its page.</summary>
public sealed class QuestionTests(RealCase real) : IClassFixture<RealCase>
{
    private const string First = "us-peace-plan/us-28", E3 = "e3-counter/e3-28", Last = "us-peace-plan/us-ua-20";

    [Fact]
    public void There_are_thirteen() => Assert.Equal(Enumerable.Range(1, 13), RealCase.Addresses.Keys);

    [Fact]
    public async Task Q01_What_became_of_each_of_the_28_points_in_the_19()
    {
        var expected = new Dictionary<string, string>
        {
            ["1"] = "suggested carried", ["2"] = "unknown", ["3"] = "set-aside", ["4"] = "set-aside", ["5"] = "reworded", ["6"] = "dropped or reworded", ["7"] = "dropped or set-aside",
            ["8"] = "moved-to-another-track", ["9"] = "unknown", ["10"] = "reworded", ["11"] = "moved-to-another-track", ["12"] = "unknown", ["13"] = "moved-to-another-track",
            ["14"] = "moved-to-another-track", ["15"] = "dropped", ["16"] = "suggested carried", ["17"] = "dropped", ["18"] = "suggested carried", ["19"] = "unknown", ["20"] = "suggested carried",
            ["21"] = "dropped or set-aside", ["22"] = "unknown", ["23"] = "unknown", ["24"] = "unknown", ["25"] = "unknown", ["26"] = "dropped", ["27"] = "unknown", ["28"] = "unknown",
        };
        var body = await real.BodyAsync(1);
        var rows = List(body["concordance"]).SelectMany(r => Texts(r["from"]).Select(p => (Point: p.Split('/')[^1], Row: r))).Where(r => expected.ContainsKey(r.Point));
        var found = rows.GroupBy(r => r.Point).ToDictionary(g => g.Key, g => string.Join(" or ", g.Select(r => (Text(r.Row["mode"]) == "suggested" ? "suggested " : "") + Text(r.Row["fate"])).Order(StringComparer.Ordinal)));
        Assert.Equal(expected.OrderBy(e => int.Parse(e.Key)), found.OrderBy(e => int.Parse(e.Key)));
        Assert.Equal(new[] { "1", "16", "18", "20" }, Texts(body["unaccounted"]).Select(p => p.Split('/')[^1]));
        await SaysAsync(1, "2 reworded (1 of them inferred), 3 dropped (2 of them inferred), 2 set aside, 4 moved to another track (3 of them inferred), 10 fate unknown, 2 dropped or set aside (reports differ), 1 reworded or dropped (reports differ) and 4 suggested as carried", "nobody knows what became of: point 2",
            "Nothing is said of 10 (b), 10 (c) and 10 (d) apart from point 10", "With point 21");
    }

    [Fact]
    public async Task Q02_How_the_army_limit_changed_and_on_whose_account()
    {
        var body = await real.BodyAsync(2);
        Assert.Equal(
            [(First, 600_000, "unconditional", "ap-hutch ft-enb"), (E3, 800_000, "peacetime", "uanews-e3 unn-e3 prv-e3 deccan-e3"), (Last, 800_000, "peacetime", "censor-20 sweden-20")],
            List(body["wordings"]).Select(w => (Text(w["draft"]), (int)w["terms"]![0]!["value"]!, Text(w["terms"]![0]!["scope"]), string.Join(' ', Texts(w["sources"])))));
        var after = List(body["links"]).Where(l => Text(l["id"]).StartsWith("l-28-19-6", StringComparison.Ordinal)).ToDictionary(l => Text(l["fate"]), l => (Note: Text(l["note"]), Sources: Texts(l["sources"])));
        Assert.Equal(["caliber-19", "prm-19", "parapol-19"], after["dropped"].Sources);
        Assert.Equal(["inquis-660"], after["reworded"].Sources);
        Assert.Contains("660,000", after["reworded"].Note, StringComparison.Ordinal);
        await SaysAsync(2, "600,000 personnel, unconditional", "800,000 personnel, peacetime", "AP via The Hutchinson Post", "The Inquisitr, alone, gives 660,000", "gone, by ABC and RBC sources",
            "paraphrase, by the ledger, of the text as printed by AP via The Hutchinson Post", "as described aloud; reported by Censor.NET and Sweden Herald", "reported by The Inquisitr: ", "both 600,000 personnel and 800,000 personnel");
        Assert.DoesNotContain("600,000 to 800,000", await real.WordsAsync(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q03_Who_said_that_Kyiv_had_given_up_NATO_before_Kyiv_spoke()
    {
        var body = await real.BodyAsync(3);
        Assert.Equal(
            ["2025-03-21 Steve Witkoff attributed supports", "2025-11-25 Andriy Yermak first-hand opposes", "2025-12-03 Kyiv outlet-reported opposes", "2025-12-09 Volodymyr Zelenskyy first-hand opposes", "2025-12-14 Volodymyr Zelenskyy first-hand supports-if"],
            List(body["items"]).Select(c => $"{c["occurred"]} {c["speaker"]!["name"]} {c["basis"]} {c["stance"]}"));
        Assert.Equal("p071", Text(body["firstHandFrom"]));
        await SaysAsync(3, "Attributed, not first-hand: Steve Witkoff (United States) speaks of Ukraine", "Up to here others spoke of Ukraine. From here on it is heard first-hand. Yermak says");
    }

    [Fact]
    public async Task Q04_What_a_reader_could_know_of_the_plan_on_24_November_against_now()
    {
        var body = await AllAsync(RealCase.Addresses[4]);
        var items = List(body["items"]).ToLookup(i => Text(i["change"]), i => Text(i["key"]));
        Assert.Equal((36, 36), ((int)body["draft"]!["pointsEarlier"]!, (int)body["draft"]!["points"]!));
        string[] then = ["p062", "p063", "p069", "c-umerov-denies-approval", "c-jets-european", "c-jets-troops", "l-28-e3-6", "l-28-19-3"], since = ["p073", "p051", "p082-original", "l-28-19-6-dropped", "l-28-20-6"];
        Assert.Empty(then.Except(items["known"]));
        Assert.Empty(since.Except(items["new"]));
        // What the E3 made of every point was known, and nothing of what the 20 made of them.
        Assert.All(items["new"], key => Assert.DoesNotContain("l-28-e3-", key, StringComparison.Ordinal));
        Assert.All(items["known"], key => Assert.DoesNotContain("l-28-20-", key, StringComparison.Ordinal));
        Assert.All(List(body["items"]).Where(i => Text(i["change"]) == "new"), i => Assert.True(Text(i["publicSince"]) is var day && (day == "2025-11" || string.CompareOrdinal(day[..10], "2025-11-24") > 0), day));
        await SaysAsync(4, "By 24 November 2025, 10 claims on “28-point draft” were public; 6 came later, none has been corrected since.", "had 36 points then");
    }

    [Fact]
    public async Task Q05_What_Europe_changed_and_what_of_it_stands_in_the_20()
    {
        var body = await real.BodyAsync(5);
        var parallels = List(body["parallels"]).ToDictionary(p => Texts(p["from"]).Single().Split('/')[^1], p => (E3: Texts(p["second"]).Single(), Last: Texts(p["third"]).Single(), Same: List(p["sameTerms"])));
        Assert.Equal(["2", "4", "5", "6", "7", "8", "9", "10", "13", "14", "20", "21", "25"], parallels.Where(p => p.Value.E3 == "reworded").Select(p => p.Key));
        Assert.Equal(["3", "26"], parallels.Where(p => p.Value.E3 == "dropped").Select(p => p.Key));
        Assert.All(["3", "26"], point => Assert.Equal("dropped", parallels[point].Last));
        Assert.Equal(["4", "7", "8", "9", "13", "14"], parallels.Where(p => p.Value is { E3: "reworded", Last: "dropped" }).Select(p => p.Key));
        var (army, term) = (Assert.Single(parallels, p => p.Value.Same.Count > 0).Key, parallels["6"].Same.Single());
        Assert.Equal(("6", 800_000, "peacetime"), (army, (int)term["value"]!, Text(term["scope"])));
        await SaysAsync(5, "Quantities that both have alike", "army size 800,000 personnel, peacetime", "No source on record links the points of");
    }

    [Fact]
    public async Task Q06_Whether_Russia_refused_the_truce_by_whose_word()
    {
        var body = await real.BodyAsync(6);
        Assert.Equal(["Vladimir Putin first-hand supports-if", "New York Post outlet-reported opposes", "Steve Witkoff attributed supports"], List(body["rivals"]).Select(c => $"{c["speaker"]!["name"]} {c["basis"]} {c["stance"]}"));
        Assert.Contains("Kursk", Text(List(body["rivals"])[0]["condition"]), StringComparison.Ordinal);
        Assert.False((bool)body["resolved"]!);
        await SaysAsync(6, "Russian Federation supports on a condition :", "On the condition: The questions of Kursk, of monitoring", "Reported by an outlet in its own voice: New York Post", "Attributed, not first-hand: Steve Witkoff");
    }

    [Fact]
    public async Task Q07_Second_and_third_of_December_in_the_parties_own_statements_against_commentators()
    {
        var body = await real.BodyAsync(7);
        var by = List(body["items"]).ToLookup(c => Text(c["basis"]), c => $"{c["speaker"]!["name"]} {c["id"]}");
        Assert.Equal(
        [
            "Marco Rubio p049", "Marco Rubio r4-rubio-not-there-yet", "Marco Rubio r4-rubio-putin-alone-decides",
            "Vladimir Putin p042", "Vladimir Putin p043", "Vladimir Putin r4-putin-europe-blocks-peace", "Vladimir Putin r4-putin-warns-europe", "Volodymyr Zelenskyy p048", "Volodymyr Zelenskyy p108",
            "Yuri Ushakov c-count-27-ushakov", "Yuri Ushakov c-duration-dec-ushakov", "Yuri Ushakov p039", "Yuri Ushakov p040", "Yuri Ushakov r4-ushakov-both-must-work", "Yuri Ushakov r4-ushakov-constructive",
        ], by["first-hand"].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Analysts (unnamed) r4-analysts-brick-wall", "Outside observers (unnamed) r4-observers-witkoff-manipulated", "Tatyana Stanovaya p054", "Tatyana Stanovaya r4-stanovaya-deliberate-message", "Tatyana Stanovaya r4-stanovaya-putin-waits"],
            by["observer"].Order(StringComparer.Ordinal));
        Assert.Equal(30, by["outlet-reported"].Count());
        Assert.Contains("RFE/RL r4-outlet-sharp-contrast", by["outlet-reported"]);
        Assert.Equal((50, 3), ((int)body["total"]!, (int)body["vaguer"]!));
        Assert.Equal(["eu"], Texts(body["notHeardFirstHand"]));
        await SaysAsync(7, "15 first-hand, 30 by outlets in their own voice and 5 by observers", "of these 3 have a vaguer date", "Not heard first-hand among the parties that these claims are of: the EU. What is said of other things or at other times is not in this list.",
            "Ushakov calls the talks with the US envoys constructive", "Stanovaya reads the Moscow session as Russia stating preconditions");
    }

    [Fact]
    public async Task Q08_Where_renderings_of_one_interview_differ()
    {
        var conflicts = List((await real.BodyAsync(8))["items"]).ToDictionary(c => Text(c["id"]), c => List(c["rivals"]));
        Assert.Equal(["d-24-order", "d-jets", "d-rt-article5", "d-rt-recognition"], conflicts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([["seed-003"], ["hill-0415", "newsx-0415", "wion-0415"]], conflicts["d-rt-recognition"].Select(r => Texts(r["sources"])));
        await SaysAsync(8, "RT turns Witkoff's words about \"these so-called five territories\" into recognition", "RT prints \"NATO Article 5\" with a gloss on collective security");
    }

    [Fact]
    public async Task Q09_What_that_is_disputed_rests_on_one_outlet_alone()
    {
        var claims = List((await AllAsync(RealCase.Addresses[9]))["items"]).ToDictionary(c => Text(c["id"]), c => Texts(c["sources"]));
        Assert.Equal(["inquis-660"], claims["c-cap19-inquisitr"]);
        Assert.Equal(["seed-002"], claims["p023"]);
        Assert.Equal(["seed-003"], claims["p031"]);
        // Two outlets carry the 800,000 of the E3, three Witkoff's own words.
        Assert.DoesNotContain("p067", claims.Keys);
        Assert.DoesNotContain("p032", claims.Keys);
        await SaysAsync(9, "Rests on one outlet alone: New York Post");
    }

    [Fact]
    public async Task Q10_Which_of_the_20_are_agreed_between_whom_and_Russias_view_of_each()
    {
        var body = await real.BodyAsync(10);
        var points = List(body["columns"]).Where(c => c["point"] is not null).ToLookup(c => Text(c["state"]), c => (Label: Text(c["label"]), Between: string.Join(' ', Texts(c["status"]?["between"])), Reason: Text(c["status"]?["reason"])));
        Assert.Equal(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 18, 19 }.Select(n => $"{n}"), points["agreed"].Select(p => p.Label));
        Assert.All(points["agreed"], p => Assert.True(p.Between == "us ukraine" && p.Reason.StartsWith("Zelenskyy", StringComparison.Ordinal), p.ToString()));
        Assert.Equal(["12", "14"], points["open"].Select(p => p.Label));
        Assert.Equal(["20"], points["unknown"].Select(p => p.Label));
        var cell = Assert.Single(List(body["cells"]), c => Text(c["party"]) == "russia");
        Assert.Equal((Last, "opposes", "Sergei Ryabkov"), (Text(cell["draft"]), Text(cell["stance"]), Text(cell["claims"]![0]!["speaker"]!["name"])));
        // What is in dispute there is how many points there are, and not whether Russia opposes them.
        Assert.Equal((false, true), ((bool)cell["conflict"]!, (bool)cell["conflictElsewhere"]!));
        // Found by hand: on the plant p093, p093-no-russia and p092; on the army p079, p095; on territory p097 among Russia's.
        var related = List(body["related"]).ToDictionary(r => $"{Text(r["party"])} {Text(r["point"]).Split('/')[^1]}", r => ((int)r["total"]!, (int)r["firstHand"]!));
        Assert.Equal(((2, 2), (1, 0)), (related["ukraine 12"], related["us 12"]));
        Assert.Equal(((2, 0), (2, 1), (6, 4)), (related["russia 4"], related["ukraine 4"], related["russia 14"]));
        Assert.Equal(["14", "15", "18", "20", "4"], related.Keys.Where(k => k.StartsWith("russia ", StringComparison.Ordinal)).Select(k => k.Split(' ')[1]).Order(StringComparer.Ordinal));
        foreach (var r in List(body["related"]))
        {
            var listed = JsonNode.Parse((await real.Server.Reader.ReadAsync($"{RealCase.Api}/ukraine-2025/claims?issue={r["issue"]}&holder={r["party"]}&kind=position")).Must(HttpStatusCode.OK).Body)!;
            // A party that holds something of the point itself has one more there than beside the point.
            var own = List(body["cells"]).Where(c => Text(c["party"]) == Text(r["party"]) && Text(c["point"]) == Text(r["point"])).Sum(c => (int)c["total"]!);
            Assert.Equal((int)listed["total"]!, (int)r["total"]! + own);
        }
        await SaysAsync(10, "17 agreed between the United States and Ukraine (on Volodymyr Zelenskyy's account alone; the United States is not heard on this draft), 2 open and 1 reported unknown",
            "The Russian Federation opposes the draft as a whole (26 December 2025). No claim of its position on record is about a single point itself; on the subjects of 5 of them there are",
            "no claim on record is about this point itself; on its subject there are 2", "2 on its subject");
        Assert.DoesNotContain("nothing is known", await real.WordsAsync(10), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q11_What_pressure_accompanied_the_truce_of_March()
    {
        var actions = List((await real.BodyAsync(11))["items"]).ToDictionary(a => Text(a["key"]), a => (On: Text(a["occurred"]), Claims: List(a["claims"])));
        Assert.Equal(["us-intelligence-frozen-2025", "us-intelligence-restored-2025", "us-military-aid-frozen-2025", "us-military-aid-restored-2025"], actions.Keys.Order(StringComparer.Ordinal));
        Assert.All(["us-military-aid-restored-2025", "us-intelligence-restored-2025"], a => Assert.Equal("2025-03-11", actions[a].On));
        // Nothing else is at the address. On which day the aid stopped is not on record, only that it was by 11 March: that may be before March.
        Assert.All(List((await real.BodyAsync(11))["items"]), a => Assert.Equal(("us", "ukraine"), (Text(a["entry"]!["actor"]), Text(a["entry"]!["target"]))));
        Assert.Equal(["us-military-aid-frozen-2025", "us-intelligence-frozen-2025"], List((await real.BodyAsync(11))["items"]).Where(a => (bool)a["uncertain"]!).Select(a => Text(a["key"])));
        // That it was pressure is no fact of the record: it is an outlet's word.
        var motive = actions["us-military-aid-frozen-2025"].Claims.Single();
        Assert.Equal(("intention", "New York Post", "outlet-reported"), (Text(motive["kind"]), Text(motive["speaker"]!["name"]), Text(motive["basis"])));
        await SaysAsync(11, "The White House stops military aid to Ukraine for a short time", "Intention, reported by an outlet in its own voice: New York Post: The New York Post writes that Trump pressed Zelenskyy hard", "the Trump administration resumes military aid", "May also be of another time");
    }

    [Fact]
    public async Task Q12_Who_held_which_mandate_after_15_March()
    {
        var mandates = List((await real.BodyAsync(12))["items"]).ToDictionary(m => Text(m["id"]));
        Assert.DoesNotContain("kellogg-ukraine-russia", mandates.Keys);
        var kellogg = mandates["kellogg-ukraine"];
        Assert.Equal(("yes", "2025-03-15", "keith-kellogg"), (Text(kellogg["holds"]), Text(kellogg["from"]), Text(kellogg["person"])));
        Assert.Equal(["kellogg-ukraine-russia"], Texts(kellogg["before"]));
        Assert.Equal(("begin-unknown", "steve-witkoff"), (Text(mandates["witkoff-moscow"]["holds"]), Text(mandates["witkoff-moscow"]["person"])));
        Assert.All(mandates.Values.Where(m => m["from"] is null), m => Assert.Equal("begin-unknown", Text(m["holds"])));
        var body = await real.BodyAsync(12);
        Assert.Equal("kellogg-ukraine", Text(List(body["items"])[0]["id"]));
        Assert.Equal(["dan-driscoll-for-us", "keith-kellogg-for-us", "kellogg-ukraine-russia"], Texts(body["others"]).Order(StringComparer.Ordinal));
        await SaysAsync(12, "On 16 March 2025: 1 mandate had begun", "Keith Kellogg United States Special envoy for Ukraine only", "Before: Special envoy for both Ukraine and Russia, until 15 March 2025", "given the lead in the negotiations with Moscow", "3 mandates not held on that day", "delegate of the United States in London, April 2025, from 23 April 2025, until 23 April 2025");
    }

    [Fact]
    public async Task Q13_P6_Whether_an_old_citation_still_holds_and_what_was_corrected_since()
    {
        await using var own = new RealCase();
        await own.InitializeAsync();
        var (address, server) = (RealCase.Addresses[13], own.Server);
        var before = (await server.Reader.ReadAsync(RealCase.Api + address)).Must(HttpStatusCode.OK);
        Assert.StartsWith("corrected=0, retracted=0", before.Header("Ledger-Corrected-Since"), StringComparison.Ordinal);
        Assert.EndsWith("same=?1", before.Header("Ledger-Corrected-Since"), StringComparison.Ordinal);
        Assert.Contains("Nothing that is shown here has been corrected since position 900, and the current state says the same.", await own.WordsAsync(13), StringComparison.Ordinal);

        const string Correction = """{"text":"Witkoff says it is broadly accepted that a deal excludes NATO membership.","reason":"The names were not in the transcript."}""";
        (await server.Writer.PostAsync($"{RealCase.Api}/ukraine-2025/claims/p011/corrections", Correction, ("If-Match", "*"))).Must(HttpStatusCode.Created);

        var after = (await server.Reader.ReadAsync(RealCase.Api + address)).Must(HttpStatusCode.OK);
        Assert.Equal((before.Body, before.Header("ETag")), (after.Body, after.Header("ETag")));
        Assert.StartsWith("corrected=1, retracted=0", after.Header("Ledger-Corrected-Since"), StringComparison.Ordinal);
        Assert.Contains("1 record shown here has been corrected since", await own.WordsAsync(13), StringComparison.Ordinal);
        Assert.Contains("The names were not in the transcript.", await own.WordsAsync(13), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P13_A_party_that_an_outlet_speaks_of_is_nowhere_named_as_the_outlet()
    {
        string[] pages = [$"print?draft={First}", "since?published=2025-11-24&limit=500", "timeline?kind=claim&from=2025-12-03&to=2025-12-03", "claims?from=2025-12-03", "provisions/us-28.6", $"positions?draft={First}", ""];
        foreach (var path in pages)
        {
            var words = await real.WordsAtAsync($"/ukraine-2025/{path}");
            Assert.All(["European governments", "Kyiv", "United States", "Ukraine"], party => Assert.DoesNotContain($"outlet in its own voice: {party}", words, StringComparison.Ordinal));
        }
        Assert.Contains("reported by an outlet in its own voice, via RFE/RL; it speaks of: Kyiv", await real.WordsAtAsync($"/ukraine-2025/{pages[2]}"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("it speaks of: European governments", await real.WordsAtAsync($"/ukraine-2025/{pages[0]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speakers_are_offered_by_person_once_and_a_time_that_ends_before_it_begins_is_refused()
    {
        var page = (await real.Server.Reader.ReadAsync("/ukraine-2025/claims")).Must(HttpStatusCode.OK).Body;
        Assert.Equal(2, page.Split("<option value=\"steve-witkoff\"").Length);
        Assert.DoesNotContain("Steve Witkoff (transcript)</option>", page, StringComparison.Ordinal);
        foreach (var path in (string[])["claims?from=2025-12&to=2025-03", "timeline?from=2025-12&to=2025-03"])
            Assert.Contains("end-before-beginning", (await real.Server.Reader.ReadAsync($"{RealCase.Api}/ukraine-2025/{path}")).Must(HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P13_Points_and_sub_points_are_counted_apart_and_a_past_state_lists_no_proposition_that_nobody_had_spoken_of()
    {
        var words = await real.WordsAtAsync("/ukraine-2025/positions?draft=us-peace-plan/us-28");
        Assert.Contains("Of 28 points and 8 sub-points", words, StringComparison.Ordinal);
        Assert.DoesNotContain("36 points", words, StringComparison.Ordinal);
        Assert.DoesNotContain("37 points", words, StringComparison.Ordinal);
        var early = await real.WordsAtAsync("/ukraine-2025/positions?asOf=2025-03-20");
        Assert.Contains("on which this state holds no claim are not listed. Propositions are the ledger's own sentences and have no date.", early, StringComparison.Ordinal);
        Assert.DoesNotContain("Ukrainians vote on the peace plan in a referendum.", early, StringComparison.Ordinal);
        Assert.Contains("Ukrainians vote on the peace plan in a referendum.", await real.WordsAtAsync("/ukraine-2025/positions"), StringComparison.Ordinal);
        // Something is on record, though not in this state: nobody is told to import it.
        Assert.DoesNotContain("Import a case file", await real.WordsAtAsync("/ukraine-2025/convergence?asOf=2010"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task P13_Convergence_tells_the_inferred_apart_and_whose_account_it_is()
    {
        var words = await real.WordsAtAsync("/ukraine-2025/convergence");
        Assert.Contains("4 moved to another track (3 of them inferred), 3 dropped (2 of them inferred), 10 reported unknown, 3 reports differ, 2 kept or reworded, no status reported (1 of them inferred) and 4 not reported", words, StringComparison.Ordinal);
        Assert.Contains("17 between Ukraine and the United States (on Volodymyr Zelenskyy's account alone; the United States is not heard on this draft)", words, StringComparison.Ordinal);
        Assert.Contains("28 points counted, 2 of them struck out and 6 of them with a text that nobody saw", words, StringComparison.Ordinal);
    }

    private async Task SaysAsync(int question, params string[] phrases)
    {
        var words = await real.WordsAsync(question);
        Assert.All(phrases, phrase => Assert.Contains(phrase, words, StringComparison.Ordinal));
    }

    /// <summary>A list in one part, by the address that the file gives.</summary>
    private async Task<JsonNode> AllAsync(string address) => JsonNode.Parse((await real.Server.Reader.ReadAsync($"{RealCase.Api}{address}&limit=500")).Must(HttpStatusCode.OK).Body)!;

    private static List<JsonNode> List(JsonNode? array) => [.. array!.AsArray().Select(i => i!)];

    private static string[] Texts(JsonNode? array) => [.. array?.AsArray().Select(i => (string)i!) ?? []];

    private static string Text(JsonNode? value) => (string?)value ?? "";
}
