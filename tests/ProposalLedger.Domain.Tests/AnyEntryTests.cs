namespace ProposalLedger.Domain.Tests;

/// <summary>What holds for an entry of whatever kind.</summary>
public class AnyEntryTests
{
    public static TheoryData<EntryKind> Kinds => [.. Enum.GetValues<EntryKind>()];

    private static Entry One(EntryKind kind) => All.First(e => e.EntryKind == kind);

    [Theory, MemberData(nameof(Kinds))]
    public void An_entry_that_is_in_order_is_recorded(EntryKind kind) => Before(One(kind)).When(One(kind)).ThenRecorded(One(kind));

    [Theory, MemberData(nameof(Kinds))]
    public void Recording_the_same_again_records_nothing(EntryKind kind) => Recorded.When(One(kind)).ThenNothingHappened();

    [Theory, MemberData(nameof(Kinds))]
    public void An_id_is_a_slug(EntryKind kind) =>
        Assert.Contains(Refusals(Before(One(kind)).When(One(kind) with { Id = "Not a slug" })), r => r is { Code: "not-a-slug", Pointer: "/id" });

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a_b")]
    [InlineData("a/b")]
    [InlineData("straße")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Bb")]
    [InlineData("a\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void No_slug_is(string id) => Before(South).When(South with { Id = id }).ThenRefused("not-a-slug", "/id");

    [Fact]
    public void The_same_id_with_other_content_is_refused() => Recorded.When(North with { Name = "The North" }).ThenRefused("id-taken", "/id");

    [Fact]
    public void Nothing_is_recorded_before_its_negotiation() => Scenario.Given(Array.Empty<Entry>()).When(North).ThenRefused("unknown-negotiation", "");

    [Theory]
    [InlineData("", "blank")]
    [InlineData(" \t\n", "blank")]
    [InlineData("\u200B\u2060", "blank")]
    [InlineData("a\0b", "forbidden-character")]
    [InlineData("a\u0085b", "forbidden-character")]
    [InlineData("a\r\nb", "forbidden-character")]
    [InlineData("a\uFFFF", "forbidden-character")]
    public void A_text_that_cannot_be_is_refused(string text, string code) => Before(South).When(South with { Name = text }).ThenRefused(code, "/name");

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        Before(South).When(South with { Name = "a" + '\uD800' + "b" }).ThenRefused("forbidden-character", "/name");
        Before(South).When(South with { Name = "a" + '\uDC00' }).ThenRefused("forbidden-character", "/name");
    }

    [Theory]
    [InlineData("two\nlines\tand a tab")]
    [InlineData("Київ, \U0001F54A and \u200Fעברית")]
    public void A_text_may_be_in_any_language(string text) => Before(South).When(South with { Name = text }).ThenRecorded(South with { Name = text });

    [Fact]
    public void A_text_of_16_KiB_is_recorded_and_a_byte_more_is_refused()
    {
        var fits = South with { Name = new string('ü', 8 * 1024) };
        Before(South).When(fits).ThenRecorded(fits);
        Before(South).When(fits with { Name = fits.Name + "u" }).ThenRefused("text-too-long", "/name");
    }

    [Fact]
    public void A_list_ends_somewhere() => Before(Union)
        .When(Union with { Members = new Values<string>([.. Enumerable.Range(0, 2001).Select(i => $"town {i}")]) }).ThenRefused("list-too-long", "/members");

    [Fact]
    public void Points_nest_to_a_limit()
    {
        var deep = Enumerable.Range(0, 20).Aggregate(At("p0"), (inner, i) => At($"p{i + 1}") with { Points = [inner] });
        Assert.Contains(Refusals(Before(First).When(First with { Points = [deep] })), r => r.Code == "too-deep");
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once() => Before(DamKept)
        .When(DamKept with { Text = "", Sources = [], Stance = null, Holder = "west" })
        .ThenRefused(("blank", "/text"), ("source-required", "/sources"), ("stance-required", "/stance"), ("unknown-party", "/holder"), ("basis-contradicts", "/basis"));

    private static IReadOnlyList<Refusal> Refusals(When when) => Assert.IsType<Decision.Refused>(when.Decision).Refusals;
}
