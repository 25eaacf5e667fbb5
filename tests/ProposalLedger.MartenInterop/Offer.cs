using ProposalLedger.Domain.Entries;

namespace ProposalLedger.MartenInterop;

/// <summary>What a proposal amounts to, folded by Marten from the proposal's own stream.</summary>
public sealed class Offer
{
    /// <summary>The stream's key.</summary>
    public string Id { get; set; } = "";

    public string Title { get; private set; } = "";

    public IReadOnlyList<string> By { get; private set; } = [];

    /// <summary>Of each draft, in the order of their tabling, how many points it has, nested ones included.</summary>
    public SortedDictionary<string, int> Drafts { get; } = new(StringComparer.Ordinal);

    public void Apply(Recorded<Proposal> happened) => Set(happened.Entry);

    public void Apply(Corrected<Proposal> happened) => Set(happened.Entry);

    public void Apply(Recorded<Draft> happened) => Set(happened.Entry);

    public void Apply(Corrected<Draft> happened) => Set(happened.Entry);

    private void Set(Proposal proposal) => (Title, By) = (proposal.Title, [.. proposal.By]);

    private void Set(Draft draft) => Drafts[draft.Id] = draft.AllPoints.Count();
}
