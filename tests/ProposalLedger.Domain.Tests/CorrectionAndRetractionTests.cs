namespace ProposalLedger.Domain.Tests;

public class CorrectionAndRetractionTests
{
    private static readonly Party Renamed = North with { Name = "The North" };
    private static readonly LedgerEvent.Retracted TakenBack = new(EntryKind.Party, "north", null, []);

    [Fact]
    public void A_correction_says_how_the_whole_entry_should_have_been() => Recorded.WhenCorrected(Renamed).Then(new LedgerEvent.Corrected(Renamed));

    [Fact]
    public void A_correction_that_is_already_so_records_nothing() => Recorded.And(new LedgerEvent.Corrected(Renamed)).WhenCorrected(Renamed).ThenNothingHappened();

    [Fact]
    public void A_correction_obeys_the_rules_of_its_entry() => Recorded.WhenCorrected(DamKept with { Stance = null }).ThenRefused("stance-required", "/stance");

    [Fact]
    public void What_is_not_there_is_not_corrected() => Recorded.WhenCorrected(North with { Id = "west" }).ThenRefused("unknown-party", "/id");

    [Fact]
    public void What_was_retracted_is_not_corrected() => Recorded.And(TakenBack).WhenCorrected(Renamed).ThenRefused("retracted", "/id");

    [Fact]
    public void A_correction_keeps_every_point_that_may_be_cited() =>
        Recorded.WhenCorrected(First with { Points = [At("1"), At("2"), At("3"), At("3a")] }).ThenRefused("point-removed", "/points");

    [Fact]
    public void A_transcription_may_be_completed()
    {
        var completed = First with { Points = [.. First.Points, At("4")] };
        Recorded.WhenCorrected(completed).Then(new LedgerEvent.Corrected(completed));
    }

    [Fact]
    public void A_claim_is_not_corrected_into_a_circle()
    {
        var reply = GatesOpen with { Id = "reply", About = new Subject { Claim = GatesOpen.Id } };
        Recorded.And(reply).WhenCorrected(GatesOpen with { About = new Subject { Claim = "reply" } }).ThenRefused("about-itself", "/about/claim");
    }

    [Fact]
    public void A_retraction_names_what_no_longer_holds() => Recorded.WhenRetracted(North).Then(TakenBack);

    [Fact]
    public void A_retraction_repeated_records_nothing() => Recorded.And(TakenBack).WhenRetracted(North, "Another reason.").ThenNothingHappened();

    [Fact]
    public void What_is_not_there_is_not_retracted() => Recorded.WhenRetracted(North with { Id = "west" }).ThenRefused("unknown-party", "/id");

    [Fact]
    public void A_retraction_by_a_source_names_a_source_on_record() =>
        Recorded.When(new Command.Retract(EntryKind.Claim, DamKept.Id, "Withdrawn.", Date("2025-12-05"), ["nothing"])).ThenRefused("unknown-source", "/sources/0");

    [Fact]
    public void An_id_is_not_given_again_after_a_retraction() => Recorded.And(TakenBack).When(Renamed).ThenRefused("id-taken", "/id");

    [Fact]
    public void What_was_retracted_is_not_on_record_already_so() => Recorded.And(TakenBack).When(North).ThenRefused("retracted", "/id");

    [Fact]
    public void A_correction_is_written_beside_the_first_recording_though_it_names_another_holder()
    {
        var corrected = DamKept with { Holder = "south", Basis = Basis.Attributed };
        var register = Recorded.And(new LedgerEvent.Corrected(corrected)).Register;
        Assert.Equal("positions:river/north", StreamKey.Of("river", new Command.Correct(corrected with { Hedged = true }, "Hedged."), register));
        Assert.Equal("positions:river/north", StreamKey.Of("river", new Command.Retract(EntryKind.Claim, DamKept.Id, "Wrong.", null, []), register));
    }
}
