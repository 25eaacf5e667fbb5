using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>Something that is not as it was signed.</summary>
/// <param name="First">The first ledger position that it concerns; 0 where it concerns the log as a whole.</param>
/// <param name="Last">The last one.</param>
/// <param name="Code">Stable, for scripts.</param>
/// <param name="Detail">In words.</param>
public sealed record Finding(long First, long Last, string Code, string Detail)
{
    private const int Most = 3;

    /// <summary>By position; what is wrong in the same way with many positions in a row is said once.</summary>
    internal static IReadOnlyList<Finding> Fold(IEnumerable<Finding> findings)
    {
        var folded = new List<Finding>();
        foreach (var code in findings.GroupBy(finding => finding.Code, StringComparer.Ordinal))
        {
            var run = new List<Finding>();
            foreach (var same in code.GroupBy(finding => finding).OrderBy(same => same.Key.First))
            {
                var finding = same.Count() == 1 ? same.Key : same.Key with { Detail = $"{same.Key.Detail} This was found {same.Count()} times." };
                if (run.Count > 0 && !(finding.First == run[^1].Last + 1 && finding.Last == finding.First && run[^1].First == run[^1].Last && finding.First > 1)) Flush(run, folded);
                run.Add(finding);
            }

            Flush(run, folded);
        }

        return [.. folded.OrderBy(finding => finding.First)];
    }

    private static void Flush(List<Finding> run, List<Finding> folded)
    {
        if (run.Count <= Most) folded.AddRange(run);
        else folded.Add(run[0] with { Last = run[^1].Last, Detail = $"{run[0].Detail} So it is with each position up to {run[^1].Last}." });
        run.Clear();
    }
}

/// <summary>What was verified, and what was found.</summary>
/// <param name="Checkpoint">The newest checkpoint that a trusted key has signed; null where there is none.</param>
/// <param name="Findings">Nothing, or what is wrong, by position.</param>
/// <param name="Events">Events looked at.</param>
/// <param name="Withheld">Of those the ones whose contents were not shown: their entries were verified, their contents were not.</param>
/// <param name="Redacted">Of those the ones whose data were redacted.</param>
/// <param name="Unsigned">Events after the checkpoint, which nothing vouches for yet.</param>
public sealed record Verified(Checkpoint? Checkpoint, IReadOnlyList<Finding> Findings, long Events, long Withheld, long Redacted, long Unsigned)
{
    /// <summary>Where the withheld ones stand.</summary>
    public IReadOnlyList<PositionRange> WithheldPositions { get; init; } = [];

    /// <summary>Each redaction, by the position of what it took away.</summary>
    public IReadOnlyList<Redaction> Redactions { get; init; } = [];
}

/// <summary>Positions in a row.</summary>
/// <param name="First">The first one.</param>
/// <param name="Last">The last one, which is the first where there is one.</param>
public sealed record PositionRange(long First, long Last);

/// <summary>A redaction that holds, as its own event tells of it.</summary>
/// <param name="Position">Of the event that was redacted.</param>
/// <param name="By">Of the redaction.</param>
/// <param name="Actor">Who redacted.</param>
/// <param name="Recorded">When.</param>
/// <param name="Reason">Why.</param>
public sealed record Redaction(long Position, long By, string Actor, string Recorded, string Reason);
