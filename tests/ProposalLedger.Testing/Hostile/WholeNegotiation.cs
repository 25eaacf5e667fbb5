using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ProposalLedger.Testing.Hostile;

/// <summary>One entry, and where it is posted, below <c>/api/negotiations</c>.</summary>
public sealed record PostedEntry(string Route, string Path, JsonObject Body);

/// <summary>A negotiation with one of everything, and with something in every field that people write in.</summary>
public static class WholeNegotiation
{
    public const string Id = "river";

    /// <summary>In an order in which each finds what it names.</summary>
    /// <param name="text">What a field is to hold, by its name.</param>
    /// <param name="negotiation">Its id.</param>
    public static IReadOnlyList<PostedEntry> Entries(Func<string, string> text, string negotiation = Id)
    {
        var entries = new List<PostedEntry>();
        void Add(string route, JsonObject body) => entries.Add(new PostedEntry("/api/negotiations" + route,
            "/api/negotiations" + route.Replace("{n}", negotiation, StringComparison.Ordinal).Replace("{p}", "plan", StringComparison.Ordinal).Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "claim-1", StringComparison.Ordinal).Replace("{id}", "paper", StringComparison.Ordinal), body));
        JsonArray Alias(string field) => [new JsonObject { ["name"] = text(field), ["sources"] = new JsonArray("paper") }];
        JsonArray Terms() => [new JsonObject { ["name"] = "level", ["value"] = 12.5, ["unit"] = text("unit"), ["scope"] = text("scope") }, new JsonObject { ["name"] = "share", ["range"] = new JsonObject { ["from"] = 1, ["to"] = 2 }, ["unit"] = text("unit") }];
        JsonObject Point(string id, JsonArray? inner = null) => new()
        {
            ["id"] = id, ["label"] = text("label"), ["textKind"] = "verbatim", ["text"] = text("point"), ["language"] = "en", ["issue"] = "dam", ["terms"] = Terms(), ["note"] = text("point-note"),
            ["options"] = new JsonArray(new JsonObject { ["text"] = text("option"), ["by"] = new JsonArray("north") }), ["brackets"] = new JsonArray(new JsonObject { ["text"] = text("bracket"), ["by"] = new JsonArray("south") }),
            ["points"] = inner ?? [], ["sources"] = new JsonArray("paper"),
        };
        JsonObject Draft(string id, string occurred, string? basedOn) => new()
        {
            ["id"] = id, ["title"] = text("draft"), ["basedOn"] = basedOn, ["occurred"] = occurred, ["published"] = occurred, ["text"] = "full", ["sources"] = new JsonArray("paper"),
            ["points"] = new JsonArray(Point("1"), Point("2", [Point("2a"), Point("2b")]), Point("3")), ["reported"] = new JsonArray(new JsonObject { ["text"] = text("reported"), ["count"] = 3, ["sources"] = new JsonArray("paper") }),
        };
        JsonObject Claim(string id, string stance, JsonObject about) => new()
        {
            ["id"] = id, ["kind"] = "position", ["holder"] = "north", ["speaker"] = new JsonObject { ["name"] = text("speaker"), ["party"] = "north", ["person"] = "envoy" }, ["via"] = new JsonArray(text("via")), ["about"] = about,
            ["stance"] = stance, ["condition"] = stance == "supports-if" ? text("condition") : null, ["basis"] = "first-hand", ["hedged"] = true, ["occurred"] = "2025-11-21", ["published"] = "2025-11-22", ["period"] = "2025-11/2025-12", ["text"] = text("claim"), ["terms"] = Terms(), ["sources"] = new JsonArray("paper"), ["credibility"] = 2, ["note"] = text("claim-note"),
        };
        Add("", new() { ["id"] = negotiation, ["title"] = text("negotiation"), ["summary"] = text("summary") });
        Add("/{n}/sources", new() { ["id"] = "paper", ["publisher"] = text("publisher"), ["title"] = text("source"), ["published"] = "2025-11-20", ["url"] = "https://paper.example/?a=%22%3E&b='(x)", ["kind"] = "news", ["sha256"] = new string('a', 64), ["reliability"] = "B", ["note"] = text("source-note") });
        Add("/{n}/parties", new() { ["id"] = "north", ["name"] = text("party"), ["kind"] = "party", ["members"] = new JsonArray(text("member")), ["aliases"] = Alias("alias") });
        Add("/{n}/parties", new() { ["id"] = "south", ["name"] = text("party-2"), ["kind"] = "party", ["members"] = new JsonArray(text("member")), ["aliases"] = Alias("alias") });
        Add("/{n}/parties", new() { ["id"] = "union", ["name"] = text("party-3"), ["kind"] = "third-party" });
        Add("/{n}/persons", new() { ["id"] = "envoy", ["name"] = text("person"), ["aliases"] = Alias("person-alias") });
        Add("/{n}/mandates", new() { ["id"] = "brief", ["person"] = "envoy", ["party"] = "north", ["role"] = text("role"), ["from"] = "2025-10", ["to"] = "2025-12", ["sources"] = new JsonArray("paper") });
        Add("/{n}/issues", new() { ["id"] = "dam", ["title"] = text("issue") });
        Add("/{n}/propositions", new() { ["id"] = "dam-stays", ["issue"] = "dam", ["text"] = text("proposition") });
        Add("/{n}/sessions", new()
        {
            ["id"] = "meeting", ["title"] = text("session"), ["kind"] = "meeting", ["status"] = "held", ["occurred"] = "2025-11-19", ["published"] = "2025-11-20", ["participants"] = new JsonArray(new JsonObject { ["party"] = "north", ["names"] = new JsonArray(text("participant")) }), ["interpreters"] = text("interpreters"),
            ["reports"] = new JsonArray([.. new[] { "place", "duration", "outcome" }.Select(what => new JsonObject { ["what"] = what, ["text"] = text(what), ["sources"] = new JsonArray("paper") })]),
        });
        Add("/{n}/actions", new() { ["id"] = "gates", ["actor"] = "north", ["target"] = "south", ["occurred"] = "2025-11-19", ["published"] = "2025-11-20", ["text"] = text("action"), ["sources"] = new JsonArray("paper") });
        Add("/{n}/proposals", new() { ["id"] = "plan", ["title"] = text("proposal"), ["by"] = new JsonArray("north"), ["status"] = "tabled", ["occurred"] = "2025-11-19", ["sources"] = new JsonArray("paper") });
        Add("/{n}/proposals/{p}/drafts", Draft("first", "2025-11-20", null));
        Add("/{n}/proposals/{p}/drafts", Draft("second", "2025-11-25", "plan/first"));
        Add("/{n}/proposals/{p}/drafts/{d}/renderings", new() { ["id"] = "copy", ["title"] = text("rendering"), ["labels"] = new JsonObject { ["1"] = text("rendered-label"), ["2a"] = "II" }, ["sources"] = new JsonArray("paper"), ["note"] = text("rendering-note") });
        Add("/{n}/proposals/{p}/amendments", new() { ["id"] = "lower", ["draft"] = "plan/first", ["by"] = new JsonArray("south"), ["occurred"] = "2025-11-22", ["published"] = "2025-11-23", ["changes"] = new JsonArray(new JsonObject { ["point"] = "1", ["kind"] = "replace", ["text"] = text("change") }), ["text"] = text("amendment"), ["sources"] = new JsonArray("paper") });
        Add("/{n}/proposals/{p}/status", new() { ["id"] = "agreed-1", ["draft"] = "plan/first", ["point"] = "1", ["status"] = "agreed", ["between"] = new JsonArray("north", "south"), ["occurred"] = "2025-11-24", ["published"] = "2025-11-24", ["sources"] = new JsonArray("paper"), ["reason"] = text("status-reason") });
        Add("/{n}/lineage", new() { ["id"] = "link-1", ["fate"] = "reworded", ["from"] = new JsonArray("plan/first/1"), ["to"] = new JsonArray("plan/second/1"), ["mode"] = "asserted", ["confidence"] = "reported", ["for"] = text("for"), ["sources"] = new JsonArray("paper"), ["note"] = text("link-note") });
        Add("/{n}/lineage", new() { ["id"] = "link-2", ["fate"] = "dropped", ["from"] = new JsonArray("plan/first/1"), ["to"] = new JsonArray(), ["toDraft"] = "plan/second", ["mode"] = "asserted", ["confidence"] = "inferred", ["sources"] = new JsonArray("paper"), ["note"] = text("link-note") });
        Add("/{n}/claims", Claim("claim-1", "supports", new() { ["proposition"] = "dam-stays" }));
        Add("/{n}/claims", Claim("claim-2", "supports-if", new() { ["point"] = "plan/first/1" }));
        Add("/{n}/claims", Claim("claim-3", "opposes", new() { ["proposition"] = "dam-stays" }));
        Add("/{n}/conflicts", new() { ["id"] = "dispute", ["kind"] = "contradiction", ["claims"] = new JsonArray("claim-1", "claim-3"), ["text"] = text("conflict"), ["sources"] = new JsonArray("paper") });
        Add("/{n}/conflicts", new() { ["id"] = "dispute-2", ["kind"] = "contradiction", ["links"] = new JsonArray("link-1", "link-2"), ["text"] = text("conflict"), ["sources"] = new JsonArray("paper") });
        Add("/{n}/resolutions", new() { ["id"] = "settled", ["conflict"] = "dispute", ["chosen"] = "claim-1", ["reason"] = text("resolution-reason"), ["sources"] = new JsonArray("paper") });
        Add("/{n}/claims/{c}/corrections", new() { ["reason"] = text("correction-reason"), ["text"] = text("claim-corrected") });
        return entries;
    }

    /// <summary>
    /// So many negotiations, <c>river-1</c> and so on, that each text which may be stored stands in some field of one of them, and each field of each holds one.
    /// </summary>
    /// <param name="writer">With a token for writing.</param>
    /// <param name="texts">Which; null for all.</param>
    public static async Task<IReadOnlyList<string>> RecordHostileAsync(HttpClient writer, IReadOnlyList<HostileText>? texts = null)
    {
        texts ??= HostileTexts.Storable;
        var (next, negotiations) = (0, new List<string>());
        while (next < texts.Count)
        {
            negotiations.Add($"river-{negotiations.Count + 1}");
            await RecordAsync(writer, _ => texts[next++ % texts.Count].Text, negotiations[^1]);
        }

        return negotiations;
    }

    /// <summary>Records all of it, with the client's token.</summary>
    public static async Task RecordAsync(HttpClient writer, Func<string, string> text, string negotiation = Id)
    {
        foreach (var entry in Entries(text, negotiation))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, entry.Path) { Content = JsonContent.Create(entry.Body) };
            request.Headers.Add("If-Match", "*");
            using var answer = await writer.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{entry.Path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()} to {entry.Body.ToJsonString()}");
        }
    }
}
