using FsCheck;
using FsCheck.Fluent;

namespace ProposalLedger.Domain.Tests.Laws;

public class FormatLaws
{
    public static TheoryData<EntryKind> Kinds => [.. Enum.GetValues<EntryKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void An_entry_comes_back_equal_from_its_JSON(EntryKind kind)
    {
        foreach (var entry in All.Where(e => e.EntryKind == kind))
        {
            var parsed = EntryJson.Parse(kind, EventJson.Write(entry));
            Assert.Empty(parsed.Refusals);
            Assert.Equal(entry, parsed.Entry);
            Assert.Equal(entry.GetHashCode(), parsed.Entry!.GetHashCode());
        }
    }

    [Fact]
    public void Any_entry_of_well_formed_text_comes_back_equal_from_its_JSON() => Prop.ForAll<int>(seed =>
    {
        var entry = new Any(seed).Entry();
        var bytes = EventJson.Write(entry);
        // Half a surrogate pair has no bytes; the rules refuse it before anything is written.
        if (System.Text.Encoding.UTF8.GetString(bytes) is var json && (json.Contains('\uFFFD', StringComparison.Ordinal) || json.Contains(@"\uFFFD", StringComparison.Ordinal))) return;
        var parsed = EntryJson.Parse(entry.EntryKind, bytes);
        Assert.Empty(parsed.Refusals);
        Assert.Equal(entry, parsed.Entry);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(1_000_000));

    [Fact]
    public void Reading_a_date_never_throws_and_keeps_the_text() => Prop.ForAll(DateLike(), text =>
    {
        if (!Edtf.TryParse(text, out var date))
        {
            Assert.NotEmpty(Edtf.WhatIsWrong(text).Detail);
            return;
        }
        Assert.Equal(text, date.Text);
        Assert.Equal(date, Edtf.Parse(date.ToString()));
        Assert.True(date.Start is null || date.End is null || date.Start < date.End);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Reading_an_entry_never_throws() => Prop.ForAll<string, byte[]>((text, noise) =>
    {
        EntryJson.Parse(EntryKind.Claim, noise);
        EntryJson.Parse(EntryKind.Claim, [.. "{\"id\":\""u8, .. noise, .. "\"}"u8]);
        EntryJson.Parse(EntryKind.Draft, System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{text}}","points":[{{text}}]}"""));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static Arbitrary<string> DateLike()
    {
        var pieces = Gen.Elements("2025", "0001", "9999", "-", "11", "13", "02", "30", "T14:05:00", "Z", "+14:00", "-14:01", "/", "..", "~", "?", "%", "\n", "٢", "a", "", "X", "XX", "202", "20", "-21", "-24", "-XX", "-2X", "Y");
        return Gen.Choose(0, 9).SelectMany(n => Gen.ArrayOf(pieces, n)).Select(string.Concat).ToArbitrary();
    }
}
