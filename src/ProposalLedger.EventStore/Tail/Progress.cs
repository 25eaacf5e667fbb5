namespace ProposalLedger.EventStore.Tail;

/// <summary>How far this node knows the ledger to be.</summary>
/// <param name="Head">The ledger's last position.</param>
/// <param name="Projected">The lowest checkpoint of the live views that the program knows and that are not stopped; the head where there is none.</param>
/// <param name="At">When this was read, UTC.</param>
/// <param name="HoldsLease">This node projects.</param>
/// <param name="Connected">False while the database cannot be reached: the numbers are then old.</param>
public sealed record Progress(long Head, long Projected, DateTimeOffset At, bool HoldsLease, bool Connected)
{
    internal bool SameAs(Progress other) =>
        (Head, Projected, HoldsLease, Connected) == (other.Head, other.Projected, other.HoldsLease, other.Connected);
}
