namespace ProposalLedger.Testing;

/// <summary>
/// An address of every view, as laws ask them of a generated history. A route of the API's description that matches none of these fails a
/// test (ViewLawsTests): no view comes without the laws of time.
/// </summary>
public static class EveryView
{
    /// <summary>After <c>{n}/</c>, with a query. The names are those of the generated histories, which may or may not hold them.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "", "parties", "parties/north", "persons", "persons/n1", "mandates", "mandates?on=2025-06-15", "mandates/n1", "issues", "issues/army", "propositions", "propositions/cap", "sources", "sources/wire",
        "sources/n1", "sessions", "sessions/n1", "actions", "actions/n1", "proposals", "proposals/plan", "drafts", "drafts/plan/d1", "drafts/plan/d2", "links", "links/n1", "lineage", "lineage/n1",
        "lineage?from=plan/d1&to=plan/d2", "lineage?from=plan/d1&to=plan/d2&via=none", "claims", "claims?holder=north&kind=position", "claims?speaker=Somebody", "claims?about=cap", "claims?source=old", "claims/n1", "claims/n2",
        "claims?session=n1", "conflicts", "conflicts?kind=contradiction&standing=open", "conflicts/n1", "resolutions", "resolutions/n1", "provisions/d1.1", "provisions/plan/d1.2", "provisions/d2.1", "positions", "positions?draft=plan/d1&sort=contention",
        "convergence", "compare?drafts=plan/d1,plan/d2", "compare?drafts=plan/d1,plan/d2&kind=reworded,dropped", "timeline", "timeline?kind=claim,movement,status&from=2025-06-05&to=2025-06-20", "steps", "steps?clock=asOf",
        "steps?clock=knownBy", "steps?clock=at", "since?occurred=2025-06-10", "since?published=2025-06-10&recorded=14",
    ];

    /// <summary>No answers of <c>Questions</c>: search reads PostgreSQL's text index besides, a citation and an export are made of views. Each has tests of its own.</summary>
    public static IReadOnlySet<string> Elsewhere { get; } = new HashSet<string> { "search", "cite", "export" };
}
