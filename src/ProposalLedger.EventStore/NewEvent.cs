namespace ProposalLedger.EventStore;

/// <summary>An event to append. Its position, version and recorded time are given by the store.</summary>
/// <param name="Id">Unique id (UUID version 7), made at the edge.</param>
/// <param name="Type">The stored name, explicit and versioned (a format, not a class name); at most 500 characters.</param>
/// <param name="Data">The body as JSON in UTF-8.</param>
/// <param name="Metadata">Who, why, and the two clocks that the caller sets.</param>
public sealed record NewEvent(Guid Id, string Type, ReadOnlyMemory<byte> Data, EventMetadata Metadata);
