using System.Text;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

public sealed class ReadCommandTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private const string N = "ukraine-2025";
    private readonly LedgerServer server = seeded.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(N, ""), InlineData(N + "/positions?draft=us-peace-plan/us-28", "/positions?draft=us-peace-plan/us-28"), InlineData("/" + N + "/claims?limit=2", "/claims?limit=2"), InlineData(N + "/drafts/us-peace-plan/us-28", "/drafts/us-peace-plan/us-28")]
    public async Task P6_A_body_is_printed_byte_for_byte_as_the_API_sends_it(string view, string path)
    {
        var expected = await server.Reader.GetByteArrayAsync($"/api/negotiations/{N}{path}", Ct);
        var read = await Running.LedgerAsync(server, "read", view);
        Assert.Equal((0, Encoding.UTF8.GetString(expected)), (read.Code, read.Output.TrimEnd('\n')));
        Assert.Matches(@"\ACurrent state - ledger position \d+ of \d+\.\n", read.Error);
    }

    [Fact]
    public async Task All_three_clocks_are_options_and_the_state_is_told_on_standard_error()
    {
        var expected = await server.Reader.GetStringAsync($"/api/negotiations/{N}/timeline?asOf=2025-12&knownBy=2026-01-01&at=900", Ct);
        var read = await Running.LedgerAsync(server, "read", N + "/timeline", "--as-of", "2025-12", "--known-by", "2026-01-01", "--at", "900");
        Assert.Equal((0, expected), (read.Code, read.Output.TrimEnd('\n')));
        Assert.StartsWith("State on 2025-12, as known on 2026-01-01 - ledger position 900 of ", read.Error, StringComparison.Ordinal);
        Assert.StartsWith("State on 2025-12, as known now", (await Running.LedgerAsync(server, "read", N + "/parties?asOf=2025-12")).Error, StringComparison.Ordinal);
        Assert.StartsWith("State as known on 2025-12", (await Running.LedgerAsync(server, "read", N + "/parties", "--known-by", "2025-12")).Error, StringComparison.Ordinal);
        Assert.StartsWith("State as recorded - ledger position 900 of ", (await Running.LedgerAsync(server, "read", N + "/parties", "--at", "900")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_straddles_the_cut_is_told()
    {
        // An interval of 24 and 25 November straddles the end of the 24th.
        var read = await Running.LedgerAsync(server, "read", N + "/sessions", "--as-of", "2025-11-24");
        var leftOut = System.Text.Json.JsonElement.Parse(read.Output).GetProperty("leftOut").GetInt32();
        Assert.True(leftOut > 0);
        Assert.Contains($"\n{leftOut} of uncertain date left out", read.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "impossible-date", N, "--as-of", "2025-02-30"), InlineData(1, "end-before-beginning", N, "--known-by", "2025-12/2025-11"), InlineData(1, "stands at", N, "--at", "99999999")]
    [InlineData(1, "no negotiation", "nowhere"), InlineData(1, "unknown-parameter", N + "/parties?colour=red"), InlineData(2, "once", N + "?at=3", "--at", "4"), InlineData(2, "Name a negotiation", "/")]
    public async Task P14_What_cannot_be_read_ends_with_its_code_and_leaves_standard_output_empty(int code, string said, params string[] arguments)
    {
        var read = await Running.LedgerAsync(server, ["read", .. arguments]);
        Assert.Equal((code, ""), (read.Code, read.Output));
        Assert.Contains(said, read.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_3()
    {
        await using var running = Running.Ledger("http://localhost:9", null, "read", N);
        Assert.Equal(3, (await running.EndAsync()).Code);
    }
}
