namespace ProposalLedger.Views.Positions;

/// <summary>On which side a stance stands. Mixed, silent, declines and reserves stand on none: they are no middle either.</summary>
public enum Leaning { None, For, Against }

public static class Leanings
{
    public static Leaning Of(Stance stance) => stance switch
    {
        Stance.Proposes or Stance.Supports or Stance.Demands or Stance.SupportsIf => Leaning.For,
        Stance.Opposes => Leaning.Against,
        _ => Leaning.None,
    };

    /// <summary>Pairs of parties on opposite sides of one column. What others say of a party sets nobody against anybody (P13).</summary>
    public static int Opposed(IReadOnlyCollection<PositionCell> cells)
    {
        int Count(Leaning side) => cells.Count(c => c.FirstHand && Of(c.Stance) == side);
        return Count(Leaning.For) * Count(Leaning.Against);
    }
}
