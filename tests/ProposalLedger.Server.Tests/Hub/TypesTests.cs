using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Domain;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

/// <summary>The client module's types are those of the messages, and find mistakes.</summary>
public sealed partial class TypesTests
{
    private const string Import = """import { connect, type EventMessage, type EventType, type StateMessage, type TailHeartbeat, type WatchHeartbeat } from "proposal-ledger-client";""";

    [Fact]
    public async Task The_documented_example_is_well_typed() =>
        Assert.Equal("", await CompileAsync("example", Example().Match(await File.ReadAllTextAsync(Path.Combine(NodeProgram.RepositoryRoot, "docs", "following.md"), TestContext.Current.CancellationToken)).Groups["code"].Value));

    [Theory]
    [InlineData("misspelt-type", "connect('https://a').tail({}, { event(message) { if (message.type === 'draft-tabeled.v1') console.log(message); } });", "TS2367")]
    [InlineData("misspelt-filter", "connect('https://a').tail({ partei: 'north' });", "TS2353")]
    [InlineData("missing-view", "connect('https://a').watch({ negotiation: 'island-talks' });", "TS2345")]
    [InlineData("freshness-of-an-event", "connect('https://a').tail({}, { event(message) { console.log(message.freshness); } });", "TS2339")]
    [InlineData("unknown-freshness", "connect('https://a').tail({}, { freshness({ freshness }) { if (freshness === 'dead') console.log(freshness); } });", "TS2367")]
    public async Task A_mistake_is_found(string name, string code, string error) => Assert.Contains(error, await CompileAsync(name, $"{Import}\n{code}"), StringComparison.Ordinal);

    [Fact]
    public async Task Every_stored_name_of_an_event_is_a_type_and_no_other() => Assert.Equal("", await CompileAsync("names", $$"""
        {{Import}}
        const names = {{JsonSerializer.Serialize(EventNames.All)}} as const;
        export const known: readonly EventType[] = names;
        export const all: Exclude<EventType, typeof names[number]> extends never ? true : false = true;
        export { connect };
        """));

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task Real_messages_are_of_their_types()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, ct);
        await FishingTalks.OpenAsync(node, "island-talks", ct);
        await FishingTalks.ClaimAsync(node, "island-talks", "first", 0, ct);
        await using var program = NodeProgram.Start("messages.mjs", new { url = node.Url, negotiation = "island-talks", view = "parties" });
        // As literals, in which a member that is not declared is an error.
        var code = (await program.RestAsync(ct)).Select((message, i) => (message.GetProperty("kind").GetString(), message.TryGetProperty("etag", out _)) switch
        {
            ("event", _) => $"export const m{i}: EventMessage = {message};",
            ("state", _) => $"export const m{i}: StateMessage = {message};",
            (_, true) => $"export const m{i}: WatchHeartbeat = {message};",
            _ => $"export const m{i}: TailHeartbeat = {message};",
        }).ToList();
        Assert.Equal(["EventMessage", "StateMessage", "TailHeartbeat", "WatchHeartbeat"], code.Select(line => line.Split(": ")[1].Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("", await CompileAsync("messages", $"{Import}\n{string.Join('\n', code)}"));
    }

    private static async Task<string> CompileAsync(string name, string code)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"types-{name}.mts");
        await File.WriteAllTextAsync(file, code, TestContext.Current.CancellationToken);
        var compiler = Path.Combine(NodeProgram.RepositoryRoot, "node_modules", "typescript", "bin", "tsc");
        Assert.SkipUnless(File.Exists(compiler), "typescript is not installed: npm ci in the repository's root.");
        var start = new ProcessStartInfo("node", [compiler, "--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,dom", "--types", "node", "--module", "nodenext", file]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said;
    }

    [GeneratedRegex("^```ts\n// example: types\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
