namespace ProposalLedger.Views.Claims;

/// <summary>
/// Which publishers a claim rests on. It rests on one outlet alone where all its sources are of one publisher, however many pages
/// of it there are. Who repeats whom is not on record, so two publishers may still have one origin: <c>via</c> says what is known of that.
/// </summary>
public sealed class Outlets(Snapshot snapshot)
{
    /// <summary>Each once, in the order of the claim's sources. A source that the cut does not hold stands for itself.</summary>
    public IReadOnlyList<string> Of(Claim claim) =>
        [.. claim.Sources.Select(id => snapshot.FindEvenRetracted<Source>(EntryKind.Source, id)?.Entry.Publisher.Trim() ?? id).Distinct(StringComparer.OrdinalIgnoreCase)];

    public bool IsOne(Claim claim) => Of(claim).Count == 1;
}
