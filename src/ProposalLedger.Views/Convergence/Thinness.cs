namespace ProposalLedger.Views.Convergence;

/// <summary>A share of two or three things reads like a finding and is none: below the threshold none is given.</summary>
internal static class Thinness
{
    public const int Threshold = 5;

    /// <param name="known">Things of which anything is known.</param>
    public static bool IsThin(int known) => known < Threshold;

    /// <summary>Whole percent, half rounded up; null where too little is known.</summary>
    public static int? Percent(int part, int whole, int known) => IsThin(known) ? null : (200 * part + whole) / (2 * whole);
}
