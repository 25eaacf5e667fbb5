using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProposalLedger.Server.Log;
using ProposalLedger.Testing;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tests.Oracle;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Server.Tests.Log;

/// <summary>A witness of Go's packages cosigns what the signer brings it; others' signatures are not taken for its own.</summary>
public sealed class WitnessTests : IAsyncLifetime
{
    private const string Name = "witness.example/w1";
    private const string Seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-witness-").FullName;
    private readonly HttpListener listener = new();
    private readonly Uri address = new($"http://127.0.0.1:{LedgerNode.FreePort()}/of/ours/");
    private readonly List<string> asked = [];
    private VerifierKey key = null!;
    private Func<string, Task<(int Status, string Body)>> answers = null!;
    private string? mediaType;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        key = VerifierKey.Parse(await GoProgram.WitnessKeyAsync(Name, Seed));
        listener.Prefixes.Add(address.ToString());
        listener.Start();
        _ = Task.Run(ListenAsync, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        listener.Close();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task P11_A_witness_of_another_make_cosigns_each_checkpoint_as_the_next_of_the_last()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        string log;
        await using (var server = await StartAsync(database))
        {
            await RecordAsync(server, 1);
            log = (await server.Reader.GetStringAsync("/log/key", Ct)).Trim();
            answers = body => GoProgram.WitnessAsync(Path.Combine(directory, "seen"), log, Name, Seed, body);
            await CosignedAsync(server, 1);
            // From every older size a proof that leads to the next.
            for (var size = 2; size <= 9; size++)
            {
                await RecordAsync(server, size);
                await CosignedAsync(server, size);
            }
        }

        // One that has forgotten how far the witness is learns it from the witness.
        await using (var admin = new Npgsql.NpgsqlConnection(database.AdminConnectionString))
        {
            await admin.OpenAsync(Ct);
            await using var forget = new Npgsql.NpgsqlCommand("set session_replication_role = replica; delete from pl_log_cosignatures where size > 2", admin);
            await forget.ExecuteNonQueryAsync(Ct);
        }

        var before = asked.Count;
        await using var again = await StartAsync(database);
        await RecordAsync(again, 10);
        var note = await CosignedAsync(again, 10);
        Assert.StartsWith("old 2\n", asked[before], StringComparison.Ordinal);
        Assert.StartsWith("old 9\n", asked[before + 1], StringComparison.Ordinal);

        // Passed on with the checkpoint, in proofs and in the bundle, and no trouble for who knows no witness.
        Assert.EndsWith(note, await again.Reader.GetStringAsync("/log/proof/3", Ct), StringComparison.Ordinal);
        var file = await again.Reader.GetByteArrayAsync("/log/bundle", Ct);
        using var bundle = Bundle.Open(new MemoryStream(file));
        var seen = Assert.Single(Witnessed.Of(bundle.Checkpoints, [key]));
        Assert.Equal((Name, 10L), (seen.Witness, seen.Size));
        Assert.InRange(seen.At!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Empty(new Verifier([VerifierKey.Parse(log), key]).Verify(bundle).Findings);
        var unpacked = Path.Combine(directory, "unpacked");
        await ZipFile.ExtractToDirectoryAsync(new MemoryStream(file), unpacked, Ct);
        await File.WriteAllTextAsync(Path.Combine(unpacked, "proofs.json"), "{}", Ct);
        Assert.Equal((true, "verified: 11"), await GoProgram.VerifyAsync(unpacked, log));
    }

    [Fact]
    public async Task P11_Nothing_but_the_witness_s_own_signature_of_this_checkpoint_is_taken()
    {
        var log = SigningKey.Generate("ledger.example/log");
        var checkpoint = new Checkpoint(log.Verifier.Name, 1, Hash.OfLeaf("entry"u8)).Sign(log);
        var other = new Checkpoint(log.Verifier.Name, 1, Hash.OfLeaf("other"u8)).Sign(log);
        var witness = new Witness(key, address);
        using var client = Witness.Client();
        Task<NoteSignature> AskAsync() => witness.AskAsync(client, 0, checkpoint, _ => Task.FromResult<IReadOnlyList<Hash>>([]), Ct);

        answers = body => GoProgram.WitnessAsync(Path.Combine(directory, "fresh"), log.Verifier.ToString(), Name, Seed, body);
        Assert.Equal(Name, (await AskAsync()).Name);
        (string Because, Func<string, Task<(int, string)>> Answers)[] wrong =
        [
            ("no signature that its key verifies", _ => Task.FromResult((200, "nonsense\n"))),
            ("no signature that its key verifies", _ => Task.FromResult((200, ""))),
            ("no signature that its key verifies", body => GoProgram.WitnessAsync(Path.Combine(directory, "another"), log.Verifier.ToString(), "witness.example/w2", Seed, body)),
            ("no signature that its key verifies", body => GoProgram.WitnessAsync(Path.Combine(directory, "stranger"), log.Verifier.ToString(), Name, new string('0', 64), body)),
            ("no signature that its key verifies", _ => GoProgram.WitnessAsync(Path.Combine(directory, "instead"), log.Verifier.ToString(), Name, Seed, $"old 0\n\n{other}")),
            ("answered 403", body => GoProgram.WitnessAsync(Path.Combine(directory, "nobody"), SigningKey.Generate(log.Verifier.Name).Verifier.ToString(), Name, Seed, body)),
            ("has seen 7 events of this log, and the newest checkpoint covers 1", _ => Task.FromResult((409, "7\n"))),
            ("answered 409", _ => Task.FromResult((409, "many\n"))),
            ("answered 302", _ => Task.FromResult((302, ""))),
        ];
        foreach (var (because, answer) in wrong)
        {
            answers = answer;
            Assert.Contains(because, (await Assert.ThrowsAsync<WitnessException>(AskAsync)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task P11_Whatever_a_witness_answers_the_node_serves_on_and_asks_again()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var server = await StartAsync(database);
        await RecordAsync(server, 1);
        var log = (await server.Reader.GetStringAsync("/log/key", Ct)).Trim();
        // A table of witnesses that is gone is nothing that a witness does, and no fault that the store has a word for.
        await AsAdminAsync(database, "alter table pl_log_cosignatures rename to gone");
        answers = body => GoProgram.WitnessAsync(Path.Combine(directory, "seen"), log, Name, Seed, body);
        mediaType = "text/plain; charset=x-none";
        await Task.Delay(300, Ct); // some rounds of it
        await AsAdminAsync(database, "alter table gone rename to pl_log_cosignatures");
        await CosignedAsync(server, 1);
        await RecordAsync(server, 2);
        await CosignedAsync(server, 2);
    }

    private static async Task AsAdminAsync(LedgerDatabase database, string sql)
    {
        await using var admin = new Npgsql.NpgsqlConnection(database.AdminConnectionString + ";Pooling=false");
        await admin.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync(Ct);
    }

    [Theory]
    [InlineData("nonsense", "A witness is a key, a space and an address")]
    [InlineData("KEY http://witness.example/", "is https")]
    [InlineData("KEY https://me:secret@witness.example/", "is https")]
    public void P14_A_witness_that_cannot_be_one_is_told(string text, string because)
    {
        var options = new LogOptions { Witnesses = { text.Replace("KEY", key.ToString(), StringComparison.Ordinal) } };
        Assert.Contains(because, options.Fault(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", options.Fault(), StringComparison.Ordinal);
    }

    private Task<LedgerServer> StartAsync(LedgerDatabase database) => LedgerServer.StartAsync(database, ("Ledger:Log:Directory", Path.Combine(directory, "log")),
        ("Ledger:Log:Interval", "00:00:00.020"), ("Ledger:Log:WitnessInterval", "00:00:00.050"), ("Ledger:Log:Witnesses:0", $"{key} {address}"));

    private static async Task RecordAsync(LedgerServer server, int number)
    {
        using var recorded = await server.Writer.PostAsync("/api/negotiations", new StringContent($$"""{"id":"n-{{number}}","title":"T"}""", Encoding.UTF8, "application/json"), Ct);
        Assert.True(recorded.IsSuccessStatusCode);
    }

    private async Task<string> CosignedAsync(LedgerServer server, long size)
    {
        var note = "";
        await Wait.ForAsync($"a checkpoint over {size} events that is cosigned", async () =>
        {
            using var answer = await server.Reader.GetAsync("/log/checkpoint", Ct);
            note = await answer.Content.ReadAsStringAsync(Ct);
            return answer.IsSuccessStatusCode && Witnessed.Of([Note.Parse(note)], [key])[0].Size == size;
        }, Ct);
        return note;
    }

    private async Task ListenAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var body = await reader.ReadToEndAsync();
                asked.Add(body);
                var (status, said) = context.Request.Url!.AbsolutePath == "/of/ours/add-checkpoint" && answers is not null ? await answers(body) : (404, "");
                context.Response.StatusCode = status;
                if (mediaType is not null) context.Response.ContentType = mediaType;
                if (status == 302) context.Response.RedirectLocation = address.ToString();
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(said));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
