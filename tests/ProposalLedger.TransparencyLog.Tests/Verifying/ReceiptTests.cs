using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tests.Oracle;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.TransparencyLog.Tests.Verifying;

/// <summary>One event's receipt: what is changed in it is named.</summary>
public sealed class ReceiptTests
{
    private const int Size = 300, Position = 87;
    private readonly SigningKey key = SigningKey.Generate("ledger.example/log");
    private readonly List<BundledEvent> events = [.. Enumerable.Range(1, Size).Select(Event)];
    private readonly LogFiles log = new();

    public ReceiptTests()
    {
        foreach (var happened in events) log.Append(EntryOf(happened));
    }

    public static TheoryData<string, string, string, string> Tampered => new()
    {
        { "data", "\"text\": \"87\"", "\"text\": \"88\"", "data-changed" },
        { "data's salt", "\"dataSalt\": \"", "\"dataSalt\": \"/", "data-changed" },
        { "data gone", "\"data\": {", "\"redactedBy\": null, \"data\": null, \"x\": {", "" },
        { "actor", "\"actor\": \"anna\"", "\"actor\": \"bert\"", "metadata-changed" },
        { "reason", "Because.", "Because!", "metadata-changed" },
        { "metadata's salt", "\"metadataSalt\": \"", "\"metadataSalt\": \"/", "metadata-changed" },
        { "recorded", "08:01:27.000000Z\",\n", "08:01:28.000000Z\",\n", "time-changed" },
        { "position", "\"position\": 87,", "\"position\": 86,", "proof-misplaced" },
        { "entry", "\\\"position\\\":87", "\\\"position\\\":88", "entry-misplaced" },
        { "entry's spelling", "{\\\"data\\\":", "{ \\\"data\\\":", "entry-malformed" },
        { "proof's index", "index 86\\n", "index 85\\n", "proof-misplaced" },
        { "checkpoint's size", "\\n300\\n", "\\n301\\n", "checkpoint-unverified" },
    };

    [Fact]
    public void P11_A_receipt_as_it_was_written_is_verified()
    {
        var receipt = EventReceipt.Parse(Receipt().ToBytes());
        var verified = new ReceiptVerifier([key.Verifier]).Verify(receipt);
        Assert.Empty(verified.Findings);
        Assert.Equal((Size, Position), (verified.Checkpoint!.Size, receipt.Event.Position));
    }

    [Theory, MemberData(nameof(Tampered))]
    public void P11_What_was_changed_in_a_receipt_is_named(string what, string words, string others, string code)
    {
        var text = Encoding.UTF8.GetString(Receipt().ToBytes());
        Assert.Contains(words, text, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(words.EndsWith("Salt\": \"", StringComparison.Ordinal) ? Salted(text, words) : text.Replace(words, others, StringComparison.Ordinal));
        if (code.Length == 0)
        {
            Assert.Throws<FormatException>(() => EventReceipt.Parse(changed));
            return;
        }

        var found = new ReceiptVerifier([key.Verifier]).Verify(EventReceipt.Parse(changed)).Findings;
        Assert.True(found.Any(finding => finding.Code == code), $"{what}: {string.Join(", ", found)}");
    }

    [Fact]
    public void P11_Every_hash_of_the_proof_and_every_bit_of_the_root_counts()
    {
        var whole = Receipt();
        for (var i = 0; i < whole.Proof.Path.Count; i++)
        {
            var path = whole.Proof.Path.ToArray();
            path[i] = Hash.OfNode(path[i], path[i]);
            Assert.Equal("not-included", Assert.Single(Verify(whole with { Proof = whole.Proof with { Path = path } })).Code);
        }

        Assert.Equal("not-included", Assert.Single(Verify(whole with { Proof = whole.Proof with { Path = [.. whole.Proof.Path.SkipLast(1)] } })).Code);
        Assert.Equal("not-included", Assert.Single(Verify(whole with { Proof = whole.Proof with { Checkpoint = new Checkpoint(key.Verifier.Name, Size, Hash.OfLeaf([1])).Sign(key) } })).Code);
    }

    [Fact]
    public void P11_What_is_left_out_is_not_taken_for_verified()
    {
        var whole = Receipt();
        Assert.Equal("metadata-changed", Assert.Single(Verify(whole with { Event = whole.Event with { MetadataSalt = null } })).Code);
        Assert.Equal("metadata-missing", Assert.Single(Verify(whole with { Event = whole.Event with { Metadata = null } })).Code);
        Assert.Equal("data-changed", Assert.Single(Verify(whole with { Event = whole.Event with { DataSalt = null } })).Code);
        Assert.Equal("data-missing", Assert.Single(Verify(whole with { Event = whole.Event with { Data = null, DataSalt = null } })).Code);
        Assert.Equal("time-changed", Assert.Single(Verify(whole with { Event = whole.Event with { Recorded = null } })).Code);
        // A redaction takes the data, and leaves the entry.
        var redacted = whole with { Event = whole.Event with { Data = null, DataSalt = null, RedactedBy = 200 } };
        Assert.Equal((0, 1L), (Verify(redacted).Count, new ReceiptVerifier([key.Verifier]).Verify(redacted).Redacted));
        Assert.Equal("redaction-malformed", Assert.Single(Verify(redacted with { Event = redacted.Event with { RedactedBy = Position } })).Code);
        Assert.Equal("redaction-unfounded", Assert.Single(Verify(whole with { Event = whole.Event with { RedactedBy = 200 } })).Code);
    }

    [Fact]
    public void P11_Another_key_and_a_kept_checkpoint_that_contradicts_are_told()
    {
        Assert.Equal("checkpoint-unverified", Assert.Single(new ReceiptVerifier([SigningKey.Generate("ledger.example/log").Verifier]).Verify(Receipt()).Findings).Code);
        var fork = new Checkpoint(key.Verifier.Name, Size, Hash.OfLeaf([1])).Sign(key);
        Assert.Equal("fork", Assert.Single(new ReceiptVerifier([key.Verifier], fork).Verify(Receipt()).Findings).Code);
        Assert.Equal("key-unused", Assert.Single(new ReceiptVerifier([key.Verifier, SigningKey.Generate("other.example/log").Verifier]).Verify(Receipt()).Findings).Code);
    }

    [Theory, InlineData(""), InlineData("null"), InlineData("[]"), InlineData("{}"), InlineData("{\"format\":1}"), InlineData("{\"format\":\"proposal-ledger/receipt@v1\",\"event\":null,\"entry\":\"\",\"proof\":\"\"}"),
        InlineData("{\"format\":\"proposal-ledger/receipt@v2\",\"event\":{\"position\":1},\"entry\":\"\",\"proof\":\"\"}"), InlineData("{\"format\":\"proposal-ledger/receipt@v1\",\"event\":{\"position\":1},\"entry\":null,\"proof\":\"\"}")]
    public void P14_What_is_no_receipt_is_refused(string text) => Assert.Throws<FormatException>(() => EventReceipt.Parse(Encoding.UTF8.GetBytes(text)));

    private IReadOnlyList<Finding> Verify(EventReceipt receipt) => new ReceiptVerifier([key.Verifier]).Verify(EventReceipt.Parse(receipt.ToBytes())).Findings;

    private EventReceipt Receipt()
    {
        var note = new Checkpoint(key.Verifier.Name, log.Size, log.Root).Sign(key);
        return new EventReceipt(events[Position - 1], Encoding.UTF8.GetString(EntryOf(events[Position - 1])), new LogProof(Position - 1, Tree.Inclusion(Position - 1, log.Size, log.Tiled.Subtree), note));
    }

    // Another salt of the right length.
    private static string Salted(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal) + words.Length;
        return text[..at] + Convert.ToBase64String(new byte[Commitment.SaltLength]) + text[(at + 44)..];
    }

    private static BundledEvent Event(int position) => BundledEvent.Of(new LoggedEvent(position, new DateTimeOffset(2025, 11, 19, 8, 0, 0, TimeSpan.Zero).AddSeconds(position),
        LoggedEvent.MetadataOf(Guid.NewGuid(), "talks", "negotiation:talks", position, "claim-recorded.v1", """{"actor":"anna","reason":"Because."}"""u8.ToArray(), null, null),
        System.Security.Cryptography.RandomNumberGenerator.GetBytes(Commitment.SaltLength), JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["text"] = $"{position}" }),
        System.Security.Cryptography.RandomNumberGenerator.GetBytes(Commitment.SaltLength)));

    private static byte[] EntryOf(BundledEvent happened) =>
        new LogEntry(happened.Position, DateTimeOffset.Parse(happened.Recorded!, System.Globalization.CultureInfo.InvariantCulture), happened.CommittedMetadata!, happened.CommittedData!).ToBytes();
}
