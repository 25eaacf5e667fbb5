using ProposalLedger.EventStore;
using ProposalLedger.Server.Events;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Exports;

/// <summary>The events that a state rests on, as <c>/api/events</c> gives them: one CloudEvent a line, in the order of the ledger.</summary>
internal static class EventLines
{
    private const int PageSize = 500;
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static async Task WriteAsync(Stream output, Snapshot snapshot, LedgerStore store, CancellationToken ct)
    {
        var within = snapshot.Changes.Select(c => c.Position).ToHashSet();
        await foreach (var page in store.ReadPagesAsync(0, PageSize, snapshot.Negotiation, snapshot.Position, ct))
        {
            foreach (var e in page.Where(e => within.Contains(e.Position)))
            {
                await output.WriteAsync(EventMessage.Of(e).Json, ct);
                await output.WriteAsync(LineEnd, ct);
            }
        }
    }
}
