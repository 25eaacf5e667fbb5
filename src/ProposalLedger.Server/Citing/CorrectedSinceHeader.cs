using System.Globalization;
using ProposalLedger.Views.Citing;

namespace ProposalLedger.Server.Citing;

/// <summary>
/// The header of a pinned view that says how many of the entries in the body were corrected or retracted after the position:
/// <c>corrected=2, retracted=1, positions=(880 893 901), same=?0</c>, a dictionary of RFC 9651. Where there are more positions than are named, <c>more</c> has their number.
/// <c>same</c> says whether the same address without <c>at</c> has the same body now.
/// </summary>
internal static class CorrectedSinceHeader
{
    public const string Name = "Ledger-Corrected-Since";
    private const int Named = 50;

    public static string Of(CorrectedSince since)
    {
        static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
        var text = $"corrected={Number(since.Corrected)}, retracted={Number(since.Retracted)}, positions=({string.Join(' ', since.Positions.Take(Named).Select(Number))})";
        return $"{text}{(since.Positions.Count > Named ? $", more={Number(since.Positions.Count - Named)}" : "")}, same={(since.Same ? "?1" : "?0")}";
    }
}
