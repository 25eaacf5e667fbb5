namespace ProposalLedger.Views.Positions;

internal static class StanceRuns
{
    /// <param name="own">The party's own claims on one subject, in time.</param>
    public static IReadOnlyList<StanceRun> Of(IReadOnlyList<AsRecorded<Claim>> own)
    {
        var runs = new List<StanceRun>();
        foreach (var claim in own.Select(c => c.Entry))
        {
            if (runs.Count > 0 && runs[^1].Stance == claim.Stance) runs[^1] = runs[^1] with { Claims = runs[^1].Claims + 1 };
            else runs.Add(new StanceRun { Stance = claim.Stance!.Value, Condition = claim.Condition, Since = claim.Occurred, Claim = claim.Id, Speaker = claim.Speaker.Name, Claims = 1 });
        }
        return runs;
    }
}
