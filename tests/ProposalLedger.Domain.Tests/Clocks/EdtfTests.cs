using System.Globalization;

namespace ProposalLedger.Domain.Tests.Clocks;

public class EdtfTests
{
    [Theory]
    [InlineData("2025", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("2025-11", "2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("2025-11-23~", "2025-11-23T00:00:00Z", "2025-11-24T00:00:00Z")]
    [InlineData("2025-11?", "2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z")]
    [InlineData("2025%", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("2025-11-23T14:05:00Z", "2025-11-23T14:05:00Z", "2025-11-23T14:05:01Z")]
    [InlineData("2025-11-23T14:05:00+02:00", "2025-11-23T12:05:00Z", "2025-11-23T12:05:01Z")]
    [InlineData("2025-11-21/2025-11-23", "2025-11-21T00:00:00Z", "2025-11-24T00:00:00Z")]
    [InlineData("2025-11-21/2025-11-21", "2025-11-21T00:00:00Z", "2025-11-22T00:00:00Z")]
    [InlineData("2025-11-21/2025-12~", "2025-11-21T00:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("2025-11-21/..", "2025-11-21T00:00:00Z", null)]
    [InlineData("../2025", null, "2026-01-01T00:00:00Z")]
    public void A_date_covers_the_interval_that_it_says_in_UTC(string text, string? start, string? end)
    {
        var date = Edtf.Parse(text);
        Assert.Equal((Moment(start), Moment(end), text), (date.Start, date.End, date.Text));
    }

    [Theory]
    [InlineData("2025-02-30"), InlineData("2025-13"), InlineData("2025-00"), InlineData("2025-11-00"), InlineData("2023-02-29")]
    [InlineData("0000"), InlineData("-0044"), InlineData("9999"), InlineData("25"), InlineData("20251123"), InlineData("2025-21")]
    [InlineData("2025-11-23T14:05:00"), InlineData("2025-11-23T14:05:00+15:00"), InlineData("2025-11-23T24:00:00Z"), InlineData("2025-11-23T14:05:60Z")]
    [InlineData("2025-11-23T14:05:00Z~"), InlineData("0001-01-01T00:00:00+14:00"), InlineData("2025-11-23 14:05:00Z"), InlineData("2025-11-23T14:05Z")]
    [InlineData("2025-11-23/2025-11-21"), InlineData("2025-12/2025-11-30"), InlineData("../.."), InlineData("/"), InlineData("2025/2026/2027")]
    [InlineData("2025\n"), InlineData(" 2025"), InlineData("٢٠٢٥"), InlineData("2025~~"), InlineData(""), InlineData(null)]
    public void No_date_is(string? text) => Assert.False(Edtf.TryParse(text, out _));

    private static DateTimeOffset? Moment(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
