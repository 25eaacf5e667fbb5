namespace ProposalLedger.Domain.Tests.Negotiations;

public class ConflictTests
{
    private static readonly Conflict Alone = Dispute with { Id = "new", Claims = ["gates-open", "gates-open"], Links = [] };

    [Theory, InlineData(ConflictKind.Contradiction), InlineData(ConflictKind.TwoVoices)]
    public void It_takes_two_to_contradict(ConflictKind kind) => Recorded.When(Alone with { Kind = kind }).ThenRefused("conflict-needs-two", "");

    [Theory, InlineData(ConflictKind.Rendering), InlineData(ConflictKind.CutQuotation), InlineData(ConflictKind.SourceError)]
    public void One_record_may_be_at_odds_with_a_source(ConflictKind kind) => Recorded.When(Alone with { Kind = kind }).ThenRecorded(Alone with { Kind = kind });

    [Theory, InlineData("north-keeps-dam"), InlineData("one-stays"), InlineData("none")]
    public void A_resolution_chooses_a_claim_or_a_link_of_the_conflict_or_none(string chosen) =>
        Before(Settled).When(Settled with { Chosen = chosen }).ThenRecorded(Settled with { Chosen = chosen });

    [Fact]
    public void A_resolution_chooses_nothing_else() => Before(Settled).When(Settled with { Chosen = "one-reworded" }).ThenRefused("not-in-conflict", "/chosen");
}
