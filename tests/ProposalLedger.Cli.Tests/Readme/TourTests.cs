using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests.Readme;

/// <summary>The tour of README.md, typed in from top to bottom; only the address is another.</summary>
public sealed partial class TourTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private const string Case = "lake-vell-crossing";
    private readonly LedgerServer server = seeded.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task The_tour_does_what_it_says()
    {
        Assert.Equal(["draft", "hub", "stream", "cli", "read"], Blocks().Matches(Repository.Readme).Select(b => b.Groups["name"].Value));

        var drafted = await Shell("draft").EndAsync();
        Assert.Contains("HTTP/1.1 201 Created", drafted.Output, StringComparison.Ordinal);
        var head = await HeadAsync();
        var again = await Shell("draft").EndAsync();
        Assert.Contains("HTTP/1.1 201 Created", again.Output, StringComparison.Ordinal);
        Assert.Equal(drafted.Lines[^1], again.Lines[^1]);
        Assert.Equal(head, await HeadAsync());

        var draft = JsonElement.Parse(await server.Reader.GetStringAsync($"/api/negotiations/{Case}/drafts/bridge-agreement/autumn", Ct));
        var unaccounted = draft.GetProperty("unaccounted").EnumerateArray().Select(p => p.GetString()!).ToList();
        Assert.NotEmpty(unaccounted);
        var page = await server.Reader.GetStringAsync($"/{Case}/drafts/bridge-agreement/autumn", Ct);
        Assert.All(unaccounted, point => Assert.Contains(point.Split('/')[^1], page, StringComparison.Ordinal));
        Assert.Contains("not accounted for", page, StringComparison.OrdinalIgnoreCase);

        var events = (await server.Reader.GetStringAsync($"/api/events?limit=10000&negotiation={Case}", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        await using (var hub = Node("hub"))
            Assert.Equal(events.Select(e => $"{e.GetProperty("position")} {e.GetProperty("type").GetString()} {e.GetProperty("data").GetProperty("id").GetString()}"), await hub.LinesAsync(events.Count));

        var stream = JsonElement.Parse((await Shell("stream").EndAsync()).Output);
        Assert.Equal((2, 2), (stream.GetProperty("version").GetInt32(), stream.GetProperty("events").GetArrayLength()));

        var cli = await Shell("cli").EndAsync();
        Assert.True(cli.Code == 0, cli.Error);
        Assert.Matches(@"^ukraine-2025: 0 recorded, .* unchanged; ledger position \d+\.$", cli.Lines[^1]);
        Assert.All(cli.Lines.SkipLast(1), l => Assert.True(int.Parse(l.TrimStart().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > 840));
        Assert.True(cli.Lines.Count > 1, "The tail prints something.");
        Assert.Equal(head, await HeadAsync());

        var read = await Shell("read").EndAsync();
        Assert.True(read.Code == 0, read.Error);
        Assert.Equal(await server.Reader.GetStringAsync("/api/negotiations/ukraine-2025/positions?asOf=2025-12-02", Ct), read.Lines[^1]);
        Assert.Contains("/ukraine-2025/provisions/us-28.6?", read.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_researcher_can_ask_is_answered_at_the_address_that_stands_beside_it()
    {
        var addresses = Asked().Matches(Repository.Readme).Select(m => m.Groups["path"].Value).ToList();
        Assert.True(addresses.Count >= 10);
        using var reader = new HttpClient { BaseAddress = server.BaseAddress };
        foreach (var address in addresses)
        {
            using var answer = await reader.GetAsync(address, Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task The_pages_that_the_tour_opens_are_there()
    {
        foreach (var address in Addresses().Matches(Repository.Readme).Select(m => m.Groups["path"].Value).Distinct())
        {
            using var answer = await server.Reader.GetAsync(address, Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        }
    }

    private Running Shell(string name)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var script = Code(name).Replace("dotnet run --project", $"dotnet run --no-build -c {build} --project", StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-euc", script]) { WorkingDirectory = Repository.Root };
        (start.Environment["LEDGER_TOKEN"], start.Environment["LEDGER_SERVER"]) = (LedgerServer.Token, server.BaseAddress.ToString());
        return Running.Of(start);
    }

    // In a folder below which Node finds the repository's modules.
    private Running Node(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"readme-{name}.mjs");
        File.WriteAllText(file, Code(name));
        return Running.Of(new ProcessStartInfo("node", [file]));
    }

    private string Code(string name) => Blocks().Matches(Repository.Readme).Single(b => b.Groups["name"].Value == name).Groups["code"].Value
        .Replace("http://localhost:5080", server.BaseAddress.ToString().TrimEnd('/'), StringComparison.Ordinal);

    private async Task<string> HeadAsync()
    {
        using var answer = await server.Reader.GetAsync("/api/events?limit=1", Ct);
        return answer.Headers.GetValues("Ledger-Head").Single();
    }

    [GeneratedRegex("^<!-- tour: (?<name>[a-z]+) -->\n```(sh|js)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex("`(?<path>/ukraine-2025[^` ]*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();

    [GeneratedRegex("Open http://localhost:5080(?<path>/[a-z0-9-/]*)|one is http://localhost:5080(?<path>/[a-z0-9-/]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Addresses();
}
