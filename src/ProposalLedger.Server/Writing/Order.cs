using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Auth;

namespace ProposalLedger.Server.Writing;

/// <summary>One request to write. Who asks, ids and the trace are read at the edge; the rest when it is decided.</summary>
/// <param name="Caller">From the token.</param>
/// <param name="Id">Makes a repetition harmless; null where the caller gave none.</param>
/// <param name="Trace">Ties the events to the request.</param>
/// <param name="Read">Reads headers and body; throws a problem where they cannot be read. Null for a redaction, which changes no entry.</param>
internal sealed record Order(Caller Caller, CommandId? Id, string? Trace, Func<Wish>? Read)
{
    public string Actor => Caller.Actor;
}

/// <summary>What a request asks for.</summary>
/// <param name="Negotiation">Whose record is written to.</param>
/// <param name="If">What the stream's version must be.</param>
/// <param name="Command">Made from how the negotiation stands, since a correction is a patch of what is there.</param>
internal sealed record Wish(string Negotiation, Precondition If, Func<Register, Command> Command);

/// <summary>The answer to a command, also when it is repeated.</summary>
/// <param name="Stream">The stream that holds it.</param>
/// <param name="Version">The stream's version then.</param>
/// <param name="Position">Ledger position of its last event, or of the event that already said so.</param>
public sealed record Receipt(string Stream, long Version, long Position);

/// <param name="Receipt">The body.</param>
/// <param name="Recorded">False where nothing was to be recorded.</param>
/// <param name="Negotiation">For the address.</param>
/// <param name="Kind">For the address.</param>
/// <param name="Key">For the address.</param>
internal sealed record Done(Receipt Receipt, bool Recorded, string Negotiation, EntryKind Kind, string Key);
