using ProposalLedger.Domain.Clocks;
using ProposalLedger.Server.Pages.Words;

namespace ProposalLedger.Server.Tests.Pages;

public sealed class DateWordsTests
{
    [Theory]
    [InlineData("2025", "2025"), InlineData("2025-11", "November 2025"), InlineData("2025-11-24", "24 November 2025"), InlineData("2025-11-24~", "about 24 November 2025")]
    [InlineData("2025-11?", "possibly November 2025"), InlineData("2025-11-23T14:05:00+02:00", "23 November 2025, 12:05 UTC")]
    [InlineData("2025-11-XX", "some day in November 2025"), InlineData("2025-XX-XX", "some day in 2025"), InlineData("2025-XX", "some month of 2025")]
    [InlineData("2025-11-2X", "some day, 20 to 29 November 2025"), InlineData("2025-11-0X", "some day, 1 to 9 November 2025"), InlineData("2025-02-2X", "some day, 20 to 28 February 2025")]
    [InlineData("2025-11-3X", "some day, 30 November 2025"), InlineData("202X", "some year of the 2020s"), InlineData("20XX", "some year from 2000 to 2099")]
    [InlineData("2025-21", "spring 2025"), InlineData("2025-22~", "about summer 2025"), InlineData("2025-23", "autumn 2025"), InlineData("2025-24", "winter 2025/26"), InlineData("1999-24", "winter 1999/00")]
    [InlineData("2025-11-21/2025-11-23", "21 to 23 November 2025"), InlineData("2025-11-21/..", "since 21 November 2025"), InlineData("2025-11-21/", "since 21 November 2025, end unknown")]
    [InlineData("../2025", "until 2025"), InlineData("/2025", "until 2025, beginning unknown"), InlineData("2025-21/2025-24", "spring 2025 to winter 2025/26")]
    public void A_date_is_written_out_as_vague_as_it_is_known(string date, string words) => Assert.Equal(words, DateWords.Of(Edtf.Parse(date)));

    [Theory]
    [InlineData("2025-21"), InlineData("202X"), InlineData("20XX"), InlineData("2025-XX"), InlineData("2025-11-XX"), InlineData("2025-11-2X~"), InlineData("2025-24/2026-XX-XX")]
    public void An_element_for_time_gets_no_value_that_HTML_does_not_know(string date) =>
        Assert.All(DateWords.Pieces(Edtf.Parse(date)), p => Assert.Matches(@"^(\d{4}(-\d\d){0,2})?$", p.Value ?? ""));
}
