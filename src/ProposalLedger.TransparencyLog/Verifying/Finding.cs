using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>Something that is not as it was signed.</summary>
/// <param name="First">The first ledger position that it concerns; 0 where it concerns the log as a whole.</param>
/// <param name="Last">The last one.</param>
/// <param name="Code">Stable, for scripts.</param>
/// <param name="Detail">In words.</param>
public sealed record Finding(long First, long Last, string Code, string Detail);

/// <summary>What was verified, and what was found.</summary>
/// <param name="Checkpoint">The newest checkpoint that a trusted key has signed; null where there is none.</param>
/// <param name="Findings">Nothing, or what is wrong, by position.</param>
/// <param name="Events">Events looked at.</param>
/// <param name="Withheld">Of those the ones whose contents the reader may not have: their entries were verified, their contents were not.</param>
/// <param name="Redacted">Of those the ones whose data were redacted.</param>
/// <param name="Unsigned">Events after the checkpoint, which nothing vouches for yet.</param>
public sealed record Verified(Checkpoint? Checkpoint, IReadOnlyList<Finding> Findings, long Events, long Withheld, long Redacted, long Unsigned);
