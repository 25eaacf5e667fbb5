using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

public sealed class TailCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P4_Catching_up_prints_the_log_as_it_is()
    {
        await using var server = await LedgerServer.StartAsync();
        await ImportAsync(server, "one", 1500); // more than one page
        await ImportAsync(server, "two", 3);
        var log = await server.Reader.GetStringAsync("/api/events?limit=10000", Ct);
        Assert.Equal(log, (await Running.LedgerAsync(server, "tail", "--json")).Output);

        var two = await Running.LedgerAsync(server, "tail", "--negotiation", "two");
        Assert.Equal(["negotiation-opened.v1", "issue-raised.v1", "issue-raised.v1", "issue-raised.v1"], two.Lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
        Assert.Equal(["1502 negotiation-opened.v1"], await TypesAsync("--negotiation", "two", "--type", "negotiation-opened"));
        Assert.Equal(["1503 issue-raised.v1", "1505 issue-raised.v1"], await TypesAsync("--negotiation", "two", "--issue", "issue-1", "--issue", "issue-3"));
        Assert.Equal(["1504 issue-raised.v1"], await TypesAsync("--negotiation", "two", "--issue", "issue-1,issue-2", "--type", "issue-raised", "--after", "1503"));
        Assert.Contains("meaningless-filter", (await Running.LedgerAsync(server, "tail", "--issue", "issue-1")).Error, StringComparison.Ordinal);
        Assert.Contains("unknown-party", (await Running.LedgerAsync(server, "tail", "-n", "two", "--party", "nobody")).Error, StringComparison.Ordinal);
        async Task<IEnumerable<string>> TypesAsync(params string[] options) => (await Running.LedgerAsync(server, ["tail", .. options])).Lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => $"{words[0]} {words[2]}");
        Assert.Equal(["1504", "1505"], (await Running.LedgerAsync(server, "tail", "--after", "1503")).Lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.Empty((await Running.LedgerAsync(server, "tail", "--after", "1505")).Output);
        Assert.Equal(1, (await Running.LedgerAsync(server, "tail", "--after", "1506")).Code);
        Assert.Equal(2, (await Running.LedgerAsync(server, "tail", "--after", "-1")).Code);
        Assert.Equal(2, (await Running.LedgerAsync(server, "tail", "--after", "soon")).Code);
    }

    [Fact(Timeout = 120_000)]
    public async Task P7_Following_goes_on_after_the_server_was_away_without_loss_or_repeat()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var server = new ServerProcess(database);
        await server.StartAsync();
        await ImportAsync(server.Url, "one", 5);
        await using var tail = Running.Ledger(server.Url, null, "tail", "--follow", "--json");
        await tail.LinesAsync(6);
        await ImportAsync(server.Url, "two", 5);
        await tail.LinesAsync(12);

        await server.KillAsync();
        await tail.ComplainsAsync("Disconnected");
        await server.StartAsync();
        await ImportAsync(server.Url, "three", 5);
        await tail.LinesAsync(18);
        var ended = await tail.InterruptAsync();
        Assert.Equal(130, ended.Code);
        Assert.Equal(Enumerable.Range(1, 18), ended.Lines.Select(l => JsonElement.Parse(l).GetProperty("position").GetInt32()));
        using var http = new HttpClient();
        var log = (await http.GetStringAsync($"{server.Url}/api/events", Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(log.Zip(ended.Lines), pair => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(pair.First), JsonElement.Parse(pair.Second))));
    }

    private static Task ImportAsync(LedgerServer server, string negotiation, int issues) => ImportAsync(server.BaseAddress.ToString(), negotiation, issues);

    private static async Task ImportAsync(string server, string negotiation, int issues)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("ledger-cli-").FullName, "case.yaml");
        await File.WriteAllTextAsync(file, $"negotiation: {{id: {negotiation}, title: t}}\nissues:\n"
            + string.Concat(Enumerable.Range(1, issues).Select(i => $"- {{id: issue-{i}, title: Issue {i}}}\n")), Ct);
        var ended = await Running.Ledger(server, LedgerServer.Token, "import", file).EndAsync();
        Assert.True(ended.Code == 0, ended.Error);
    }
}
