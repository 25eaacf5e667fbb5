namespace ProposalLedger.Domain.Proposals;

internal static class StatusRules
{
    public static IEnumerable<Refusal> Check(StatusReport status, Register register)
    {
        foreach (var refusal in PointOf.Draft(status.Draft, status.Point, "/point", register)) yield return refusal;
        if (status.Status == PointStatus.Agreed && status.Between.Distinct().Count() < 2)
            yield return new Refusal("agreed-between-whom", "/between", "Agreed is always between two or more parties: name them.");
    }
}
