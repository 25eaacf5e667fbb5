using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ProposalLedger.Server.Log;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

/// <summary>How long <c>ledger verify</c> takes. LEDGER_VERIFY_EVENTS=100000 makes it as long as docs/audit.md says, and its bound the promise.</summary>
public sealed class VerifySpeedTests(ITestOutputHelper output)
{
    private const int Long = 100_000;
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task P11_P5_A_long_history_is_verified_in_time()
    {
        var wished = int.Parse(Environment.GetEnvironmentVariable("LEDGER_VERIFY_EVENTS") ?? "2000", CultureInfo.InvariantCulture);
        var directory = Directory.CreateTempSubdirectory("ledger-verify-").FullName;
        string File(string name) => Path.Combine(directory, name);
        await using (var server = await LedgerServer.StartAsync(null, ("Ledger:Log:Directory", File("signer"))))
        {
            server.Writer.Timeout = Timeout.InfiniteTimeSpan;
            var head = await ImportAsync(server, wished);
            Assert.True(await server.Get<Coverage>().WaitForAsync(head, TimeSpan.FromMinutes(5), Ct));
            var key = await server.Reader.GetStringAsync("/log/key", Ct);
            var clock = Stopwatch.StartNew();
            var exported = await Running.LedgerAsync(server, "export", "--format", "bundle", "-o", File("bundle.zip"));
            Assert.True(exported.Code == 0, exported.Error);
            var fetched = clock.Elapsed;
            clock.Restart();
            var build = new DirectoryInfo(AppContext.BaseDirectory);
            var ledger = Path.Combine(Repository.Root, "src", "ProposalLedger.Cli", "bin", build.Parent!.Name, build.Name, "ledger");
            await using var verifying = Running.Of(new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%U %S'; time \"$0\" verify \"$1\" --key \"$2\"", ledger, File("bundle.zip"), key.Trim()]));
            var verified = await verifying.EndAsync();
            var took = clock.Elapsed;
            Assert.True(verified.Code == 0, verified.Output + verified.Error);
            var computed = TimeSpan.FromSeconds(verified.Error.TrimEnd().Split('\n')[^1].Split(' ').Sum(part => double.Parse(part, CultureInfo.InvariantCulture)));
            Assert.Contains($"Verified: {head} events", verified.Output, StringComparison.Ordinal);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {head} | {new FileInfo(File("bundle.zip")).Length / 1e6:0.0} | {fetched.TotalSeconds:0.0} | {took.TotalSeconds:0.0} | {computed.TotalSeconds:0.0} |"));
            output.WriteLine(verified.Output);
            // By processor time, which a busy machine does not stretch.
            Assert.InRange(computed, TimeSpan.Zero, wished >= Long ? Promise : 4 * Promise * wished / Long + TimeSpan.FromSeconds(8)); // and its start
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task<long> ImportAsync(LedgerServer server, int claims)
    {
        var yaml = new StringBuilder("""
            negotiation: {id: well, title: The well}
            parties: [{id: upper, name: Upper village, kind: party}, {id: lower, name: Lower village, kind: party}]
            issues: [{id: water, title: Water}]
            propositions: [{id: equal, issue: water, text: Both villages draw the same.}]
            sources: [{id: gazette, publisher: Well Gazette, title: The drought, published: "2025-06-01", kind: news}]
            claims:

            """);
        for (var i = 0; i < claims; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"- {{id: c-{i}, kind: occurrence, holder: {(i % 3 == 0 ? "upper" : "lower")}, speaker: {{name: The mayor}}, about: {{proposition: equal}}, basis: attributed, occurred: \"2025-05-{1 + (i % 28):00}\", text: 'Bucket {i} was drawn.', sources: [gazette]}}\n");
        using var content = new StringContent(yaml.ToString(), Encoding.UTF8, "application/yaml");
        using var answer = await server.Writer.PostAsync("/api/imports", content, Ct);
        var told = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, told);
        return JsonElement.Parse(told).GetProperty("position").GetInt64();
    }
}
