namespace ProposalLedger.Domain.Tests.Positions;

public class ClaimTests
{
    [Fact]
    public void A_claim_is_not_published_before_it_is_said()
    {
        Before(DamKept).When(DamKept with { Published = Date("2025-11-17") }).ThenRefused("published-before-it-occurred", "/published");
        Before(DamKept).When(DamKept with { Published = Date("2025-11") }).ThenRecorded(DamKept with { Published = Date("2025-11") });
        Before(DamKept).When(DamKept with { Published = Date("2025-11-18") }).ThenRecorded(DamKept with { Published = Date("2025-11-18") });
    }

    [Fact]
    public void A_claim_is_not_taken_back_before_it_is_said() =>
        Recorded.When(new Command.Retract(EntryKind.Claim, DamKept.Id, "Withdrawn.", Date("2024"), [])).ThenRefused("published-before-it-occurred", "/published");

    [Fact]
    public void A_claim_has_a_source() => When(DamKept with { Sources = [] }).ThenRefused("source-required", "/sources");

    [Fact]
    public void A_claim_has_a_speaker() => When(DamKept with { Speaker = DamKept.Speaker with { Name = " " } }).ThenRefused("blank", "/speaker/name");

    [Fact]
    public void A_claim_is_about_one_thing()
    {
        When(GatesOpen with { About = new Subject() }).ThenRefused("about-one-thing", "/about");
        When(GatesOpen with { About = new Subject { Session = "first-meeting", Action = "gates-closed" } }).ThenRefused("about-one-thing", "/about");
    }

    [Fact]
    public void A_position_has_a_stance() => When(DamKept with { Stance = null }).ThenRefused("stance-required", "/stance");

    [Theory]
    [InlineData(ClaimKind.Occurrence), InlineData(ClaimKind.Value), InlineData(ClaimKind.Constraint), InlineData(ClaimKind.Assessment)]
    [InlineData(ClaimKind.Intention), InlineData(ClaimKind.Warning), InlineData(ClaimKind.Denial)]
    public void Nothing_else_has_one(ClaimKind kind) => When(DamKept with { Kind = kind }).ThenRefused("stance-not-allowed", "/stance");

    [Fact]
    public void A_stance_is_taken_on_a_text_and_on_no_event() => When(DamKept with { About = new Subject { Session = "first-meeting" } }).ThenRefused("stance-needs-a-text", "/about");

    [Fact]
    public void Supports_if_says_on_what_condition()
    {
        When(DamKept with { Stance = Stance.SupportsIf }).ThenRefused("condition-required", "/condition");
        When(DamKept with { Stance = Stance.SupportsIf, Condition = "If lowered." }).ThenRecorded(DamKept with { Stance = Stance.SupportsIf, Condition = "If lowered." });
    }

    [Fact]
    public void An_attributed_claim_has_a_holder() => When(DamKept with { Basis = Basis.Attributed, Holder = null }).ThenRefused("holder-required", "/holder");

    [Fact]
    public void P13_What_a_party_says_of_itself_is_not_attributed() => When(DamKept with { Basis = Basis.Attributed }).ThenRefused("basis-contradicts", "/basis");

    [Fact]
    public void P13_What_is_said_of_another_party_is_not_first_hand() => When(DamKept with { Holder = "south" }).ThenRefused("basis-contradicts", "/basis");

    [Fact]
    public void A_member_speaks_for_the_group_and_whoever_has_a_mandate_for_its_party()
    {
        When(DamKept with { Holder = "union" }).ThenRecorded(DamKept with { Holder = "union" });
        var lent = DamKept with { Speaker = DamKept.Speaker with { Party = "south" } };
        When(lent).ThenRecorded(lent);
        When(lent with { Speaker = lent.Speaker with { Person = null } }).ThenRefused("basis-contradicts", "/basis");
    }

    [Theory, InlineData(0), InlineData(7)]
    public void Credibility_goes_from_1_to_6(int grade) => When(DamKept with { Credibility = grade }).ThenRefused("number-out-of-range", "/credibility");

    [Fact]
    public void The_terms_of_a_claim_are_terms() =>
        When(DamKept with { Terms = [new Term { Name = "level", Unit = "m" }] }).ThenRefused("value-or-range", "/terms/0");

    private static When When(Claim claim) => Scenario.Given([.. All.Where(e => e.Id != claim.Id && e is not Conflict)]).When(claim);
}
