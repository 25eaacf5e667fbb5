namespace ProposalLedger.Views.Histories;

/// <summary>One negotiation at one cut, ready to be asked.</summary>
public sealed class Snapshot
{
    internal Snapshot(string negotiation, long position, Cut cut) => (Negotiation, Position, Cut) = (negotiation, position, cut);

    public string Negotiation { get; }

    /// <summary>The ledger position that it was computed at.</summary>
    public long Position { get; }

    public Cut Cut { get; }
}
