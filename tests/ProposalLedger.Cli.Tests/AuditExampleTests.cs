using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.EventStore;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;
using ProposalLedger.Views.Rebuilding;

namespace ProposalLedger.Cli.Tests;

/// <summary>
/// The small log that docs/audit.md works through by hand: its files are what our code makes of three events, and each command there prints what stands
/// below it. LEDGER_WRITE_DOCS=1 writes both.
/// </summary>
public sealed class AuditExampleTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");
    private static readonly string Example = Path.Combine(Docs, "audit-example");
    private static readonly bool Write = Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1";

    // Of this example alone, and no secret.
    private static readonly SigningKey Key = SigningKey.Parse(ExampleKey());

    private static readonly (string Type, string Headers, string Data)[] Said =
    [
        ("negotiation-opened.v1", """{"actor":"ann","sources":[]}""", """{"id":"orchard","title":"The orchard wall"}"""),
        ("party-added.v1", """{"actor":"ann","reason":"Named in the deed of 1911.","sources":[]}""", """{"id":"north","kind":"party","name":"North farm"}"""),
        ("party-added.v1", """{"actor":"ben","sources":[]}""", """{"id":"south","kind":"party","name":"South farm"}"""),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P11_The_worked_example_is_what_our_code_makes_and_its_commands_print_what_the_page_says()
    {
        await FilesAsync();
        var file = Path.Combine(Docs, "audit.md");
        var page = await File.ReadAllTextAsync(file, Ct);
        var blocks = Regex.Matches(page, "<!-- example -->\n```sh\n(?<commands>.*?)```\n+```text\n(?<says>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.InRange(blocks.Count, 7, 30);
        var said = await RunAsync([.. blocks.Select(block => block.Groups["commands"].Value)]);
        if (Write)
        {
            for (var i = blocks.Count - 1; i >= 0; i--) page = page[..blocks[i].Groups["says"].Index] + said[i] + page[(blocks[i].Groups["says"].Index + blocks[i].Groups["says"].Length)..];
            await File.WriteAllTextAsync(file, page, Ct);
            return;
        }

        for (var i = 0; i < blocks.Count; i++) Assert.Equal((blocks[i].Groups["commands"].Value, blocks[i].Groups["says"].Value), (blocks[i].Groups["commands"].Value, said[i]));
    }

    private static string ExampleKey()
    {
        const string name = "orchard.example/log";
        var seed = SHA256.HashData("the example of docs/audit.md"u8);
        var verifier = new VerifierKey(name, SignatureType.Ed25519, Ed25519.PublicKeyOf(seed));
        return $"PRIVATE+KEY+{name}+{verifier.Id:x8}+{Convert.ToBase64String([(byte)SignatureType.Ed25519, .. seed])}";
    }

    private static async Task FilesAsync()
    {
        var events = Said.Select((said, i) =>
        {
            var metadata = LoggedEvent.MetadataOf(new Guid(i + 1, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]), "orchard", "negotiation:orchard", i + 1, said.Type, Encoding.UTF8.GetBytes(said.Headers), null, null);
            return new LoggedEvent(i + 1, new DateTimeOffset(2025, 11, 19, 8, 0, 0, TimeSpan.Zero).AddMicroseconds(i + 1), metadata, Salt("metadata", i), Encoding.UTF8.GetBytes(said.Data), Salt("data", i));
        }).ToList();
        var (frontier, hashes, checkpoints) = (new Frontier(), new List<byte>(), new List<Note>());
        foreach (var happened in events)
        {
            var leaf = Hash.OfLeaf(happened.Entry!.ToBytes());
            hashes.AddRange(leaf.ToArray());
            frontier.Append(leaf);
            if (happened.Position > 1) checkpoints.Add(new Checkpoint(Key.Verifier.Name, frontier.Size, frontier.Root).Sign(Key));
        }

        var stored = events.Zip(Said).Select(pair => new StoredEvent(pair.First.Position, new Guid((int)pair.First.Position, 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]), "negotiation:orchard", pair.First.Position, "orchard",
            pair.Second.Type, pair.First.Data, pair.First.Recorded, JsonSerializer.Deserialize<EventMetadata>(pair.Second.Headers, JsonSerializerOptions.Web)!)).ToList();
        var views = EveryBody.Of("orchard", stored, 3).ToDictionary(view => view.Address, view => Convert.ToHexStringLower(SHA256.HashData(Canonical.Bytes(view.Body))), StringComparer.Ordinal);
        using var bundle = new MemoryStream();
        await Bundle.WriteAsync(bundle, checkpoints, 3, tile => Task.FromResult(tile.Level == TileAddress.Entries ? EntryBundle.Write([.. events.Select(happened => (ReadOnlyMemory<byte>)happened.Entry!.ToBytes())]) : hashes.ToArray()),
            events.Select(BundledEvent.Of).ToAsyncEnumerable(), new BundledViews(3, 3, views), Ct);
        await IsAsync("key.txt", Encoding.UTF8.GetBytes(Key.Verifier + "\n"));
        await IsAsync("kept.txt", Encoding.UTF8.GetBytes(checkpoints[0].ToString()));
        var file = Path.Combine(Example, "bundle.zip");
        if (Write) await File.WriteAllBytesAsync(file, bundle.ToArray(), Ct);
        // A zip holds the time at which it was made: what is in it counts.
        else Assert.Equal(Unzipped(bundle), Unzipped(File.OpenRead(file)));
    }

    private static byte[] Salt(string of, int i) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{of} {i + 1}")));

    private static async Task IsAsync(string name, byte[] bytes)
    {
        var file = Path.Combine(Example, name);
        if (Write) await File.WriteAllBytesAsync(file, bytes, Ct);
        else Assert.Equal(bytes, await File.ReadAllBytesAsync(file, Ct));
    }

    private static List<(string Name, string Bytes)> Unzipped(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        return [.. zip.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return (entry.FullName, Convert.ToHexStringLower(bytes.ToArray()));
        })];
    }

    // All in one shell, in a copy of the directory, without a network where the machine lets a test take it away.
    private static async Task<List<string>> RunAsync(List<string> commands)
    {
        const string Mark = "\u241e\n";
        var directory = Directory.CreateTempSubdirectory("ledger-example-").FullName;
        foreach (var file in Directory.EnumerateFiles(Example)) File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var ledger = Path.Combine(Repository.Root, "src", "ProposalLedger.Cli", "bin", build.Parent!.Name, build.Name, "ledger");
        var script = $"set -eu\nledger() {{ '{ledger}' \"$@\"; }}\n{string.Concat(commands.Select(block => $"{block}printf '{Mark.TrimEnd()}\\n'\n"))}";
        await File.WriteAllTextAsync(Path.Combine(directory, "example.sh"), script, Ct);
        var start = new ProcessStartInfo("bash", ["-c", "if unshare -rn true 2>/dev/null; then exec unshare -rn bash example.sh; else exec bash example.sh; fi"]) { WorkingDirectory = directory };
        await using var running = Running.Of(start);
        var ended = await running.EndAsync();
        Assert.True(ended.Code == 0, ended.Output + ended.Error);
        Directory.Delete(directory, recursive: true);
        return [.. ended.Output.Split(Mark)[..^1]];
    }
}
