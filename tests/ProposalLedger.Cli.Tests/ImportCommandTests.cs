using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

public sealed class ImportCommandTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private readonly LedgerServer server = seeded.Server;

    [Fact]
    public async Task The_result_is_on_standard_output_and_the_progress_on_standard_error()
    {
        var file = await FileAsync("negotiation: {id: well, title: The well}\nissues: [{id: water, title: Water}]\n");
        var first = await Running.LedgerAsync(server, "import", file);
        Assert.Equal(0, first.Code);
        Assert.Matches(@"^well: 2 recorded, 0 corrected, 0 retracted, 0 unchanged; ledger position \d+\.\n$", first.Output);
        Assert.Contains("Staging", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', first.Output + first.Error);

        var again = await Running.LedgerAsync(server, "import", file, "--json");
        var result = JsonElement.Parse(Assert.Single(again.Lines));
        Assert.Equal((0, "well", 0, 2), (again.Code, result.GetProperty("negotiation").GetString(), result.GetProperty("recorded").GetInt32(), result.GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public async Task P14_What_is_wrong_is_told_with_line_and_column_and_the_exit_code_is_1()
    {
        var ended = await Running.LedgerAsync(server, "import", await FileAsync("negotiation: {id: worse, title: t}\nissues:\n- {id: a, titel: t}\n- {id: B, title: t}\n"));
        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.Contains("\n  3:3 missing-field /issues/0/title: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("\n  3:18 unknown-field /issues/0/titel: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("\n  4:8 not-a-slug /issues/1/id: ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_says_never_reaches_the_terminal_as_a_command()
    {
        var ended = await Running.LedgerAsync(server, "import", await FileAsync("negotiation: {id: worse, title: t}\n\"a\\e[31m\\u202e\\x9b\": []\n"));
        Assert.Equal(1, ended.Code);
        Assert.Contains(@"'a\u001b[31m\u202e\u009b'", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(ended.Error, c => c is '\u001b' or '\u202e' or '\u009b');
    }

    [Fact]
    public async Task A_file_over_64_MiB_is_refused_before_it_is_sent()
    {
        var file = await FileAsync(new string('#', (64 * 1024 * 1024) + 1));
        var ended = await Running.LedgerAsync(server, "import", file);
        Assert.Equal(1, ended.Code);
        Assert.Contains("413 ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_a_token_or_a_server_it_says_so_with_another_code_each()
    {
        var file = Repository.Seed("lake-vell-crossing.yaml");
        var address = server.BaseAddress.ToString();
        var noFile = await Running.LedgerAsync(server, "import", "/nowhere.yaml");
        var noToken = await Running.Ledger(address, null, "import", file).EndAsync();
        var badToken = await Running.Ledger(address, "ledger_wrong", "import", file).EndAsync();
        var nobody = await Running.Ledger("http://127.0.0.1:1", LedgerServer.Token, "import", file).EndAsync();
        var noAddress = await Running.Ledger("localhost", LedgerServer.Token, "import", file).EndAsync();
        Assert.Equal([2, 2, 1, 3, 2], [noFile.Code, noToken.Code, badToken.Code, nobody.Code, noAddress.Code]);
        Assert.All([noFile, noToken, badToken, nobody, noAddress], ended => Assert.Equal("", ended.Output));
        Assert.Contains("/nowhere.yaml", noFile.Error, StringComparison.Ordinal);
        Assert.Contains("LEDGER_TOKEN", noToken.Error, StringComparison.Ordinal);
        Assert.Contains("401 ", badToken.Error, StringComparison.Ordinal);
        Assert.Contains("--server", nobody.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", nobody.Error + noAddress.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_may_come_from_a_file_and_never_from_the_command_line()
    {
        var address = server.BaseAddress.ToString();
        var file = await FileAsync(LedgerServer.Token + "\n");
        Assert.Equal(0, (await Running.Ledger(address, null, "token", "list", "--token-file", file).EndAsync()).Code);
        Assert.Equal(2, (await Running.Ledger(address, null, "token", "list", "--token", LedgerServer.Token).EndAsync()).Code);
    }

    private static async Task<string> FileAsync(string content)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("ledger-cli-").FullName, "file.yaml");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return file;
    }
}
