using System.Security.Cryptography;
using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.Cli.Tests;

/// <summary>Bundles of which every hash is right and that no ledger has made: who has a key of his own can sign anything.</summary>
public sealed class MalformedBundleTests : IDisposable
{
    private const string Opened = """{"id":"river","title":"Waters"}""", Added = """{"id":"north","kind":"party","name":"North"}""";
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-malformed-").FullName;
    private readonly SigningKey key = SigningKey.Generate("forger.example/log");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Crafted => new()
    {
        { "its data are a number", "data", "5" },
        { "its data are a list", "data", "[]" },
        { "its data lack what every party has", "data", "{}" },
        { "its name is a number", "data", Added.Replace("\"North\"", "7", StringComparison.Ordinal) },
        { "it has no id", "metadata", Metadata(2).Replace("\"id\":", "\"di\":", StringComparison.Ordinal) },
        { "its id is none", "metadata", Metadata(2).Replace("00000002", "zzz", StringComparison.Ordinal) },
        { "its headers are a number", "metadata", Metadata(2).Replace("{\"actor\":\"ann\"}", "5", StringComparison.Ordinal) },
        { "its headers are null", "metadata", Metadata(2).Replace("{\"actor\":\"ann\"}", "null", StringComparison.Ordinal) },
        { "its headers name nobody", "metadata", Metadata(2).Replace("{\"actor\":\"ann\"}", "{}", StringComparison.Ordinal) },
        { "its type is unknown", "metadata", Metadata(2).Replace("party-added", "party-forgotten", StringComparison.Ordinal) },
        { "its type is a list", "metadata", Metadata(2).Replace("\"party-added.v1\"", "[]", StringComparison.Ordinal) },
        { "its negotiation is a number", "metadata", Metadata(2).Replace("\"negotiation\":\"river\"", "\"negotiation\":1", StringComparison.Ordinal) },
        { "its version is a text", "metadata", Metadata(2).Replace("\"version\":2", "\"version\":\"2\"", StringComparison.Ordinal) },
        { "what is left of it is a number", "tombstone", "5" },
        { "what is left of it is null", "tombstone", "null" },
        { "what is left of it lacks an id", "left", Metadata(2).Replace("\"id\":", "\"di\":", StringComparison.Ordinal) },
        { "what is left of its headers is a number", "left", Metadata(2).Replace("{\"actor\":\"ann\"}", "5", StringComparison.Ordinal) },
    };

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [MemberData(nameof(Crafted))]
    public async Task P11_P14_What_no_ledger_records_is_a_finding_with_its_position_and_no_fault(string what, string where, string json)
    {
        List<BundledEvent> events = [Event(1, Metadata(1), Opened), Event(2, where == "metadata" ? json : Metadata(2), where == "data" ? json : Added)];
        if (where is "tombstone" or "left")
        {
            var (tombstone, left) = where == "tombstone" ? (json, Metadata(2)) : (Added, json);
            events.Add(Event(3, Metadata(3), $$"""{"position":2,"stream":"negotiation:river","version":2,"type":"party-added.v1","tombstone":{{tombstone}},"metadata":{{left}}}"""));
        }

        var entries = Entries(events);
        if (events.Count == 3)
        {
            var says = events[2].Data!.Value;
            events[1] = new BundledEvent(2) { Recorded = events[1].Recorded, Metadata = says.GetProperty("metadata"), Data = says.GetProperty("tombstone"), RedactedBy = 3 };
        }

        var ended = await VerifyAsync(events, entries);
        Assert.True(ended.Code == 4, $"{what}: {ended.Code} {ended.Output}{ended.Error}");
        Assert.Contains("Position 2: ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", ended.Output, StringComparison.Ordinal);
        Assert.Equal("", ended.Error);
    }

    [Fact]
    public async Task P5_What_a_ledger_records_is_computed()
    {
        var ended = await VerifyAsync([Event(1, Metadata(1), Opened), Event(2, Metadata(2), Added)]);
        Assert.Equal(4, ended.Code);
        Assert.Contains("The bundle does not say what the server serves at river?at=2, and the events amount to something there. [view-missing]", ended.Output, StringComparison.Ordinal);
        Assert.All(ended.Lines.SkipLast(1), line => Assert.EndsWith("[view-missing]", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task P14_A_machine_that_cannot_verify_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere .NET hashes without OpenSSL.");
        // As a machine is set up that allows certified cryptography alone, and has none.
        var configuration = Path.Combine(directory, "openssl.cnf");
        await File.WriteAllTextAsync(configuration, "openssl_conf = init\n[init]\nalg_section = algorithms\n[algorithms]\ndefault_properties = fips=yes\n", Ct);
        var ended = await Running.Ledger([("OPENSSL_CONF", configuration)], "verify", "--key", key.Verifier.ToString()).EndAsync();
        Assert.Equal((6, ""), (ended.Code, ended.Output));
        Assert.StartsWith("This machine cannot verify: OpenSSL's libcrypto does not ", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    private static string Metadata(int position) =>
        $$"""{"headers":{"actor":"ann"},"id":"0000000{{position}}-0000-7000-8000-000000000000","negotiation":"river","stream":"negotiation:river","type":"{{(position switch { 1 => "negotiation-opened", 2 => "party-added", _ => "event-redacted" })}}.v1","version":{{position}}}""";

    private static BundledEvent Event(long position, string metadata, string data)
    {
        var salt = SHA256.HashData(BitConverter.GetBytes(position));
        return new BundledEvent(position) { Recorded = LogEntry.Text(DateTimeOffset.UnixEpoch), Metadata = JsonElement.Parse(metadata), MetadataSalt = salt, Data = JsonElement.Parse(data), DataSalt = SHA256.HashData(salt) };
    }

    private static List<byte[]> Entries(List<BundledEvent> events) => [.. events.Select(happened => new LogEntry(happened.Position, DateTimeOffset.UnixEpoch, happened.CommittedMetadata!, happened.CommittedData!).ToBytes())];

    private async Task<Ended> VerifyAsync(List<BundledEvent> events, List<byte[]>? recorded = null)
    {
        var entries = recorded ?? Entries(events);
        var tree = new Frontier();
        foreach (var entry in entries) tree.Append(Hash.OfLeaf(entry));
        var hashes = entries.SelectMany(entry => Hash.OfLeaf(entry).ToArray()).ToArray();
        var file = Path.Combine(directory, "bundle.zip");
        await using (var output = File.Create(file))
        {
            await Bundle.WriteAsync(output, [new Checkpoint(key.Verifier.Name, entries.Count, tree.Root).Sign(key)], entries.Count,
                tile => Task.FromResult(tile.Level == TileAddress.Entries ? EntryBundle.Write([.. entries.Select(entry => new ReadOnlyMemory<byte>(entry))]) : hashes), events.ToAsyncEnumerable(), new BundledViews(entries.Count, entries.Count, new Dictionary<string, string>()), Ct);
        }

        return await Running.Ledger((string?)null, null, "verify", file, "--key", key.Verifier.ToString()).EndAsync();
    }
}
