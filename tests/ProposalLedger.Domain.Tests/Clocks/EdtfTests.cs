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
    [InlineData("2025-11-21/", "2025-11-21T00:00:00Z", null)]
    [InlineData("/2025-11", null, "2025-12-01T00:00:00Z")]
    [InlineData("2025-21", "2025-03-01T00:00:00Z", "2025-06-01T00:00:00Z")]
    [InlineData("2025-22", "2025-06-01T00:00:00Z", "2025-09-01T00:00:00Z")]
    [InlineData("2025-23?", "2025-09-01T00:00:00Z", "2025-12-01T00:00:00Z")]
    [InlineData("2025-24", "2025-12-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("2025-XX", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("2025-11-XX", "2025-11-01T00:00:00Z", "2025-12-01T00:00:00Z")]
    [InlineData("2025-XX-XX", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    [InlineData("202X", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")]
    [InlineData("20XX~", "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")]
    [InlineData("2025-11-2X", "2025-11-20T00:00:00Z", "2025-11-30T00:00:00Z")]
    [InlineData("2025-11-0X", "2025-11-01T00:00:00Z", "2025-11-10T00:00:00Z")]
    [InlineData("2025-11-3X", "2025-11-30T00:00:00Z", "2025-12-01T00:00:00Z")]
    [InlineData("2025-02-2X", "2025-02-20T00:00:00Z", "2025-03-01T00:00:00Z")]
    [InlineData("2025-11-2X/2025-24", "2025-11-20T00:00:00Z", "2026-03-01T00:00:00Z")]
    public void A_date_covers_the_interval_that_it_says_in_UTC(string text, string? start, string? end)
    {
        var date = Edtf.Parse(text);
        Assert.Equal((Moment(start), Moment(end), text), (date.Start, date.End, date.Text));
    }

    [Theory]
    [InlineData("2025-02-30"), InlineData("2025-13"), InlineData("2025-00"), InlineData("2025-11-00"), InlineData("2023-02-29")]
    [InlineData("0000"), InlineData("-0044"), InlineData("9999"), InlineData("25"), InlineData("20251123"), InlineData("2025-25"), InlineData("2025-20")]
    [InlineData("2025-11-23T14:05:00"), InlineData("2025-11-23T14:05:00+15:00"), InlineData("2025-11-23T24:00:00Z"), InlineData("2025-11-23T14:05:60Z")]
    [InlineData("2025-11-23T14:05:00Z~"), InlineData("0001-01-01T00:00:00+14:00"), InlineData("2025-11-23 14:05:00Z"), InlineData("2025-11-23T14:05Z")]
    [InlineData("2025-11-23/2025-11-21"), InlineData("2025-12/2025-11-30"), InlineData("../.."), InlineData("/"), InlineData("2025/2026/2027")]
    [InlineData("2025-02-3X"), InlineData("2025-11-4X"), InlineData("2025-1X"), InlineData("2025-X1"), InlineData("2025-XX-01"), InlineData("2025-21-XX"), InlineData("2XXX"), InlineData("2X25")]
    [InlineData("000X"), InlineData("999X"), InlineData("00XX"), InlineData("99XX"), InlineData("2025-11-2x"), InlineData("2025-11-2XT14:05:00Z"), InlineData("202X-XX")]
    [InlineData("XXXX"), InlineData("XXXX-XX-XX"), InlineData("Y170000002"), InlineData("-1985"), InlineData("2025-24/2025-11")]
    [InlineData("2025\n"), InlineData(" 2025"), InlineData("٢٠٢٥"), InlineData("2025~~"), InlineData(""), InlineData(null)]
    public void No_date_is(string? text) => Assert.False(Edtf.TryParse(text, out _));

    [Theory]
    [InlineData("2025-11-23/2025-11-21", "end-before-beginning")]
    [InlineData("2025-24/2025-11-XX", "end-before-beginning")]
    [InlineData("../..", "meaningless-date"), InlineData("/", "meaningless-date"), InlineData("..", "meaningless-date"), InlineData("XXXX", "meaningless-date")]
    [InlineData("XXXX-XX-XX", "meaningless-date"), InlineData("XXXX-XX/..", "meaningless-date"), InlineData("../XXXX~", "meaningless-date")]
    [InlineData("2025-02-30", "impossible-date"), InlineData("soon", "impossible-date"), InlineData("", "impossible-date")]
    [InlineData("Y17E7", "impossible-date"), InlineData("-0044-03-15", "impossible-date"), InlineData("2025/-0044", "impossible-date")]
    public void What_is_no_date_is_told_why(string text, string code)
    {
        Assert.False(Edtf.TryParse(text, out _));
        Assert.Equal(code, Edtf.WhatIsWrong(text).Code);
        Assert.Contains(text, Edtf.WhatIsWrong(text).Detail, StringComparison.Ordinal);
    }

    private static DateTimeOffset? Moment(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
