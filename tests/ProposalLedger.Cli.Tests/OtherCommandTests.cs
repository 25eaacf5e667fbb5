using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

public sealed class OtherCommandTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private readonly LedgerServer server = seeded.Server;

    [Fact]
    public async Task Rebuilding_swaps_in_each_view_anew()
    {
        var before = await GenerationsAsync();
        var one = await Running.LedgerAsync(server, "rebuild", before.Keys.First(), "--json");
        var state = Assert.Single(JsonElement.Parse(Assert.Single(one.Lines)).EnumerateArray());
        Assert.Equal((before.Keys.First(), before.Values.First() + 1), (state.GetProperty("view").GetString(), state.GetProperty("generation").GetInt32()));

        var all = await Running.LedgerAsync(server, "rebuild");
        Assert.Equal((0, $"Rebuilt: {string.Join(", ", before.Keys)}.\n"), (all.Code, all.Output));
        Assert.All(await GenerationsAsync(), view => Assert.True(view.Value > before[view.Key]));
        Assert.DoesNotContain('\u001b', all.Error);
    }

    [Fact]
    public async Task An_unknown_view_is_told_with_those_that_there_are()
    {
        var ended = await Running.LedgerAsync(server, "rebuild", "nothing");
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains("claims", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P11_The_doctor_finds_the_database_as_a_server_does_and_says_what_is_wrong_with_it()
    {
        await using var own = await LedgerServer.StartAsync();
        await own.Writer.PostAsync("/api/negotiations", new StringContent("""{"id":"talks","title":"Talks"}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Task<Ended> DoctorAsync(string connection, params string[] more) => Running.Ledger([("ConnectionStrings__Ledger", connection)], ["doctor", .. more]).EndAsync();
        var healthy = await DoctorAsync(own.Database.ConnectionString);
        Assert.Equal(0, healthy.Code);
        Assert.Contains("ok     positions: positions run from 1 without gaps", healthy.Lines);

        await using (var admin = Npgsql.NpgsqlDataSource.Create(own.Database.AdminConnectionString))
        await using (var harm = admin.CreateCommand("set session_replication_role = replica; update mt_events set version = 7, stream_id = E'\u001b[31m' where seq_id = 1"))
            await harm.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var ill = await DoctorAsync(own.Database.ConnectionString);
        Assert.Equal(4, ill.Code);
        Assert.Contains("position 1: ", ill.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ill.Output);
        Assert.False(JsonElement.Parse((await DoctorAsync(own.Database.ConnectionString, "--json")).Output).GetProperty("healthy").GetBoolean());
        Assert.Equal(2, (await Running.Ledger([("ConnectionStrings__Ledger", null), ("Ledger__DataDirectory", "/no/such/directory")], "doctor").EndAsync()).Code);
        Assert.Equal(3, (await DoctorAsync("Host=127.0.0.1;Port=1;Username=nobody")).Code);
    }

    [Fact]
    public async Task P15_A_token_writes_until_it_is_revoked()
    {
        var made = await Running.LedgerAsync(server, "token", "create", "ana");
        var token = Assert.Single(made.Lines);
        var address = server.BaseAddress.ToString();
        string[] import = ["import", Repository.Seed("lake-vell-crossing.yaml")];
        Assert.Equal(0, (await Running.Ledger(address, token, import).EndAsync()).Code);

        var list = await Running.LedgerAsync(server, "token", "list");
        Assert.DoesNotContain(token, list.Output, StringComparison.Ordinal);
        var id = list.Lines.Single(l => l.Contains("ana", StringComparison.Ordinal)).Split(' ')[0];
        Assert.Equal(0, (await Running.LedgerAsync(server, "token", "revoke", id)).Code);
        Assert.Equal(1, (await Running.Ledger(address, token, import).EndAsync()).Code);
        Assert.Contains("revoked ", (await Running.LedgerAsync(server, "token", "list")).Lines.Single(l => l.Contains("ana", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(1, (await Running.LedgerAsync(server, "token", "revoke", "nobody")).Code);
    }

    [Fact]
    public async Task P15_A_role_is_granted_listed_and_revoked_each_with_its_reason()
    {
        var id = Assert.Single((await Running.LedgerAsync(server, "role", "grant", "jwt:ana@example.org", "editor", "--negotiation", "lake-vell-crossing", "--reason", "She edits these talks.")).Lines);
        Assert.Equal(1, (await Running.LedgerAsync(server, "role", "grant", "ana", "auditor", "-r", "She audits.")).Code); // a token's name
        Assert.Equal(id, Assert.Single((await Running.LedgerAsync(server, "role", "grant", "jwt:ana@example.org", "editor", "--negotiation", "lake-vell-crossing", "-r", "Once more.")).Lines));
        async Task<string> LineAsync() => (await Running.LedgerAsync(server, "role", "list")).Lines.Single(line => line.StartsWith(id, StringComparison.Ordinal));
        Assert.Matches("jwt:ana@example.org +granted .*  editor  for lake-vell-crossing", await LineAsync());
        Assert.Equal(2, (await Running.LedgerAsync(server, "role", "revoke", id)).Code); // without a reason
        Assert.Equal((0, "Revoked.\n"), await Running.LedgerAsync(server, "role", "revoke", id, "--reason", "She left.") is var ended ? (ended.Code, ended.Output) : default);
        Assert.Contains("  revoked ", await LineAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await Running.LedgerAsync(server, "role", "revoke", "nobody", "-r", "She left.")).Code);
        var events = await server.Writer.GetStringAsync("/api/streams/access:lake-vell-crossing", TestContext.Current.CancellationToken);
        foreach (var reason in new[] { "She edits these talks.", "She left." }) Assert.Contains(reason, events, StringComparison.Ordinal);
        Assert.DoesNotContain("Once more.", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P15_A_token_of_some_negotiations_reads_what_is_private_and_writes_nothing_else()
    {
        var token = Assert.Single((await Running.LedgerAsync(server, "token", "create", "eva", "--negotiation", "lake-vell-crossing", "--negotiation", "not-there-yet")).Lines);
        Assert.Contains("for lake-vell-crossing, not-there-yet", (await Running.LedgerAsync(server, "token", "list")).Lines.Single(l => l.Contains("eva", StringComparison.Ordinal)), StringComparison.Ordinal);
        var address = server.BaseAddress.ToString();
        await SetAsync("private");
        try
        {
            foreach (var line in new string[][] { ["read", "lake-vell-crossing/parties"], ["tail", "--negotiation", "lake-vell-crossing"], ["export", "lake-vell-crossing", "--format", "case"] })
            {
                var (without, with) = (await Running.Ledger(address, "", line).EndAsync(), await Running.Ledger(address, token, line).EndAsync());
                Assert.True(without.Code == 1 && without.Output.Length == 0, $"{line[0]}: {without.Output}");
                Assert.Contains("There is no negotiation 'lake-vell-crossing'", without.Error, StringComparison.Ordinal);
                Assert.True(with.Code == 0 && with.Output.Length > 0, $"{line[0]}: {with.Error}");
            }
            Assert.DoesNotContain("lake-vell-crossing", (await Running.Ledger(address, "", "tail").EndAsync()).Output, StringComparison.Ordinal);
            Assert.Equal(0, (await Running.Ledger(address, token, "import", Repository.Seed("lake-vell-crossing.yaml")).EndAsync()).Code);
            Assert.Equal(1, (await Running.Ledger(address, token, "import", Repository.Seed("ukraine-2025.yaml")).EndAsync()).Code);
            Assert.Equal(1, (await Running.Ledger(address, token, "token", "create", "fay").EndAsync()).Code);
        }
        finally
        {
            await SetAsync("public");
        }

        async Task SetAsync(string visibility)
        {
            using var body = new StringContent($$"""{"visibility":"{{visibility}}","reason":"For this test."}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await server.Writer.PostAsync("/api/negotiations/lake-vell-crossing/visibility", body);
            Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_may_end_by_itself_and_not_in_the_past()
    {
        var made = JsonElement.Parse((await Running.LedgerAsync(server, "token", "create", "bo", "--expires", "2999-01-01T00:00:00Z", "--json")).Output);
        Assert.Equal(("bo", 2999), (made.GetProperty("name").GetString(), made.GetProperty("expires").GetDateTimeOffset().Year));
        var items = JsonElement.Parse((await Running.LedgerAsync(server, "token", "list", "--json")).Output).GetProperty("items");
        Assert.Contains(items.EnumerateArray(), t => t.GetProperty("id").GetString() == made.GetProperty("id").GetString());
        var past = await Running.LedgerAsync(server, "token", "create", "bo", "--expires", "1999-01-01T00:00:00Z");
        Assert.Equal((1, ""), (past.Code, past.Output));
        Assert.Contains("/expires", past.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "import", "tail", "read", "export", "cite", "rebuild", "token"), InlineData("read", "<view>", "--as-of <date>", "--known-by <date>", "--at <position>"), InlineData("import", "<file>", "--json", "--server", "--token-file")]
    [InlineData("export", "<negotiation>", "--format <format>", "--table <name>", "--output <file>", "--as-of <date>", "--known-by <date>", "--at <position>"), InlineData("cite", "<view>", "--style <style>", "--accessed <day>", "--at <position>")]
    [InlineData("tail", "--after <position>", "--negotiation <id>", "--follow", "--json"), InlineData("rebuild", "<view>"), InlineData("token", "create", "list", "revoke")]
    [InlineData("token create", "<name>", "--expires <time>", "--json"), InlineData("token list", "--json"), InlineData("token revoke", "<id>")]
    public async Task Help_says_what_a_command_does_and_explains_each_of_its_words(string command, params string[] words)
    {
        var help = await Running.LedgerAsync(server, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.All(words, word => Assert.Contains(help.Lines, l => l.TrimStart().Contains(word, StringComparison.Ordinal) && l.Contains("  ", StringComparison.Ordinal) && l.TrimEnd().EndsWith('.') | l.Contains("docs/", StringComparison.Ordinal)));
        Assert.DoesNotContain("--token ", help.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData(), InlineData("nonsense"), InlineData("tail", "--nonsense"), InlineData("import"), InlineData("token")]
    public async Task What_is_typed_wrong_ends_with_2_and_leaves_standard_output_empty(params string[] arguments)
    {
        var ended = await Running.LedgerAsync(server, arguments);
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains("Usage:", ended.Error, StringComparison.Ordinal);
    }

    private async Task<SortedDictionary<string, int>> GenerationsAsync()
    {
        var views = JsonElement.Parse(await server.Reader.GetStringAsync("/api/views", TestContext.Current.CancellationToken)).GetProperty("views");
        return new(views.EnumerateArray().ToDictionary(v => v.GetProperty("view").GetString()!, v => v.GetProperty("generation").GetInt32()), StringComparer.Ordinal);
    }
}
