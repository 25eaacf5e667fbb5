using System.IO.Compression;
using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

public sealed class ExportCommandTests(SeededServer seeded) : IClassFixture<SeededServer>
{
    private readonly LedgerServer server = seeded.Server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string NewFile(string name) => Path.Combine(Directory.CreateTempSubdirectory("ledger-cli-").FullName, name);

    [Theory, InlineData("jsonl"), InlineData("jsonld"), InlineData("case")]
    public async Task What_is_exported_is_what_the_server_sends_into_a_file_or_onto_standard_output(string format)
    {
        var sent = await server.Reader.GetStringAsync($"/api/negotiations/lake-vell-crossing/export?format={format}", Ct);
        var printed = await Running.LedgerAsync(server, "export", "lake-vell-crossing", "--format", format);
        Assert.Equal((0, "", sent), (printed.Code, printed.Error, printed.Output));
        var file = NewFile("export");
        await File.WriteAllTextAsync(file, "old", Ct);
        var written = await Running.LedgerAsync(server, "export", "lake-vell-crossing", "--format", format, "-o", file);
        Assert.Equal((0, "", ""), (written.Code, written.Error, written.Output));
        Assert.Equal(sent, await File.ReadAllTextAsync(file, Ct));
        Assert.Equal([file], Directory.EnumerateFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Tables_come_in_a_ZIP_or_one_alone_at_any_cut()
    {
        var file = NewFile("tables.zip");
        Assert.Equal(0, (await Running.LedgerAsync(server, "export", "ukraine-2025", "--format", "csv", "-o", file)).Code);
        using (var zip = ZipFile.OpenRead(file)) Assert.Contains(zip.Entries, e => e.Name == "codebook.csv");
        var claims = await Running.LedgerAsync(server, "export", "ukraine-2025", "--format", "csv", "--table", "claims", "--as-of", "2025-11-24", "--known-by", "2025-12-01", "--at", "800");
        Assert.Equal(await server.Reader.GetStringAsync("/api/negotiations/ukraine-2025/export?format=csv&table=claims&asOf=2025-11-24&knownBy=2025-12-01&at=800", Ct), claims.Output.Replace("\n", "\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task P14_What_is_refused_leaves_the_file_as_it_was()
    {
        var file = NewFile("export.yaml");
        await File.WriteAllTextAsync(file, "old", Ct);
        var unknown = await Running.LedgerAsync(server, "export", "nowhere", "--format", "case", "-o", file);
        var beyond = await Running.LedgerAsync(server, "export", "ukraine-2025", "--format", "case", "--at", "999999", "-o", file);
        var wrong = await Running.LedgerAsync(server, "export", "ukraine-2025", "--format", "xls", "-o", file);
        var none = await Running.LedgerAsync(server, "export", "ukraine-2025");
        var nobody = await Running.Ledger("http://127.0.0.1:1", null, "export", "ukraine-2025", "--format", "case", "-o", file).EndAsync();
        var nowhere = await Running.LedgerAsync(server, "export", "ukraine-2025", "--format", "case", "-o", "/nowhere/at/all.yaml");
        Assert.Equal([1, 1, 2, 2, 3, 2], [unknown.Code, beyond.Code, wrong.Code, none.Code, nobody.Code, nowhere.Code]);
        Assert.Contains("There is no negotiation 'nowhere'.", unknown.Error, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(file, Ct));
        Assert.Equal([file], Directory.EnumerateFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task A_file_that_is_long_in_coming_is_told_of_and_comes_whole()
    {
        var sent = await server.Reader.GetStringAsync("/api/negotiations/ukraine-2025/export?format=jsonl", Ct);
        await using var line = new SlowLine(server.BaseAddress);
        var file = NewFile("export.jsonl");
        await using var export = Running.Ledger(line.Address, null, "export", "ukraine-2025", "--format", "jsonl", "-o", file);
        await export.ComplainsAsync("MiB received ...");
        Assert.False(File.Exists(file));
        line.Hurry();
        var ended = await export.EndAsync();
        Assert.Equal((0, ""), (ended.Code, ended.Output));
        Assert.Equal(sent, await File.ReadAllTextAsync(file, Ct));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task P14_A_connection_that_breaks_leaves_the_file_as_it_was(bool reset)
    {
        await using var line = new SlowLine(server.BaseAddress);
        var file = NewFile("export.jsonl");
        await File.WriteAllTextAsync(file, "old", Ct);
        await using var export = Running.Ledger(line.Address, null, "export", "ukraine-2025", "--format", "jsonl", "-o", file);
        await export.ComplainsAsync("MiB received ...");
        line.Break(reset);
        var ended = await export.EndAsync();
        Assert.Equal(3, ended.Code);
        Assert.Contains("The connection ended before the file did", ended.Error, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(file, Ct));
        Assert.Equal([file], Directory.EnumerateFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task A_citation_names_the_state_that_was_asked_for()
    {
        var csl = JsonElement.Parse((await Running.LedgerAsync(server, "cite", "ukraine-2025/positions?draft=us-peace-plan/us-28", "--style", "csl", "--known-by", "2025-12-01", "--at", "800")).Output)[0];
        Assert.EndsWith("/ukraine-2025/positions?draft=us-peace-plan/us-28&knownBy=2025-12-01&at=800&v=1", csl.GetProperty("URL").GetString(), StringComparison.Ordinal);
        var overview = await Running.LedgerAsync(server, "cite", "ukraine-2025?asOf=2025-11-24", "--style", "apa", "--accessed", "2026-01-02");
        Assert.Equal((0, ""), (overview.Code, overview.Error));
        Assert.Matches(@"^ProposalLedger\. \(\d{4}, .*State on 24 November 2025, as recorded, ledger position \d+ \(Format 1\) \[Data set\]\. Retrieved January 2, 2026, from http.*/ukraine-2025\?asOf=2025-11-24&at=\d+&v=1\n$", overview.Output);
        Assert.StartsWith("@misc{", (await Running.LedgerAsync(server, "cite", "ukraine-2025", "--style", "bibtex")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Running.LedgerAsync(server, "cite", "ukraine-2025/nothing", "--style", "ris")).Code);
        Assert.Equal(2, (await Running.LedgerAsync(server, "cite", "ukraine-2025", "--style", "mla")).Code);
    }
}
