namespace ProposalLedger.EventStore;

/// <summary>What a fold looks at of an event, already upcast: a state needs nothing else, and what is not asked for costs nothing.</summary>
/// <param name="Position">Ledger position.</param>
/// <param name="Stream">The stream's key.</param>
/// <param name="Version">Its number within the stream, from 1.</param>
/// <param name="Type">The current stored name.</param>
/// <param name="Data">The body as JSON in UTF-8.</param>
/// <param name="Actor">Who did it; empty where a stranger's headers do not say.</param>
/// <param name="RedactedBy">The position of the event that redacted this one: its data are a tombstone.</param>
public readonly record struct FoldedEvent(long Position, string Stream, long Version, string Type, ReadOnlyMemory<byte> Data, string Actor, long? RedactedBy);
