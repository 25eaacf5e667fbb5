using ProposalLedger.Domain;
using ProposalLedger.Domain.Clocks;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>Why an entry no longer holds; with a date where a source took it back.</summary>
internal sealed record Retraction
{
    public required string Reason { get; init; }
    public Edtf? Published { get; init; }
    public Values<string> Sources { get; init; } = [];

    /// <exception cref="ProblemException">400.</exception>
    public static Retraction Read(ReadOnlyMemory<byte> body)
    {
        var json = JsonBody.Read(body);
        JsonBody.Reason(json);
        return JsonBody.As<Retraction>(json);
    }

    public Command.Retract Of(Entry held) => new(held.EntryKind, held.Key, Reason, Published, Sources);
}
