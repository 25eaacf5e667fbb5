using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tests.Oracle;
using ProposalLedger.TransparencyLog.Tiles;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.TransparencyLog.Tests.Verifying;

/// <summary>What is changed in a bundle is found, and located; what is not changed raises no alarm.</summary>
public sealed class VerifierTests
{
    private const int Size = 600;
    private const int Victim = 300;
    private static readonly DateTimeOffset Start = new(2025, 11, 19, 8, 0, 0, TimeSpan.Zero);

    private readonly SigningKey key = SigningKey.Generate("ledger.example/log");
    private readonly List<BundledEvent> events = [.. Enumerable.Range(1, Size).Select(Event)];
    private readonly LogFiles log = new();
    private readonly List<Note> checkpoints = [];
    private readonly Dictionary<string, byte[]> tiles;
    private long head = Size;

    public VerifierTests()
    {
        foreach (var happened in events)
        {
            log.Append(EntryOf(happened));
            if (happened.Position is 1 or 256 or 299 or 450 or Size) checkpoints.Add(new Checkpoint(key.Verifier.Name, log.Size, log.Root).Sign(key));
        }

        tiles = TileAddress.Of(Size).ToDictionary(tile => tile.ToString(), tile => tile.Level == TileAddress.Entries ? log.Bundle(tile) : log.Tile(tile).ToArray());
    }

    public static TheoryData<string, string, long, long> Tampered => new()
    {
        { "data changed", "data-changed", Victim, Victim },
        { "data's salt changed", "data-changed", Victim, Victim },
        { "reason changed", "metadata-changed", Victim, Victim },
        { "stream changed", "metadata-changed", Victim, Victim },
        { "metadata's salt changed", "metadata-changed", Victim, Victim },
        { "said to be redacted", "redaction-unfounded", Victim, Victim },
        { "metadata gone", "metadata-missing", Victim, Victim },
        { "time gone", "time-changed", Victim, Victim },
        { "ten deleted", "event-missing", Victim, Victim + 9 },
        { "newest ones held back", "event-missing", Size + 1, Size + 5 },
        { "time changed", "time-changed", Victim, Victim },
        { "data removed", "data-missing", Victim, Victim },
        { "two put at the end", "beyond-head", Size + 2, Size + 2 },
        { "deleted", "event-missing", Victim, Victim },
        { "inserted", "out-of-order", Victim, Victim },
        { "swapped", "metadata-changed", Victim, Victim + 1 },
        { "last one cut off", "event-missing", Size, Size },
        { "entry changed", "hash-changed", Victim, Victim },
        { "entry swapped for another event's", "entry-misplaced", Victim, Victim },
        { "leaf's hash changed", "hash-changed", Victim, Victim },
        { "upper hash changed", "hash-changed", 257, 512 },
        { "tile gone", "hash-missing", 257, 512 },
        { "entries gone", "entries-malformed", 257, 512 },
        { "event, entry and hashes changed together", "history-changed", Victim, 450 },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task P11_What_was_changed_behind_the_ledger_is_found_and_located(string what, string code, long first, long last)
    {
        Tamper(what);
        var verified = await VerifyAsync();
        var finding = Assert.Single(verified.Findings.Where(f => f.Code == code).GroupBy(f => f.Code)).ToList();
        Assert.Equal((first, last), (finding[0].First, finding[^1].Last));
    }

    [Fact]
    public async Task P11_A_change_that_shows_does_not_hide_one_that_was_made_with_all_hashes()
    {
        (long, long)[] both = [(Victim, 450)];
        foreach (var decoy in new[] { 120, Victim + 100, Size })
        {
            // In the data of another event, in another entry, in another hash.
            Everything(events[Victim - 1] with { Data = Json("{}") });
            var (kept, was) = (events[decoy - 1], tiles.ToDictionary(tile => tile.Key, tile => tile.Value.ToArray()));
            events[decoy - 1] = kept with { Data = Json("{}") };
            Assert.Equal(both, await ChangedAsync());
            events[decoy - 1] = kept;
            var (tile, first) = decoy <= 256 ? ("000", 1) : decoy <= 512 ? ("001", 257) : ("002.p/88", 513);
            tiles[$"entries/{tile}"][3 + EntryBundle.Read(tiles[$"entries/{tile}"], tile.Length > 3 ? 88 : 256).Take(decoy - first).Sum(entry => 2 + entry.Length)] ^= 1;
            Assert.Equal(both, await ChangedAsync());
            foreach (var (name, bytes) in was) tiles[name] = [.. bytes];
            tiles[$"0/{tile}"][32 * (decoy - first)] ^= 1;
            Assert.Equal(both, await ChangedAsync());
        }

        async Task<List<(long, long)>> ChangedAsync() => [.. (await VerifyAsync()).Findings.Where(f => f.Code == "history-changed").Select(f => (f.First, f.Last))];
    }

    [Fact]
    public async Task P11_Where_entries_and_their_hashes_are_gone_nothing_is_said_to_be_changed()
    {
        tiles.Remove("entries/001");
        tiles.Remove("0/001");
        var findings = (await VerifyAsync()).Findings;
        Assert.Equal("Up to 256 the history is what was signed. Whether that from 257 to 299 is, too, cannot be said: entries are gone, and their hashes with them.", findings.Single(f => f.Code == "history-unknown").Detail);
        Assert.DoesNotContain(findings, f => f.Code == "history-changed");
    }

    [Fact]
    public async Task P11_Nothing_is_found_where_nothing_was_changed()
    {
        events.Add(Event(Size + 1));
        head++;
        var verified = await VerifyAsync(checkpoints[2]);
        Assert.Empty(verified.Findings);
        Assert.Equal((Size + 1, 0, 1, Size), (verified.Events, verified.Withheld, verified.Unsigned, verified.Checkpoint!.Size));
    }

    [Fact]
    public async Task P11_What_may_not_be_read_is_verified_by_its_entry_alone()
    {
        // A whole stream, as a private negotiation's.
        foreach (var position in Enumerable.Range(1, Size).Where(position => position % 7 == 3)) events[position - 1] = new BundledEvent(position);
        var verified = await VerifyAsync();
        Assert.Empty(verified.Findings);
        Assert.Equal(86, verified.Withheld);
        events[Victim - 1] = new BundledEvent(Victim);
        Assert.Equal("version-gap", Assert.Single((await VerifyAsync()).Findings).Code);
    }

    [Fact]
    public async Task P11_A_log_that_was_rolled_back_forked_or_signed_by_another_is_told()
    {
        var newer = new Checkpoint(key.Verifier.Name, Size + 5, log.Root).Sign(key);
        Assert.Equal([("rolled-back", Size + 1L, Size + 5L)], (await VerifyAsync(newer)).Findings.Select(f => (f.Code, f.First, f.Last)));

        var fork = new Checkpoint(key.Verifier.Name, 299, log.Root).Sign(key);
        Assert.Contains((await VerifyAsync(fork)).Findings, f => f is { Code: "fork", Last: 299 });

        var other = SigningKey.Generate(key.Verifier.Name);
        Assert.Contains((await VerifyAsync(trusted: other.Verifier)).Findings, f => f.Code == "no-checkpoint");
        checkpoints[3] = new Note(checkpoints[3].Text, [checkpoints[3].Signatures[0] with { Bytes = RandomNumberGenerator.GetBytes(64) }]);
        Assert.Contains((await VerifyAsync()).Findings, f => f.Code == "checkpoint-unverified");
    }

    [Fact]
    public async Task P11_What_is_withheld_is_told_by_its_positions_and_is_a_finding_for_who_may_read_everything()
    {
        foreach (var position in Enumerable.Range(1, Size).Where(position => position % 7 == 3 || position > 590)) events[position - 1] = new BundledEvent(position);
        using var bundle = Bundle.Open(await WriteAsync());
        var open = new Verifier([key.Verifier]).Verify(bundle);
        Assert.Empty(open.Findings);
        Assert.Equal((new PositionRange(3, 3), new PositionRange(591, 600), 94), (open.WithheldPositions[0], open.WithheldPositions[^1], open.Withheld));
        var findings = new Verifier([key.Verifier]) { Complete = true }.Verify(bundle).Findings;
        Assert.All(findings, finding => Assert.Equal("withheld", finding.Code));
        Assert.Equal(open.WithheldPositions, findings.Select(finding => new PositionRange(finding.First, finding.Last)));
    }

    [Theory]
    [InlineData("\"data\":{", "\"data\":{\"text\":\"a\"},\"data\":{", "event-unreadable")]
    [InlineData("{\"text\":", "{\"text\":\"a\",\"text\":", "event-unreadable")]
    [InlineData("\"version\":", "\"version\":1,\"version\":", "event-unreadable")]
    [InlineData("{\"position\"", "\"position\"", "event-unreadable")]
    [InlineData("\"position\":300", "\"position\":\"300\"", "event-unreadable")]
    public async Task P11_A_line_that_cannot_be_read_or_says_two_things_is_a_finding_with_its_position(string words, string others, string code)
    {
        using var file = await WriteAsync();
        await ChangeAsync(file, "events.jsonl", text => string.Join('\n', text.Split('\n').Select((line, i) => i == Victim - 1 ? line.Replace(words, others, StringComparison.Ordinal) : line)));
        using var bundle = Bundle.Open(file);
        var finding = Assert.Single(new Verifier([key.Verifier]).Verify(bundle).Findings);
        Assert.Equal((code, Victim, Victim), (finding.Code, finding.First, finding.Last));
        Assert.DoesNotContain("ProposalLedger", finding.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P11_The_checkpoint_that_other_programs_read_is_the_newest_and_no_file_says_two_things()
    {
        using var file = await WriteAsync();
        await ChangeAsync(file, "checkpoint", _ => checkpoints[0].ToString());
        using (var bundle = Bundle.Open(file)) Assert.Equal("checkpoint-differs", Assert.Single(new Verifier([key.Verifier]).Verify(bundle).Findings).Code);
        await ChangeAsync(file, "views.json", text => text.Replace("{\"head\":", "{\"head\":1,\"head\":", StringComparison.Ordinal));
        Assert.Throws<FormatException>(() => Bundle.Open(file));
    }

    [Fact]
    public async Task P11_A_key_that_has_signed_nothing_is_told()
    {
        using var bundle = Bundle.Open(await WriteAsync());
        var other = SigningKey.Generate("other.example/log").Verifier;
        Assert.Equal("key-unused", Assert.Single(new Verifier([key.Verifier, other]).Verify(bundle).Findings).Code);
        var witness = new VerifierKey("witness.example/w1", SignatureType.CosignatureV1, RandomNumberGenerator.GetBytes(Ed25519.KeyLength));
        Assert.Equal("witness-missing", Assert.Single(new Verifier([key.Verifier, witness]).Verify(bundle).Findings).Code);
    }

    private void Tamper(string what)
    {
        var (victim, at) = (events[Victim - 1], Victim - 1);
        switch (what)
        {
            case "data changed": events[at] = victim with { Data = Json("""{"text":"other words"}""") }; break;
            case "data's salt changed": events[at] = victim with { DataSalt = new byte[32] }; break;
            case "reason changed": events[at] = victim with { Metadata = Json(victim.Metadata!.Value.GetRawText().Replace("because", "just so", StringComparison.Ordinal)) }; break;
            case "stream changed": events[at] = victim with { Metadata = Json(victim.Metadata!.Value.GetRawText().Replace("\"s-", "\"t-", StringComparison.Ordinal)) }; break;
            case "metadata's salt changed": events[at] = victim with { MetadataSalt = new byte[32] }; break;
            case "time changed": events[at] = victim with { Recorded = LogEntry.Text(Start) }; break;
            case "data removed": events[at] = victim with { Data = null, DataSalt = null }; break;
            case "two put at the end": head++; events.AddRange([Event(Size + 1), Event(Size + 2)]); break;
            case "said to be redacted": events[at] = victim with { RedactedBy = Victim + 2 }; break;
            case "metadata gone": events[at] = victim with { Metadata = null, MetadataSalt = null }; break;
            case "time gone": events[at] = victim with { Recorded = null }; break;
            case "ten deleted": events.RemoveRange(at, 10); break;
            case "newest ones held back": head += 5; break;
            case "deleted": events.RemoveAt(at); break;
            case "inserted": events.Insert(at, Event(Victim)); break;
            case "swapped": (events[at], events[at + 1]) = (events[at + 1] with { Position = Victim }, victim with { Position = Victim + 1 }); break;
            case "last one cut off": events.RemoveAt(events.Count - 1); break;
            case "entry changed": Flip("entries/001", 3 + At(tiles["entries/001"], Victim - 257)); break;
            case "entry swapped for another event's": Put(events[Victim]); break;
            case "leaf's hash changed": Flip("0/001", 32 * (Victim - 257)); break;
            case "upper hash changed": Flip("1/000.p/2", 32); break;
            case "tile gone": tiles.Remove("0/001"); break;
            case "entries gone": tiles.Remove("entries/001"); break;
            default: Everything(victim with { Data = Json("{}") }); break;
        }
    }

    // As somebody would who can write the whole database: the entry and all hashes are those of the changed event.
    private void Everything(BundledEvent changed)
    {
        events[Victim - 1] = changed;
        var forged = new LogFiles();
        foreach (var happened in events) forged.Append(EntryOf(happened));
        foreach (var tile in TileAddress.Of(Size)) tiles[tile.ToString()] = tile.Level == TileAddress.Entries ? forged.Bundle(tile) : forged.Tile(tile).ToArray();
    }

    private void Put(BundledEvent other)
    {
        var entries = EntryBundle.Read(tiles["entries/001"], 256).ToList();
        entries[Victim - 257] = EntryOf(other);
        tiles["entries/001"] = EntryBundle.Write(entries);
    }

    private void Flip(string tile, int at) => tiles[tile][at] ^= 1;

    private static int At(byte[] bundle, int index) => EntryBundle.Read(bundle, 256).Take(index).Sum(entry => 2 + entry.Length);

    private async Task<Verified> VerifyAsync(Note? kept = null, VerifierKey? trusted = null)
    {
        using var bundle = Bundle.Open(await WriteAsync());
        return new Verifier([trusted ?? key.Verifier], kept).Verify(bundle);
    }

    private async Task<MemoryStream> WriteAsync()
    {
        var file = new MemoryStream();
        await Bundle.WriteAsync(file, checkpoints, Size, tile => Task.FromResult(tiles.GetValueOrDefault(tile.ToString(), [])), events.ToAsyncEnumerable(),
            new BundledViews(head, Size, new Dictionary<string, string>()), TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task ChangeAsync(MemoryStream file, string name, Func<string, string> change)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true);
        var entry = zip.GetEntry(name)!;
        using var reader = new StreamReader(entry.Open());
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(text, change(text));
        reader.Dispose();
        entry.Delete();
        await using var changed = new StreamWriter(zip.CreateEntry(name).Open());
        await changed.WriteAsync(change(text));
    }

    private static BundledEvent Event(int position)
    {
        var metadata = LoggedEvent.MetadataOf(new Guid(position, 0, 0, new byte[8]), "talks", $"s-{position % 7}", (position + 6) / 7, "claim-made.v1",
            Encoding.UTF8.GetBytes("""{"actor":"owner","reason":"because"}"""), null, null);
        var salt = SHA256.HashData(BitConverter.GetBytes(position));
        var data = Encoding.UTF8.GetBytes($$"""{"text":"words {{position}}"}""");
        return BundledEvent.Of(new LoggedEvent(position, Start.AddMicroseconds(position), metadata, salt, data, SHA256.HashData(salt)));
    }

    private static byte[] EntryOf(BundledEvent happened) => new LogEntry(happened.Position, Start.AddMicroseconds(happened.Position), happened.CommittedMetadata!, happened.CommittedData!).ToBytes();

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
