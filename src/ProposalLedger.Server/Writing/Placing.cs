using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Writing;

/// <summary>The address that an entry was sent to, and what is there.</summary>
internal sealed record Placing(RouteValueDictionary Route, string Negotiation, Register Register)
{
    /// <summary>The proposal of the address.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public string Proposal() => Existing(EntryKind.Proposal, (string)Route["p"]!, "unknown-proposal");

    /// <summary>The draft of the address, as <c>proposal/draft</c>.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public string Draft() => Existing(EntryKind.Draft, $"{Proposal()}/{Route["d"]}", "unknown-draft");

    /// <summary>What the address and the body both say, where they agree or the body is silent.</summary>
    /// <exception cref="ProblemException">422.</exception>
    public static string Agreed(string address, string body, string pointer) => body.Length == 0 || body == address ? address
        : throw new ProblemException(Problem.At("elsewhere", pointer, $"The body says {body}, the address {address}. Leave it out of the body, or send it to its own address."));

    /// <summary>A reference <c>proposal/draft</c> of the body that must lie within the proposal of the address.</summary>
    /// <exception cref="ProblemException">404, or 422.</exception>
    public string Within(string draft)
    {
        var proposal = Proposal();
        if (draft.Length == 0) throw new ProblemException(Problem.At("missing-field", "/draft", "Name the draft as proposal/draft."));
        return draft.StartsWith(proposal + "/", StringComparison.Ordinal) ? draft
            : throw new ProblemException(Problem.At("elsewhere", "/draft", $"The body names the draft {draft}, which is none of {proposal} in the address. Name one of its drafts, or send the body to the other proposal's address."));
    }

    private string Existing(EntryKind kind, string key, string code) => Register.Has(kind, key) || !Register.Has(EntryKind.Negotiation, Negotiation) ? key
        : throw new ProblemException(new Problem(code, $"{Negotiation} has no {EventNames.Noun(kind)} '{key}'.") { Status = StatusCodes.Status404NotFound });
}
