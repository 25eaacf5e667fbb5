using System.Text.RegularExpressions;

namespace ProposalLedger.Server.Reading;

/// <summary>What could be a negotiation's id. Nothing else is looked up: PostgreSQL, for one, refuses texts with U+0000.</summary>
internal static partial class NegotiationId
{
    public static bool CouldBe(string text) => Slug().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Slug();
}
