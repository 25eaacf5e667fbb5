using System.Security.Cryptography;
using System.Text;

namespace ProposalLedger.EventStore;

/// <summary>One command's wish: events for one stream, all or none of them.</summary>
public sealed record Append
{
    /// <summary>The stream's key, at most 250 characters.</summary>
    public required string Stream { get; init; }

    /// <summary>The partition of the log that readers ask for.</summary>
    public required string Scope { get; init; }

    /// <summary>The version that the stream must have: null is any, 0 is a stream that does not exist yet.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The events; with none of them only the command is remembered.</summary>
    public required IReadOnlyList<NewEvent> Events { get; init; }

    /// <summary>Makes a repetition harmless. It is looked up before anything else and remembered for ever.</summary>
    public CommandId? Command { get; init; }

    /// <summary>Ids that this append takes for good, unique in the whole ledger (so the caller prefixes them with scope and kind).</summary>
    public IReadOnlyList<string> Reserves { get; init; } = [];

    /// <summary>For an append without events: the position of what already says so. Default: the stream's last event.</summary>
    public long? AnswerPosition { get; init; }
}

/// <summary>A command's identity: the actor's own key, and a hash of what the key was first used for.</summary>
public sealed record CommandId(string Actor, string Key, ReadOnlyMemory<byte> BodyHash)
{
    /// <summary>
    /// What the events of a command say of it: the SHA-256 of actor, a line's end and key, in hex. The key itself is the caller's own and may hold
    /// what others are not to read; who knows it can show which events are his.
    /// </summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Actor}\n{Key}")));
}
