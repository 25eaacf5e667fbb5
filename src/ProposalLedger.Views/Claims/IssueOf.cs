namespace ProposalLedger.Views.Claims;

/// <summary>The issue that a claim falls under: its proposition's, or its point's. What is about a whole draft, a session or an act falls under none.</summary>
internal sealed class IssueOf
{
    private readonly Dictionary<string, string> propositions, points;

    public IssueOf(Snapshot snapshot)
    {
        propositions = snapshot.All<Proposition>().ToDictionary(p => p.Entry.Id, p => p.Entry.Issue, StringComparer.Ordinal);
        points = snapshot.All<Draft>().SelectMany(d => d.Entry.AllPoints.Where(p => p.Issue is not null).Select(p => (Ref: PointRef.Of(d.Entry, p), p.Issue)))
            .DistinctBy(p => p.Ref).ToDictionary(p => p.Ref, p => p.Issue!, StringComparer.Ordinal);
    }

    public string? Of(Subject about) => about switch
    {
        { Proposition: { } id } => propositions.GetValueOrDefault(id),
        { Point: { } reference } => points.GetValueOrDefault(reference),
        _ => null,
    };
}
