using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using ProposalLedger.Domain.Entries;

namespace ProposalLedger.MartenInterop;

/// <summary>What Marten's daemon projects here: how many events it saw, in which order, and of which drafts.</summary>
internal sealed class Points : IProjection
{
    private long last;

    public long Events { get; private set; }

    /// <summary>Positions that did not follow on the one before.</summary>
    public List<long> OutOfOrder { get; } = [];

    public SortedDictionary<string, int> OfDrafts { get; } = new(StringComparer.Ordinal);

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var happened in events)
        {
            if (happened.Sequence != last + 1) OutOfOrder.Add(happened.Sequence);
            (last, Events) = (happened.Sequence, Events + 1);
            if (happened.Data is IHappened<Draft> { Entry: var draft }) OfDrafts[$"{happened.StreamKey} {draft.Id}"] = draft.AllPoints.Count();
        }
        return Task.CompletedTask;
    }
}
