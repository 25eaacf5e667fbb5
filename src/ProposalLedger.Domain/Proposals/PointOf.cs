using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Proposals;

internal static class PointOf
{
    /// <summary>Refuses a point id that the draft does not have; a draft that is not there is another rule's matter.</summary>
    public static IEnumerable<Refusal> Draft(string draft, string point, string pointer, Register register) =>
        register.Has(EntryKind.Draft, draft) && Unknown.Point($"{draft}/{point}", pointer, register) is { } refusal ? [refusal] : [];
}
