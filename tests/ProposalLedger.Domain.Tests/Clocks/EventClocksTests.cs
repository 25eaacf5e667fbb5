namespace ProposalLedger.Domain.Tests.Clocks;

public class EventClocksTests
{
    [Fact]
    public void What_has_dates_of_its_own_keeps_them() => Clocks(Third, "2025-12-01", "2025-12-02");

    [Fact]
    public void Published_defaults_to_the_earliest_dated_source() => Clocks(First, "2025-11-20", "2025-11-20");

    [Fact]
    public void Without_a_dated_source_published_is_left_to_the_recording() => Clocks(GatesOpen with { Id = "new", Sources = ["undated"] }, "2025-11-20", null);

    [Fact]
    public void A_source_has_its_own_date() => Clocks(Radio, "2025-11-24", "2025-11-24");

    public static TheoryData<EntryKind> Timeless => [EntryKind.Negotiation, EntryKind.Party, EntryKind.Person, EntryKind.Issue, EntryKind.Proposition];

    [Theory, MemberData(nameof(Timeless))]
    public void Who_and_what_it_is_about_has_no_date(EntryKind kind) => Clocks(All.First(e => e.EntryKind == kind), null, null);

    [Fact]
    public void A_mandate_has_happened_when_it_begins() => Clocks(Brief, "2025-10", "2025-11-20");

    [Fact]
    public void A_link_is_of_the_later_draft_and_known_once_its_sources_are() => Clocks(OneStays, "2025-12-01", "2025-11-24");

    [Fact]
    public void A_link_without_sources_is_known_once_the_later_draft_is() => Clocks(OneReworded, "2025-12-01", "2025-12-02");

    [Fact]
    public void A_link_to_a_whole_draft_is_of_that_draft() => Clocks(OneReworded with { Id = "new", To = [], ToDraft = "plan/unseen" }, "2025-11-23", "2025-11-24");

    [Fact]
    public void A_conflict_is_of_the_latest_that_it_names_and_known_once_all_its_sources_are() => Clocks(Dispute, "2025-12-01", "2025-11-24");

    [Fact]
    public void A_rendering_is_of_its_draft_and_known_once_a_source_is() =>
        Clocks(All.OfType<Rendering>().First(r => r.Draft == "plan/first") with { Id = "new", Sources = ["radio"] }, "2025-11-20", "2025-11-24");

    [Fact]
    public void A_resolution_is_of_its_conflict() => Clocks(Settled, "2025-12-01", "2025-11-24");

    [Fact]
    public void A_conflict_that_names_nothing_is_of_its_latest_source() =>
        Clocks(Dispute with { Id = "new", Kind = ConflictKind.SourceError, Claims = [], Links = [] }, "2025-11-24", "2025-11-24");

    [Fact]
    public void A_vague_date_is_compared_by_its_end()
    {
        var month = Third with { Occurred = Date("2025-11-21/2025-12-03"), Id = "fourth" };
        Assert.Equal("2025-11-21/2025-12-03", Of(new LedgerEvent.Recorded(OneStays with { To = ["plan/fourth/1"], FromDraft = "plan/third" }), month).Occurred?.Text);
    }

    [Fact]
    public void A_correction_has_the_dates_that_should_have_been_coded() =>
        Clocks(new LedgerEvent.Corrected(GatesOpen with { Occurred = Date("2025-11-17") }), "2025-11-17", "2025-11-24");

    [Fact]
    public void An_editors_retraction_has_the_dates_of_what_it_retracts() =>
        Clocks(new LedgerEvent.Retracted(EntryKind.Claim, GatesOpen.Id, null, []), "2025-11-20", "2025-11-24");

    [Fact]
    public void A_source_takes_back_when_it_publishes_that()
    {
        Clocks(new LedgerEvent.Retracted(EntryKind.Claim, GatesOpen.Id, Date("2026-01-02"), []), "2025-11-20", "2026-01-02");
        Clocks(new LedgerEvent.Retracted(EntryKind.Claim, DamKept.Id, null, ["radio"]), "2025-11-18", "2025-11-24");
    }

    private static void Clocks(Entry entry, string? occurred, string? published) => Clocks(new LedgerEvent.Recorded(entry), occurred, published);

    private static void Clocks(LedgerEvent e, string? occurred, string? published)
    {
        var times = Of(e);
        Assert.Equal((occurred, published), (times.Occurred?.Text, times.Published?.Text));
    }

    private static Times Of(LedgerEvent e, params Entry[] more) => EventClocks.Of(e, Recorded.And(more).Register);
}
