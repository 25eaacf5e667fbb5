using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ProposalLedger.Domain.Tests.Laws;

/// <summary>Dates of every form that there is, generated together with what they are to cover, so that the parser is not its own witness.</summary>
public class DateLaws
{
    /// <param name="Text">As it is written, without a mark of doubt.</param>
    /// <param name="First">The first day covered.</param>
    /// <param name="Last">The last day covered.</param>
    private sealed record Vague(string Text, DateOnly First, DateOnly Last);

    private static readonly Gen<Vague> Single =
        from day in Gen.Choose(0, 400_000).Select(n => new DateOnly(1000, 1, 1).AddDays(n))
        from form in Gen.Choose(0, 9)
        select Of(form, day);

    private static Vague Of(int form, DateOnly day)
    {
        var (year, month, ten) = (day.Year, day.Month, day.Day / 10);
        DateOnly First(int y, int m = 1, int d = 1) => new(y, m, d);
        var lastOfMonth = First(year, month).AddMonths(1).AddDays(-1);
        var season = First(year, 3).AddMonths(3 * (month % 4));
        return form switch
        {
            0 => new($"{year:0000}", First(year), First(year, 12, 31)),
            1 => new($"{year:0000}-{month:00}", First(year, month), lastOfMonth),
            2 => new($"{year:0000}-XX", First(year), First(year, 12, 31)),
            3 => new($"{year:0000}-XX-XX", First(year), First(year, 12, 31)),
            4 => new($"{year:0000}-{month:00}-XX", First(year, month), lastOfMonth),
            5 => new($"{year / 10:000}X", First(year / 10 * 10), First((year / 10 * 10) + 9, 12, 31)),
            6 => new($"{year / 100:00}XX", First(year / 100 * 100), First((year / 100 * 100) + 99, 12, 31)),
            7 => new($"{year:0000}-{21 + (month % 4)}", season, season.AddMonths(3).AddDays(-1)),
            8 => new($"{year:0000}-{month:00}-{ten}X", First(year, month, Math.Max(1, 10 * ten)), First(year, month, Math.Min(lastOfMonth.Day, (10 * ten) + 9))),
            _ => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day, day),
        };
    }

    private static readonly Gen<string> Mark = Gen.Elements("", "~", "?", "%");

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(1_000);

    [Fact]
    public void A_date_covers_what_it_was_made_of_whatever_the_doubt() => Prop.ForAll(
        (from vague in Single from mark in Mark select (vague, mark)).ToArbitrary(), made =>
        {
            var date = Edtf.Parse(made.vague.Text + made.mark);
            Assert.Equal((Start(made.vague.First), End(made.vague.Last)), (date.Start, date.End));
        }).Check(Runs);

    [Fact]
    public void An_interval_covers_from_the_first_of_its_beginning_to_the_last_of_its_end_or_is_refused() => Prop.ForAll(
        (from a in Single from b in Single from marks in Gen.Two(Mark) select (a, b, Text: $"{a.Text}{marks.Item1}/{b.Text}{marks.Item2}")).ToArbitrary(), made =>
        {
            if (made.a.First > made.b.Last)
            {
                Assert.False(Edtf.TryParse(made.Text, out _));
                Assert.Equal("end-before-beginning", Edtf.WhatIsWrong(made.Text).Code);
                return;
            }
            var date = Edtf.Parse(made.Text);
            Assert.Equal((Start(made.a.First), End(made.b.Last)), (date.Start, date.End));
        }).Check(Runs);

    [Fact]
    public void An_open_or_unknown_end_covers_all_of_that_side() => Prop.ForAll((from a in Single from end in Gen.Elements("..", "") select (a, end)).ToArbitrary(), made =>
    {
        Assert.Equal((Start(made.a.First), null), (Edtf.Parse($"{made.a.Text}/{made.end}").Start, Edtf.Parse($"{made.a.Text}/{made.end}").End));
        Assert.Equal((null, End(made.a.Last)), (Edtf.Parse($"{made.end}/{made.a.Text}").Start, Edtf.Parse($"{made.end}/{made.a.Text}").End));
    }).Check(Runs);

    [Fact]
    public void Knowing_less_of_a_day_covers_more() => Prop.ForAll(Gen.Choose(0, 400_000).Select(n => new DateOnly(1000, 1, 1).AddDays(n)).ToArbitrary(), day =>
    {
        // Each form covers the one before it: a day, its ten days, its month, its year, its decade, its century.
        int[] widening = [9, 8, 4, 3, 5, 6];
        foreach (var (narrow, wide) in widening.Zip(widening.Skip(1), (a, b) => (Edtf.Parse(Of(a, day).Text), Edtf.Parse(Of(b, day).Text))))
            Assert.True(wide.Start <= narrow.Start && narrow.End <= wide.End, $"{wide} does not cover {narrow}");
    }).Check(Runs);

    [Fact]
    public void A_date_comes_back_as_it_was_written() => Prop.ForAll((from vague in Single from mark in Mark select vague.Text + mark).ToArbitrary(), text =>
    {
        Assert.Equal(text, Edtf.Parse(text).Text);
        Assert.Equal(Edtf.Parse(text), Edtf.Parse(Edtf.Parse(text).ToString()));
    }).Check(Runs);

    private static DateTimeOffset? Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static DateTimeOffset? End(DateOnly day) => Start(day.AddDays(1));
}
