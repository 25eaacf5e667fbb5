using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Browser.Tests;

/// <summary>A negotiation of awkward dimensions: 200 points a draft, nested, in three scripts; texts as long as any may be; words without a break; 60 propositions by 12 parties.</summary>
public sealed class LargeCase : IAsyncLifetime
{
    public const string Id = "delta-water";

    /// <summary>As long as a text may be.</summary>
    public static string Longest { get; } = string.Concat(Enumerable.Repeat("The delta's waters are shared by all who live beside them. ", 400))[..16_384];

    public static string LongName { get; } = $"The Provisional {string.Join(" ", Enumerable.Repeat("and Inter-Communal", 18))} Council for the Waters of the Delta";

    private static readonly string Unbroken = new('w', 400);
    private LedgerServer? server;

    public LedgerServer Server => server!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync();
        using var body = new StringContent(JsonSerializer.Serialize(File()), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        using var answer = await server.Writer.PostAsync("api/imports", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await server.ProjectedAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }

    private static object File() => new
    {
        negotiation = new { id = Id, title = $"Talks on the waters of the delta, المفاوضات, {Unbroken[..90]}", summary = Longest },
        parties = Enumerable.Range(0, 12).Select(n => new { id = Party(n), name = n switch { 0 => LongName, 1 => "مجلس الدلتا", 2 => "מועצת הדלתא", 3 => Unbroken, _ => $"Riparian community {n}" }, kind = "party" }),
        issues = Enumerable.Range(0, 6).Select(n => new { id = $"i{n}", title = n == 0 ? Unbroken : n == 1 ? "المياه والري" : $"Subject {n}" }),
        propositions = Enumerable.Range(0, 60).Select(n => new { id = $"q{n}", issue = $"i{n % 6}", text = n switch { 0 => Longest[..4_000], 1 => $"يوافق المجلس على {Unbroken}", _ => $"Proposition {n}: the waters of branch {n} are shared." } }),
        sources = new[] { new { id = "gazette", publisher = "The Delta Gazette", title = $"Waters shared {Unbroken}", published = "2024-03-01", kind = "news", url = $"https://example.org/{Unbroken}" } },
        sessions = new[] { new { id = "s1", kind = "meeting", status = "held", occurred = "2024-03-04", participants = new[] { new { party = Party(0), names = new[] { Unbroken, "نور" } } }, reports = new[] { new { what = "outcome", text = Longest[..3_000], sources = Gazette } } } },
        proposals = new[] { new { id = "plan", title = $"The plan {Unbroken}", by = new[] { Party(0), Party(1) }, drafts = new[] { Draft("first", "2024-03-02", null), Draft("second", "2024-04-02", "plan/first"), Draft("third", "2024-05-02", "plan/second") } } },
        lineage = Links("first", "second").Concat(Links("second", "third")),
        claims = Enumerable.Range(0, 60).SelectMany(q => Enumerable.Range(0, 12).Select(p => new
        {
            id = $"c{q}-{p}", kind = "position", holder = Party(p), speaker = new { name = p == 1 ? "الناطق باسم المجلس" : p == 3 ? Unbroken : $"Speaker {p}", party = Party(p) },
            about = new { proposition = $"q{q}" }, stance = Stances[(q + p) % Stances.Length], basis = "first-hand", occurred = $"2024-{q % 9 + 1:D2}-{q % 27 + 1:D2}",
            text = (q, p) switch { (0, 0) => Longest, (0, 1) => $"نعم، {Unbroken}", _ => $"Speaker {p} says so of branch {q}." }, sources = Gazette,
        })),
    };

    private static readonly string[] Gazette = ["gazette"], Stances = ["supports", "opposes", "mixed", "demands", "reserves"];

    private static string Party(int n) => n == 0 ? $"party-{new string('x', 58)}" : $"party-{n}";

    /// <summary>20 points with 9 each below them, some of them two levels down.</summary>
    private static object Draft(string id, string occurred, string? basedOn) => new
    {
        id, title = id == "second" ? $"Second draft {Unbroken}" : $"The {id} draft", occurred, basedOn, text = "full", sources = Gazette,
        points = Enumerable.Range(1, 20).Select(n => Point($"{n}", id, Enumerable.Range(1, 3).Select(m => Point($"{n}-{m}", id, Enumerable.Range(1, 2).Select(k => Point($"{n}-{m}-{k}", id, [])))))),
    };

    private static Dictionary<string, object> Point(string id, string draft, IEnumerable<object> parts)
    {
        var (language, text) = ((id.Length + id[^1]) % 4) switch
        {
            0 => ("ar", $"تتقاسم الأطراف مياه الفرع {id} بالتساوي، وفق مسودة {draft}."),
            1 => ("he", $"הצדדים חולקים את מי הזרוע {id} שווה בשווה, לפי טיוטה {draft}."),
            _ => ("en", $"The parties share the waters of branch {id} equally, as the {draft} draft has it."),
        };
        if (id == "7") text = Longest;
        if (id == "8") text = Unbroken + " " + text;
        return new() { ["id"] = id, ["label"] = id == "9" ? "IX. (bis) الفقرة" : id, ["textKind"] = "verbatim", ["language"] = language, ["text"] = text, ["sources"] = Gazette, ["points"] = parts.ToList() };
    }

    private static IEnumerable<object> Links(string from, string to) => Enumerable.Range(1, 20).SelectMany(n => Enumerable.Range(1, 3).Select(m => $"{n}-{m}").Prepend($"{n}"))
        .Select(point => new { id = $"{from}-{point}", fate = point.Length % 2 == 0 ? "reworded" : "carried", from = new[] { $"plan/{from}/{point}" }, to = new[] { $"plan/{to}/{point}" }, mode = "asserted", confidence = "reported", sources = Gazette });
}
