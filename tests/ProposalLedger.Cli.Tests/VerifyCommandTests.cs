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
        await server.SignedAsync(940, Ct);
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
        Assert.Contains("49 views computed from the events are what the bundle says the server serves, at position 940.", first.Output, StringComparison.Ordinal);
        Assert.Equal(await CheckpointAsync(), await System.IO.File.ReadAllTextAsync(File("kept"), Ct));

        // Later, from the server itself, with the checkpoint that was kept.
        Assert.Contains("\n49 views computed from the events are what the server says it serves, at position 940.\nEach of them was fetched from the server too, and is what it serves.\n", (await RunAsync("verify", "--key", Key)).Output, StringComparison.Ordinal);
        var later = await RunAsync("verify", "--key", Key, "--checkpoint", File("kept"), "--json");
        Assert.Equal(0, later.Code);
        var told = JsonElement.Parse(later.Output);
        Assert.Equal((true, 940L, 0L), (told.GetProperty("verified").GetBoolean(), told.GetProperty("size").GetInt64(), told.GetProperty("unsigned").GetInt64()));
        Assert.Equal((49, 940, 49), (told.GetProperty("views").GetInt32(), told.GetProperty("viewsPosition").GetInt32(), told.GetProperty("served").GetInt32()));
    }

    [Fact]
    public async Task P5_A_server_that_serves_something_else_than_its_bundle_says_is_found()
    {
        (string Why, Func<string, string, string?> Change, string Code, int Findings)[] lies =
        [
            ("as it is", (_, body) => body, "", 0),
            ("another body", (path, body) => path.Contains("/parties?", StringComparison.Ordinal) ? body.Replace("\"party\"", "\"Party\"", StringComparison.Ordinal) : body, "view-served-differs", 2),
            ("no JSON", (path, body) => path.EndsWith("/convergence?at=940", StringComparison.Ordinal) ? "<html>" : body, "view-served-differs", 2),
            ("another body, with a word that explains it", (path, body) => path.Contains("/parties?", StringComparison.Ordinal) ? body.Replace("\"party\"", "\"Party\"", StringComparison.Ordinal) + Between.Redacted : body, "view-redacted", 2),
            ("nothing", (path, body) => path.Contains("/issues?", StringComparison.Ordinal) ? null : body, "view-not-served", 2),
        ];
        foreach (var (why, change, code, findings) in lies)
        {
            await using var between = new Between(server, change);
            var ended = await Running.Ledger(between.Address, LedgerServer.Token, "verify", "--key", Key).EndAsync();
            Assert.True(ended.Code == (findings == 0 ? 0 : 4), why + ended.Output + ended.Error);
            Assert.Equal(findings, ended.Lines.Count(line => line.EndsWith($"[{code}]", StringComparison.Ordinal)));
            if (findings > 0) Assert.EndsWith($"NOT VERIFIED: {findings} findings.\n", ended.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task P5_P11_A_bundle_cannot_choose_what_of_it_is_looked_at()
    {
        await RunAsync("export", "--format", "bundle", "-o", File("bundle.zip"));
        var whole = await System.IO.File.ReadAllBytesAsync(File("bundle.zip"), Ct);
        (string Views, int Code, string Says)[] changes =
        [
            ("{\"head\":940,\"position\":0,\"hashes\":{}}", 4, "The bundle says what the server serves of position 0, and 940 events were signed: whether it serves what those amount to was not compared."),
            ("{\"head\":940,\"position\":940,\"hashes\":{}}", 4, "The bundle does not say what the server serves at ukraine-2025?at=940, and the events amount to something there. [view-missing]"),
            ("{\"head\":940,\"position\":-5,\"hashes\":{}}", 2, "views.json says that the views stand at position -5 of a ledger that stands at 940."),
            ("{\"head\":940,\"position\":941,\"hashes\":{}}", 2, "views.json says that the views stand at position 941 of a ledger that stands at 940."),
        ];
        foreach (var (views, code, says) in changes)
        {
            await ChangeAsync("views.json", views);
            var ended = await RunAsync("verify", File("bundle.zip"), "--key", Key);
            Assert.True(ended.Code == code, ended.Output + ended.Error);
            Assert.Contains(says, ended.Output + ended.Error, StringComparison.Ordinal);
        }

        // Of two files of one name, or in two spellings of it, another program would unpack the other one.
        foreach (var (name, says) in new[] { ("views.json", "more than once"), ("Views.json", "more than once"), ("readme.txt", "no part of one"), ("tile/../events.jsonl", "no part of one") })
        {
            await System.IO.File.WriteAllBytesAsync(File("bundle.zip"), whole, Ct);
            await ChangeAsync(name, "{}", beside: true);
            var ended = await RunAsync("verify", File("bundle.zip"), "--key", Key);
            Assert.Equal((2, true), (ended.Code, ended.Error.Contains(says, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task P11_A_bundle_that_was_changed_is_not_verified_and_says_where()
    {
        (string Words, string Others, string Code)[] changes = [("\"actor\":\"seeds\"", "\"actor\":\"someone\"", "metadata-changed"), ("\"title\"", "\"Title\"", "data-changed"), ("{\"position\"", "{\"Position\"", "event-unreadable")];
        foreach (var (words, others, code) in changes)
        {
            await RunAsync("export", "--format", "bundle", "-o", File("bundle.zip"));
            await using (var zip = await ZipFile.OpenAsync(File("bundle.zip"), ZipArchiveMode.Update, Ct))
            {
                var entry = zip.GetEntry("events.jsonl")!;
                string[] lines;
                using (var reader = new StreamReader(await entry.OpenAsync(Ct))) lines = (await reader.ReadToEndAsync(Ct)).Split('\n');
                Assert.Contains(words, lines[0], StringComparison.Ordinal);
                lines[0] = lines[0].Replace(words, others, StringComparison.Ordinal);
                entry.Delete();
                await using var changed = new StreamWriter(await zip.CreateEntry("events.jsonl").OpenAsync(Ct));
                await changed.WriteAsync(string.Join('\n', lines));
            }

            var verified = await RunAsync("verify", File("bundle.zip"), "--key", Key);
            Assert.Equal(4, verified.Code);
            Assert.StartsWith("Position 1: ", verified.Output, StringComparison.Ordinal);
            Assert.Contains($"[{code}]", verified.Output, StringComparison.Ordinal);
            Assert.EndsWith("NOT VERIFIED: 1 finding.\n", verified.Output, StringComparison.Ordinal);
        }
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
    public async Task P11_What_is_kept_goes_forwards_only_and_is_verified_against_without_being_asked_for()
    {
        await RunAsync("export", "--format", "bundle", "-o", File("bundle.zip"));
        await RunAsync("verify", File("bundle.zip"), "--key", Key, "--keep", File("kept"));
        var kept = await System.IO.File.ReadAllTextAsync(File("kept"), Ct);
        var again = await RunAsync("verify", File("bundle.zip"), "--key", Key, "--keep", File("kept"));
        Assert.Equal((0, true), (again.Code, again.Output.Contains("Nothing was changed since the checkpoint that you kept, of 940 events.", StringComparison.Ordinal)));

        // One who was there later, with another end of lines, is shown the older log; and one who was shown another log.
        var signing = SigningKey.Parse(await System.IO.File.ReadAllTextAsync(Path.Combine(File("signer"), "signing.key"), Ct));
        var newer = new Checkpoint(signing.Verifier.Name, 945, TransparencyLog.Merkle.Hash.Empty).Sign(signing).ToString().Replace("\n", "\r\n", StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(File("newer"), newer, Ct);
        var older = await RunAsync("verify", File("bundle.zip"), "--key", Key, "--keep", File("newer"));
        Assert.Equal((4, true), (older.Code, older.Output.Contains("the log was rolled back, or this bundle is older than your checkpoint. [rolled-back]", StringComparison.Ordinal)));
        Assert.Equal(newer, await System.IO.File.ReadAllTextAsync(File("newer"), Ct));
        var fork = new Checkpoint(signing.Verifier.Name, 900, TransparencyLog.Merkle.Hash.Empty).Sign(signing).ToString();
        await System.IO.File.WriteAllTextAsync(File("fork"), fork, Ct);
        Assert.Equal(4, (await RunAsync("verify", File("bundle.zip"), "--key", Key, "--checkpoint", File("kept"), "--keep", File("fork"))).Code);
        Assert.Equal(fork, await System.IO.File.ReadAllTextAsync(File("fork"), Ct));
        await System.IO.File.WriteAllTextAsync(File("notes"), "my notes\n", Ct);
        var none = await RunAsync("verify", File("bundle.zip"), "--key", Key, "--keep", File("notes"));
        Assert.Equal((2, true, "my notes\n"), (none.Code, none.Error.StartsWith("notes is no checkpoint:", StringComparison.Ordinal), await System.IO.File.ReadAllTextAsync(File("notes"), Ct)));

        // A receipt shows of no other size that the one log begins the other.
        await System.IO.File.WriteAllBytesAsync(File("receipt.json"), await server.Reader.GetByteArrayAsync("/api/events/87/receipt", Ct), Ct);
        var receipt = await RunAsync("verify", File("receipt.json"), "--key", Key, "--keep", File("newer"));
        Assert.Equal((0, true), (receipt.Code, receipt.Output.Contains("The checkpoint that you kept covers 945, the receipt's 940: that the one log begins the other a receipt cannot show, a bundle does. What you kept was left as it is.", StringComparison.Ordinal)));
        Assert.Equal((newer, kept), (await System.IO.File.ReadAllTextAsync(File("newer"), Ct), await System.IO.File.ReadAllTextAsync(File("kept"), Ct)));
    }

    [Fact]
    public async Task P11_What_was_redacted_or_not_shown_is_told_one_by_one()
    {
        // A private negotiation, and an event that had a reason: with it went who recorded it, for a receipt.
        await PostAsync("/api/negotiations", """{"id":"quiet","title":"Quiet"}""");
        await PostAsync("/api/negotiations/quiet/visibility", """{"visibility":"private","reason":"They asked."}""");
        using var events = JsonDocument.Parse(await server.Reader.GetStringAsync("/api/events?type=point-status-reported.v1&limit=1", Ct));
        var position = events.RootElement.GetProperty("position").GetInt64();
        Assert.Equal((0, $"The text of the event at position {position} is gone: redacted by the event at 943."), await RunAsync("redact", $"{position}", "--reason", "A court\nordered it.") is var gone ? (gone.Code, gone.Output.Split(". ")[0] + ".") : default);
        Assert.Contains("was already redacted by 943", (await RunAsync("redact", $"{position}", "--reason", "Again.")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("redact", "943", "--reason", "It cannot be.")).Code);
        await server.SignedAsync(943, Ct);
        await System.IO.File.WriteAllBytesAsync(File("receipt.json"), await server.Reader.GetByteArrayAsync($"/api/events/{position}/receipt", Ct), Ct);
        var receipt = await RunAsync("verify", File("receipt.json"), "--key", Key);
        Assert.True(receipt.Code == 0, receipt.Output + receipt.Error);
        Assert.Matches($@"^Verified: position {position}, recorded \S+Z, is in the log of 943 events of \S+, root \S+=\. Who recorded it, what it was and what it said the receipt does not show: they were redacted, it says, at position 943\.\n", receipt.Output);

        await System.IO.File.WriteAllBytesAsync(File("bundle.zip"), await server.Reader.GetByteArrayAsync("/log/bundle", Ct), Ct); // as anybody has it
        var open = await RunAsync("verify", File("bundle.zip"), "--key", Key);
        Assert.True(open.Code == 0, open.Output + open.Error);
        Assert.StartsWith("Verified: 943 entries, and the contents of 940, of ", open.Output, StringComparison.Ordinal);
        Assert.Contains("\nWhat 2 events say was not shown, and not verified: positions 941 to 942.", open.Output, StringComparison.Ordinal);
        Assert.Matches($@"\n  Position {position}, by 943 \(\S+, \S+Z: A court ordered it\.\)\.\n", open.Output);
        var told = JsonElement.Parse((await RunAsync("verify", File("bundle.zip"), "--key", Key, "--json")).Output);
        Assert.Equal((941L, 943L), (told.GetProperty("withheldPositions")[0].GetProperty("first").GetInt64(), told.GetProperty("redactions")[0].GetProperty("by").GetInt64()));
        var complete = await RunAsync("verify", File("bundle.zip"), "--key", Key, "--complete");
        Assert.Equal((4, true), (complete.Code, complete.Output.StartsWith("Positions 941 to 942: The log's entry is there, what the event says was not shown. [withheld]", StringComparison.Ordinal)));
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

    private async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Writer.PostAsync(path, content, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private async Task ChangeAsync(string name, string text, bool beside = false)
    {
        await using var zip = await ZipFile.OpenAsync(File("bundle.zip"), ZipArchiveMode.Update, Ct);
        if (!beside) zip.GetEntry(name)!.Delete();
        await using var changed = new StreamWriter(await zip.CreateEntry(name).OpenAsync(Ct));
        await changed.WriteAsync(text);
    }

    private async Task<string> CheckpointAsync()
    {
        using var answer = await server.Reader.GetAsync("/log/checkpoint", Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private Task<Ended> RunAsync(params string[] arguments) => Running.LedgerAsync(server, arguments);
}
