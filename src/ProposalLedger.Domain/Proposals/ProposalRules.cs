namespace ProposalLedger.Domain.Proposals;

/// <summary>What a proposal's stream takes: the offer, its drafts, and what is said of their text.</summary>
internal static class ProposalRules
{
    public static IEnumerable<Refusal> Check(Entry entry, Register register) => entry switch
    {
        Draft draft => DraftRules.Check(draft),
        Rendering rendering => rendering.Labels.Keys.SelectMany(point =>
            PointOf.Draft(rendering.Draft, point, Wellformed.Pointer.To("/labels", point), register)),
        Amendment amendment => AmendmentRules.Check(amendment, register),
        StatusReport status => StatusRules.Check(status, register),
        _ => [],
    };
}
