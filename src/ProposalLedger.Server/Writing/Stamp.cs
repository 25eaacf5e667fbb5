using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Writing;

/// <summary>From what was decided to what is stored: id, name, bytes and metadata, given once, at the edge.</summary>
internal static class Stamp
{
    public static NewEvent Of(Decided decided, Times times, string actor, string? trace, CommandId? command, string? cause = null) =>
        new(Guid.CreateVersion7(), EventNames.Of(decided.Event), EventJson.Write(decided.Event), new EventMetadata
        {
            Actor = actor,
            Reason = decided.Reason,
            Occurred = times.Occurred?.Text,
            Published = times.Published?.Text,
            Sources = decided.Event switch
            {
                LedgerEvent.Recorded(var entry) => [.. entry.SourceIds.Distinct(StringComparer.Ordinal)],
                LedgerEvent.Corrected(var entry) => [.. entry.SourceIds.Distinct(StringComparer.Ordinal)],
                LedgerEvent.Retracted retracted => retracted.Sources,
                _ => [],
            },
            Command = command?.Digest,
            CorrelationId = trace,
            CausationId = cause,
        });
}
