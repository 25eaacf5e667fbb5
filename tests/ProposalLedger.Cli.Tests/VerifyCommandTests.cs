using System.IO.Compression;
using System.Text.Json;
using ProposalLedger.Server.Log;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Cli.Tests;

/// <summary><c>ledger verify</c> on the real case: from a file, from a server, and where something was changed.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-verify-").FullName;
    private LedgerServer server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Key => Path.Combine(directory, "key");

    private string File(string name) => Path.Combine(directory, name);

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync(null, ("Ledger:Seed", "true"), ("Ledger:SeedDirectory", Path.Combine(Repository.Root, "seeds")), ("Ledger:Log:Directory", File("signer")));
        while (!(await CheckpointAsync()).Contains("\n940\n", StringComparison.Ordinal)) await Task.Delay(50, Ct);
        await System.IO.File.WriteAllTextAsync(Key, await server.Reader.GetStringAsync("/log/key", Ct), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task P11_P5_A_bundle_is_verified_offline_with_every_view_that_it_amounts_to()
    {
        Assert.Equal((0, "", ""), await RunAsync("export", "--format", "bundle", "-o", File("bundle.zip")) is var e ? (e.Code, e.Output, e.Error) : default);
        var first = await RunAsync("verify", File("bundle.zip"), "--key", Key, "--keep", File("kept"));
        Assert.True(first.Code == 0, first.Output + first.Error);
        Assert.StartsWith("Verified: 940 events of proposal-ledger/", first.Output, StringComparison.Ordinal);
        Assert.Contains("49 views computed from the events are what the server serves.", first.Output, StringComparison.Ordinal);
        Assert.Equal(await CheckpointAsync(), await System.IO.File.ReadAllTextAsync(File("kept"), Ct));

        // Later, from the server itself, with the checkpoint that was kept.
        var later = await RunAsync("verify", "--key", Key, "--checkpoint", File("kept"), "--json");
        Assert.Equal(0, later.Code);
        var told = JsonElement.Parse(later.Output);
        Assert.Equal((true, 940L, 0L), (told.GetProperty("verified").GetBoolean(), told.GetProperty("size").GetInt64(), told.GetProperty("unsigned").GetInt64()));
    }

    [Theory]
    [InlineData("\"actor\":\"seeds\"", "\"actor\":\"someone\"", "metadata-changed")]
    [InlineData("\"title\"", "\"Title\"", "data-changed")]
    public async Task P11_A_bundle_that_was_changed_is_not_verified_and_says_where(string words, string others, string code)
    {
        await RunAsync("export", "--format", "bundle", "-o", File("bundle.zip"));
        using (var zip = ZipFile.Open(File("bundle.zip"), ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("events.jsonl")!;
            string[] lines;
            using (var reader = new StreamReader(entry.Open())) lines = (await reader.ReadToEndAsync(Ct)).Split('\n');
            Assert.Contains(words, lines[0], StringComparison.Ordinal);
            lines[0] = lines[0].Replace(words, others, StringComparison.Ordinal);
            entry.Delete();
            await using var changed = new StreamWriter(zip.CreateEntry("events.jsonl").Open());
            await changed.WriteAsync(string.Join('\n', lines));
        }

        var verified = await RunAsync("verify", File("bundle.zip"), "--key", Key);
        Assert.Equal(4, verified.Code);
        Assert.StartsWith("Position 1: ", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"[{code}]", verified.Output, StringComparison.Ordinal);
        Assert.EndsWith("NOT VERIFIED: 1 finding.\n", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P11_A_receipt_is_verified_offline_and_a_changed_one_is_not()
    {
        await System.IO.File.WriteAllBytesAsync(File("receipt.json"), await server.Reader.GetByteArrayAsync("/api/events/87/receipt", Ct), Ct);
        var whole = await RunAsync("verify", File("receipt.json"), "--key", Key, "--keep", File("kept"));
        Assert.True(whole.Code == 0, whole.Output + whole.Error);
        Assert.Matches(@"^Verified: position 87, \S+ in negotiation:\S+ by seeds, recorded \S+Z, is in the log of 940 events of proposal-ledger/\w+, root \S+=\.\n", whole.Output);
        Assert.Contains("Its checkpoint is the one that you kept.", (await RunAsync("verify", File("receipt.json"), "--key", Key, "--checkpoint", File("kept"))).Output, StringComparison.Ordinal);

        await System.IO.File.WriteAllTextAsync(File("changed.json"), (await System.IO.File.ReadAllTextAsync(File("receipt.json"), Ct)).Replace("\"actor\": \"seeds\"", "\"actor\": \"someone\"", StringComparison.Ordinal), Ct);
        var changed = await RunAsync("verify", File("changed.json"), "--key", Key);
        Assert.Equal((4, true), (changed.Code, changed.Output.StartsWith("Position 87: Who, what, why, where or when of the event", StringComparison.Ordinal)));
        Assert.EndsWith("[metadata-changed]\nNOT VERIFIED: 1 finding.\n", changed.Output, StringComparison.Ordinal);
        var told = await RunAsync("verify", File("changed.json"), "--key", Key, "--json");
        Assert.Equal((4, "metadata-changed"), (told.Code, JsonElement.Parse(told.Output).GetProperty("findings")[0].GetProperty("code").GetString()));
        await System.IO.File.WriteAllTextAsync(File("none.json"), "{}", Ct);
        Assert.Equal(2, (await RunAsync("verify", File("none.json"), "--key", Key)).Code);
    }

    [Fact]
    public async Task P11_A_witness_that_is_named_is_told_of_and_one_that_has_cosigned_nothing_is_missed()
    {
        var seed = new byte[Ed25519.KeyLength];
        var witness = new VerifierKey("witness.example/w1", SignatureType.CosignatureV1, Ed25519.PublicKeyOf(seed));
        var missing = await RunAsync("verify", "--key", Key, "--key", witness.ToString());
        Assert.Equal((4, true), (missing.Code, missing.Output.Contains("witness.example/w1 has cosigned no checkpoint of the bundle. [witness-missing]", StringComparison.Ordinal)));

        var text = Note.Parse(await CheckpointAsync()).Text;
        byte[] cosignature = [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb, .. Ed25519.Sign(seed, System.Text.Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1679315147\n{text}"))];
        await server.Get<LogTables>().CosignAsync(940, witness, new NoteSignature(witness.Name, witness.Id, cosignature), Ct);
        var seen = await RunAsync("verify", "--key", Key, "--key", witness.ToString());
        Assert.True(seen.Code == 0, seen.Output + seen.Error);
        Assert.Contains("witness.example/w1 has cosigned 940 of these events, at 2023-03-20 12:25:47Z", seen.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("verify", "--key", Key)).Code); // who trusts no witness passes it over
    }

    [Fact]
    public async Task P14_A_key_or_a_file_that_is_none_is_told()
    {
        Assert.Equal(2, (await RunAsync("verify", Key, "--key", Key)).Code);
        var key = await RunAsync("verify", "--key", "nonsense");
        Assert.Equal((2, true), (key.Code, key.Error.Contains("A verifier key looks like", StringComparison.Ordinal)));
        Assert.Equal(2, (await RunAsync("verify")).Code); // the key is never the server's to say
        Assert.Equal(2, (await RunAsync("export", "lake-vell-crossing", "--format", "bundle")).Code);
    }

    private async Task<string> CheckpointAsync()
    {
        using var answer = await server.Reader.GetAsync("/log/checkpoint", Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private Task<Ended> RunAsync(params string[] arguments) => Running.LedgerAsync(server, arguments);
}
