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

/// <summary>An event whose text is gone is as it should be where a later event, itself as it was signed, says what was left of it; else it was tampered with.</summary>
public sealed class RedactionTests
{
    private const int Size = 12, Victim = 4, WithReason = 6, By = 9, OfReason = 10;
    private const string Tombstone = """{"id":"a","text":"[redacted]"}""";

    private static readonly DateTimeOffset Start = new(2025, 11, 19, 8, 0, 0, TimeSpan.Zero);
    private readonly SigningKey key = SigningKey.Generate("ledger.example/log");
    private readonly LogFiles log = new();
    private readonly List<BundledEvent> events;
    private readonly Dictionary<string, byte[]> tiles;
    private Note checkpoint;

    public RedactionTests()
    {
        events = [.. Enumerable.Range(1, Size).Select(position => position switch
        {
            By => Event(position, "event-redacted.v1", Says(Victim)),
            OfReason => Event(position, "event-redacted.v1", Says(WithReason, $$""","metadata":{{Left(WithReason).GetRawText()}}""")),
            _ => Event(position),
        })];
        foreach (var happened in events) log.Append(new LogEntry(happened.Position, Start.AddMicroseconds(happened.Position), happened.CommittedMetadata!, happened.CommittedData!).ToBytes());
        checkpoint = new Checkpoint(key.Verifier.Name, log.Size, log.Root).Sign(key);
        tiles = TileAddress.Of(Size).ToDictionary(tile => tile.ToString(), tile => tile.Level == TileAddress.Entries ? log.Bundle(tile) : log.Tile(tile).ToArray());
        events[Victim - 1] = events[Victim - 1] with { Data = Json(Tombstone), DataSalt = null, RedactedBy = By };
        events[WithReason - 1] = events[WithReason - 1] with { Data = Json(Tombstone), DataSalt = null, Metadata = Left(WithReason), MetadataSalt = null, RedactedBy = OfReason };
    }

    public static TheoryData<string, string, long> Tampered => new()
    {
        { "gone without an event", "data-missing", 5 },
        { "gone by an event of another position", "data-missing", 5 },
        { "tombstone changed", "tombstone-changed", Victim },
        { "tombstone gone", "tombstone-changed", Victim },
        { "said to be redacted by another", "tombstone-changed", Victim },
        { "what is said about it changed", "tombstone-changed", WithReason },
        { "metadata's salt gone without need", "tombstone-changed", Victim },
        { "type changed with the metadata's salt gone", "tombstone-changed", WithReason },
        { "text brought back", "not-redacted", Victim },
        { "reason brought back", "not-redacted", WithReason },
        { "said of one that was never redacted", "redaction-unfounded", 5 },
        { "redaction changed", "data-missing", Victim },
        { "redaction without its own salt", "data-missing", Victim },
    };

    [Fact]
    public async Task P11_What_was_lawfully_redacted_verifies_and_is_counted()
    {
        var verified = await VerifyAsync();
        Assert.Empty(verified.Findings);
        Assert.Equal((2, Size, 0), (verified.Redacted, verified.Events, verified.Withheld));
        Assert.Equal(new Redaction(Victim, By, "owner", LogEntry.Text(Start.AddMicroseconds(By)), "because"), verified.Redactions[0]);
    }

    [Fact]
    public async Task P11_A_signed_event_that_only_something_unsigned_says_was_redacted_is_not_verified()
    {
        SignOnly(8);
        var verified = await VerifyAsync(8);
        Assert.Equal([("redaction-unsigned", Victim, Victim), ("redaction-unsigned", WithReason, WithReason)], verified.Findings.Select(finding => (finding.Code, finding.First, finding.Last)));
        Assert.Equal($"The event at position {Victim} was redacted by {By}, which no checkpoint covers yet: nothing vouches for it. Ask for the ledger again when it is signed, in a few seconds.", verified.Findings[0].Detail);
        Assert.Equal((0, 4), (verified.Redacted, verified.Unsigned));

        // Whatever stands in the place of what was signed: without the key anybody could write both.
        events[4] = events[4] with { Data = Json("{\"words\":\"of somebody else\"}"), DataSalt = null, RedactedBy = Size + 1 };
        events.Add(Event(Size + 1, "event-redacted.v1", Says(5).Replace(Tombstone, "{\"words\":\"of somebody else\"}", StringComparison.Ordinal)));
        Assert.Contains((await VerifyAsync(8)).Findings, finding => finding is { Code: "redaction-unsigned", First: 5 });
    }

    [Fact]
    public async Task P11_An_event_and_its_redaction_that_are_both_newer_than_the_checkpoint_are_no_alarm()
    {
        SignOnly(3);
        var verified = await VerifyAsync(3);
        Assert.Empty(verified.Findings);
        Assert.Equal((2, 9), (verified.Redacted, verified.Unsigned));
        events[Victim - 1] = Event(Victim);
        Assert.Equal("not-redacted", Assert.Single((await VerifyAsync(3)).Findings).Code);
        events[Victim - 1] = new BundledEvent(Victim); // of a negotiation that the reader may not read, its redaction, too
        events[By - 1] = new BundledEvent(By);
        Assert.Empty((await VerifyAsync(3)).Findings);
    }

    [Fact]
    public async Task P11_Where_no_checkpoint_is_trusted_that_alone_is_found()
    {
        Assert.Equal("no-checkpoint", Assert.Single((await VerifyAsync(trusted: SigningKey.Generate(key.Verifier.Name).Verifier)).Findings, finding => finding.Code != "checkpoint-unverified").Code);
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task P11_What_is_gone_otherwise_is_found_and_located(string what, string code, long position)
    {
        var (victim, reasoned) = (events[Victim - 1], events[WithReason - 1]);
        switch (what)
        {
            case "gone without an event": events[4] = events[4] with { Data = Json(Tombstone), DataSalt = null }; break;
            case "gone by an event of another position": events[4] = events[4] with { Data = Json(Tombstone), DataSalt = null, RedactedBy = By }; break;
            case "tombstone changed": events[Victim - 1] = victim with { Data = Json("""{"id":"b","text":"[redacted]"}""") }; break;
            case "tombstone gone": events[Victim - 1] = victim with { Data = null }; break;
            case "said to be redacted by another": events[Victim - 1] = victim with { RedactedBy = OfReason }; break;
            case "what is said about it changed": events[WithReason - 1] = reasoned with { Metadata = Json(reasoned.Metadata!.Value.GetRawText().Replace("owner", "somebody", StringComparison.Ordinal)) }; break;
            case "metadata's salt gone without need": events[Victim - 1] = victim with { MetadataSalt = null }; break;
            case "type changed with the metadata's salt gone": events[WithReason - 1] = reasoned with { Metadata = Json(reasoned.Metadata!.Value.GetRawText().Replace("claim-made", "claim-lost", StringComparison.Ordinal)) }; break;
            case "text brought back": events[Victim - 1] = Event(Victim); break;
            case "reason brought back": events[WithReason - 1] = reasoned with { Metadata = Event(WithReason).Metadata, MetadataSalt = Event(WithReason).MetadataSalt }; break;
            case "said of one that was never redacted": events[4] = events[4] with { RedactedBy = By }; break;
            case "redaction changed": events[By - 1] = events[By - 1] with { Data = Json(Says(5)) }; break;
            default: events[By - 1] = events[By - 1] with { DataSalt = null }; break;
        }

        Assert.Contains((await VerifyAsync()).Findings, finding => finding.Code == code && finding.First == position && finding.Last == position);
    }

    private static string Says(int position, string more = "") => $$"""{"position":{{position}},"stream":"s","version":{{position}},"type":"claim-made.v1","tombstone":{{Tombstone}}{{more}}}""";

    private static JsonElement Left(int position) => Json(Encoding.UTF8.GetString(Metadata(position, "claim-made.v1")).Replace("because", "[redacted]", StringComparison.Ordinal));

    private static byte[] Metadata(int position, string type) => LoggedEvent.MetadataOf(new Guid(position, 0, 0, new byte[8]), "talks", "s", position, type, Encoding.UTF8.GetBytes("""{"actor":"owner","reason":"because"}"""), null, null);

    private static BundledEvent Event(int position, string type = "claim-made.v1", string? data = null)
    {
        var salt = SHA256.HashData(BitConverter.GetBytes(position));
        return BundledEvent.Of(new LoggedEvent(position, Start.AddMicroseconds(position), Metadata(position, type), salt,
            Encoding.UTF8.GetBytes(data ?? $$"""{"id":"a","text":"words {{position}}"}"""), SHA256.HashData(salt)));
    }

    private void SignOnly(int size)
    {
        var earlier = new LogFiles();
        foreach (var entry in log.Entries.Take(size)) earlier.Append(entry);
        checkpoint = new Checkpoint(key.Verifier.Name, size, earlier.Root).Sign(key);
    }

    private async Task<Verified> VerifyAsync(long size = Size, VerifierKey? trusted = null)
    {
        using var file = new MemoryStream();
        var held = size == Size ? tiles : TileAddress.Of(size).ToDictionary(tile => tile.ToString(), tile => tile.Level == TileAddress.Entries ? log.Bundle(tile) : log.Tile(tile).ToArray());
        await Bundle.WriteAsync(file, [checkpoint], size, tile => Task.FromResult(held.GetValueOrDefault(tile.ToString(), [])), events.ToAsyncEnumerable(),
            new BundledViews(events.Count, size, new Dictionary<string, string>()), TestContext.Current.CancellationToken);
        using var bundle = Bundle.Open(file);
        return new Verifier([trusted ?? key.Verifier]).Verify(bundle);
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
