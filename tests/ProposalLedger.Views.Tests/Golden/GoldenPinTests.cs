using System.Security.Cryptography;
using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Imports;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.Views.Tests.Golden;

/// <summary>
/// P6 over releases: the hashes of pinned bodies of both seeds stand in pins.txt. What of a body is not the case file's own, who recorded it and when, is fixed here; that
/// a server writes just these bytes is the second test's.
/// </summary>
public sealed class GoldenPinTests
{
    private const string Ukraine = "ukraine-2025", Lake = "lake-vell-crossing", Plan = "us-peace-plan", Bridge = "bridge-agreement";
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One of each kind of view, current and with each clock.</summary>
    private static readonly (string Negotiation, string[] Paths)[] Pinned =
    [
        (Ukraine,
        [
            "", "parties", "persons", "mandates", "issues", "propositions", "sources", "sessions", "actions", "proposals", "drafts", "links", "claims", "conflicts", "resolutions",
            "parties/us", "persons/keith-kellogg", "issues/ceasefire", "propositions/recognition-us-recognises", "sources/seed-000", "sessions/m-moscow-0313", "claims/p031", $"proposals/{Plan}",
            "mandates/marco-rubio-for-us", "actions/invasion-2022", "links/l-28-19-1", "lineage/l-28-19-1",
            $"drafts/{Plan}/us-28", $"drafts/{Plan}/us-ua-19", $"drafts/{Plan}/us-ua-20", $"compare?drafts={Plan}/us-28,{Plan}/us-ua-20", $"compare?drafts={Plan}/us-28,{Plan}/us-ua-19,{Plan}/us-ua-20",
            $"lineage?from={Plan}/us-28&to={Plan}/us-ua-19", "lineage", "positions", $"positions?draft={Plan}/us-28", "timeline", "timeline?kind=claim,movement&from=2025-11&to=2025-12", "claims?holder=ukraine&kind=position", "provisions/us-28.6",
            "convergence", "since?published=2025-11-24", "since?recorded=300", "mandates?on=2025-03-20", "conflicts/d-nato-envoy", "steps?clock=asOf", "steps?clock=at", $"lineage?from={Plan}/us-28&to={Plan}/us-ua-20&via={Plan}/us-ua-19",
        ]),
        (Lake, ["", "drafts", $"drafts/{Bridge}/may", $"compare?drafts={Bridge}/march,{Bridge}/may", $"lineage?from={Bridge}/march&to={Bridge}/may", "positions", "timeline", "claims", "conflicts", "links", "actions", "mandates", "resolutions", "resolutions/r-settlement"]),
    ];

    private static readonly string[] Cuts = ["", "asOf=2025-11-24", "knownBy=2025-12-01", "asOf=2025-11-24&knownBy=2025-12-01"];

    private static string Directory { get; } = Path.Combine(Root(AppContext.BaseDirectory), "tests", "ProposalLedger.Views.Tests", "Golden");

    [Fact]
    public void P6_The_hashes_of_pinned_bodies_are_those_that_are_committed()
    {
        var lines = new List<string>();
        foreach (var (negotiation, paths) in Pinned)
        {
            var dossier = Imported(negotiation);
            foreach (var address in Addresses(paths, dossier.Position)) lines.Add($"{Hash(dossier, address)}  {negotiation}/{address}");
        }
        var made = string.Join('\n', lines) + "\n";
        var file = Path.Combine(Directory, "pins.txt");
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_GOLDEN") == "1") File.WriteAllText(file, made);
        var changed = lines.Except(File.ReadAllLines(file)).ToList();
        Assert.True(made == File.ReadAllText(file), $"{changed.Count} of {lines.Count} pinned bodies are not what they were (docs/adr/0009 says what that means; LEDGER_WRITE_GOLDEN=1 writes pins.txt anew):\n{string.Join('\n', changed.Take(20))}");
        Assert.True(lines.Count(l => !l.StartsWith("none", StringComparison.Ordinal)) > 200);
    }

    /// <summary>Routes that no pin stands for: files, a search (docs/adr/0009), and what leads to another address.</summary>
    private static readonly HashSet<string> Unpinned = ["cite", "export", "search", "provisions/{p}/{v}"];

    [Fact]
    public async Task P6_Every_kind_of_view_that_the_server_has_is_pinned()
    {
        const string Start = "/api/negotiations/{n}";
        await using var server = await LedgerServer.StartAsync();
        using var description = JsonDocument.Parse(await server.Reader.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var views = description.RootElement.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith(Start, StringComparison.Ordinal) && p.Value.TryGetProperty("get", out _))
            .Select(p => p.Name[Start.Length..].Trim('/')).Except(Unpinned).ToList();
        Assert.True(views.Count > 30, string.Join(' ', views));
        // A pin of what is not there pins nothing.
        var pinned = Pinned.Select(n => (n.Paths, Dossier: Imported(n.Negotiation)))
            .SelectMany(n => n.Paths.Where(path => !Hash(n.Dossier, Addresses([path], n.Dossier.Position).First()).StartsWith("none", StringComparison.Ordinal))).Select(p => p.Split('?')[0]).ToList();
        var missing = views.Where(view => !pinned.Exists(path => path.Split('/').Length == view.Split('/').Length && path.Split('/').Zip(view.Split('/')).All(p => p.First == p.Second || p.Second.StartsWith('{')))).ToList();
        Assert.True(missing.Count == 0, $"No pin stands for {string.Join(", ", missing)}: add an address of each to {nameof(Pinned)}.");
    }

    [Theory, InlineData(Ukraine), InlineData(Lake)]
    public async Task P6_What_a_server_sends_is_what_the_views_write_of_its_events(string negotiation)
    {
        await using var server = await LedgerServer.StartAsync();
        using var yaml = new ByteArrayContent(Seed(negotiation));
        yaml.Headers.ContentType = new("application/yaml");
        using var imported = await server.Writer.PostAsync("/api/imports", yaml, TestContext.Current.CancellationToken);
        Assert.True(imported.IsSuccessStatusCode);
        await server.ProjectedAsync(TestContext.Current.CancellationToken);
        var events = new List<StoredEvent>();
        while (await server.Get<LedgerStore>().ReadLogAsync(events.Count, 500, ct: TestContext.Current.CancellationToken) is { Count: > 0 } page) events.AddRange(page);
        var dossier = Dossier.Empty(negotiation).With(events.Select(ChangeRow.Read), events.Count);
        Assert.Equal(Imported(negotiation).Position, dossier.Position);
        foreach (var address in Addresses(Pinned.Single(p => p.Negotiation == negotiation).Paths, dossier.Position))
        {
            using var answer = await server.Reader.GetAsync($"/api/negotiations/{negotiation}/{address}".Replace("/?", "?", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.Equal((address, Hash(dossier, address)), (address, answer.IsSuccessStatusCode ? answer.Headers.ETag!.Tag.Trim('"') : Missing(answer.StatusCode)));
        }
    }

    private static IEnumerable<string> Addresses(IEnumerable<string> paths, long head) =>
        from path in paths
        from cut in Cuts.Append($"at={head / 2}")
        select $"{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}{(cut.Length == 0 ? "" : cut + "&")}{(cut.StartsWith("at", StringComparison.Ordinal) ? "" : $"at={head}&")}v=1";

    private static string Hash(Dossier dossier, string address)
    {
        var parts = address.Split('?');
        var query = parts[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        Assert.Empty(Cut.TryRead(query, out var cut));
        return Questions.Answer(dossier.At(cut), parts[0], query) switch
        {
            Answer.Body(var body) => Convert.ToHexStringLower(SHA256.HashData(Canonical.Bytes(ViewJson.Write(body)))),
            Answer.NotFound => Missing(System.Net.HttpStatusCode.NotFound),
            var other => throw new InvalidOperationException($"{address} cannot be pinned: {other}"),
        };
    }

    /// <summary>At this cut there is no such thing, which is an answer, too.</summary>
    private static string Missing(System.Net.HttpStatusCode status) => status == System.Net.HttpStatusCode.NotFound ? "none".PadRight(64) : status.ToString();

    /// <summary>A seed as its importer decides it, recorded one event a minute by one recorder.</summary>
    private static Dossier Imported(string negotiation)
    {
        var plan = ImportPlan.Of(CaseFile.Read(Seed(negotiation)), Register.Empty)!;
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var changes = plan.Events.Select((e, i) => new Change
        {
            Position = i + 1, Id = Guid.Empty, Recorded = Begin.AddMinutes(i + 1), Occurred = e.Times.Occurred, Published = e.Times.Published, Actor = "seeds", Reason = e.Decided.Reason,
            Stream = e.Stream, Version = versions[e.Stream] = versions.GetValueOrDefault(e.Stream) + 1, Type = EventNames.Of(e.Decided.Event), Event = e.Decided.Event,
        });
        return Dossier.Empty(negotiation).With(changes.ToList(), plan.Events.Count);
    }

    private static byte[] Seed(string negotiation) => File.ReadAllBytes(Path.Combine(Root(AppContext.BaseDirectory), "seeds", $"{negotiation}.yaml"));

    private static string Root(string at) => System.IO.Directory.Exists(Path.Combine(at, "seeds")) ? at : Root(Path.GetDirectoryName(at)!);
}
