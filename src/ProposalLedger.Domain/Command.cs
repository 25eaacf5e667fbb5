using System.Text.Json;

namespace ProposalLedger.Domain;

/// <summary>What a caller wants recorded. Clocks, ids and the actor come from the edge, never from a rule.</summary>
public abstract record Command
{
    private Command() { }

    public sealed record Record(Entry Entry, string? Reason = null) : Command
    {
        /// <summary>Of a negotiation that is to be opened: who may read it from its first event on. Null: what is not said.</summary>
        public Visibility? Visibility { get; init; }
    }

    public sealed record Correct(Entry Entry, string Reason) : Command;

    public sealed record SetVisibility(Visibility Visibility, string Reason) : Command;

    /// <param name="Position">Of the event whose text has to go.</param>
    /// <param name="Stream">Its stream.</param>
    /// <param name="Version">Its number in the stream.</param>
    /// <param name="Event">As it stands; null where this release cannot read it.</param>
    /// <param name="Metadata">What is said about it.</param>
    /// <param name="IsGone">It was redacted before.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Redact(long Position, string Stream, long Version, LedgerEvent? Event, JsonElement Metadata, bool IsGone, string Reason) : Command;

    public sealed record Retract(EntryKind Kind, string Key, string Reason, Edtf? Published, Values<string> Sources) : Command;
}

/// <summary>What a rule says of a command. No events: what was asked is already so.</summary>
public abstract record Decision
{
    private Decision() { }

    public sealed record Accepted(IReadOnlyList<Decided> Events) : Decision;

    public sealed record Refused(IReadOnlyList<Refusal> Refusals) : Decision;
}

public sealed record Decided(LedgerEvent Event, string? Reason);

/// <param name="Code">Stable and documented, e.g. <c>unknown-party</c>.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the entry.</param>
/// <param name="Detail">What is wrong and what to do, for a person.</param>
public sealed record Refusal(string Code, string Pointer, string Detail)
{
    /// <summary>Line and column, from 1, where the text that was read has them.</summary>
    public int? Line { get; init; }

    public int? Column { get; init; }
}
