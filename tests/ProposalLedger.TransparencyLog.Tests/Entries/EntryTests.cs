using System.Text;
using ProposalLedger.TransparencyLog.Entries;

namespace ProposalLedger.TransparencyLog.Tests.Entries;

public sealed class EntryTests
{
    private static readonly DateTimeOffset Recorded = new DateTimeOffset(2025, 11, 19, 8, 0, 0, TimeSpan.Zero).AddMicroseconds(12);

    [Fact]
    public void The_bytes_are_canonical_and_give_the_entry_back()
    {
        var entry = new LogEntry(87, Recorded, "bWV0YQ==", "ZGF0YQ==");
        Assert.Equal("""{"data":"ZGF0YQ==","metadata":"bWV0YQ==","position":87,"recorded":"2025-11-19T08:00:00.000012Z"}""", Encoding.UTF8.GetString(entry.ToBytes()));
        Assert.Equal(entry, LogEntry.Parse(entry.ToBytes()));
    }

    [Theory]
    [InlineData("""{"metadata":"","data":"","position":1,"recorded":"2025-11-19T08:00:00.000000Z"}""")]
    [InlineData("""{"data":"","metadata":"","position":1,"recorded":"2025-11-19T08:00:00Z"}""")]
    [InlineData("""{"data":"","metadata":"","position":1,"recorded":"2025-11-19T08:00:00.000000Z","x":1}""")]
    [InlineData("""{"data":"","metadata":"","position":1.0,"recorded":"2025-11-19T08:00:00.000000Z"}""")]
    [InlineData("""{"data":"","metadata":""}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Another_spelling_is_no_entry(string text) => Assert.Throws<FormatException>(() => LogEntry.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_was_committed_to_before_there_was_more_to_say_stays_as_it_was()
    {
        // As the first release wrote it: no command among the headers.
        var old = LoggedEvent.MetadataOf(Guid.Parse("019a9f6e-0000-7000-8000-000000000001"), "talks", "negotiation:talks", 1, "negotiation-opened.v1",
            """{"actor": "owner", "sources": []}"""u8.ToArray(), "trace", null);
        Assert.Equal("""{"correlation":"trace","headers":{"actor":"owner","sources":[]},"id":"019a9f6e-0000-7000-8000-000000000001","negotiation":"talks","stream":"negotiation:talks","type":"negotiation-opened.v1","version":1}""", Encoding.UTF8.GetString(old));
        var command = LoggedEvent.MetadataOf(Guid.Parse("019a9f6e-0000-7000-8000-000000000001"), "talks", "negotiation:talks", 1, "negotiation-opened.v1",
            """{"actor": "owner", "command": "ab", "sources": []}"""u8.ToArray(), "trace", "import:1");
        Assert.Equal("""{"causation":"import:1","correlation":"trace","headers":{"actor":"owner","command":"ab","sources":[]},"id":"019a9f6e-0000-7000-8000-000000000001","negotiation":"talks","stream":"negotiation:talks","type":"negotiation-opened.v1","version":1}""", Encoding.UTF8.GetString(command));
    }

    [Fact]
    public void A_commitment_is_HMAC_SHA256_and_another_salt_or_text_gives_another()
    {
        // RFC 4231 has no key of 32 bytes; this one was computed with: openssl dgst -sha256 -mac HMAC -macopt hexkey:0101...01
        var salt = Enumerable.Repeat((byte)1, 32).ToArray();
        Assert.Equal("8YatDGB+QgfO5wtW2/+KBpu2iqbG/dPN4qyji+MAuu8=", Commitment.To(salt, "{}"u8));
        Assert.NotEqual(Commitment.To(salt, "{}"u8), Commitment.To(salt, "[]"u8));
        Assert.NotEqual(Commitment.To(salt, "{}"u8), Commitment.To(new byte[32], "{}"u8));
        Assert.Throws<FormatException>(() => Commitment.To(new byte[31], "{}"u8));
    }
}
