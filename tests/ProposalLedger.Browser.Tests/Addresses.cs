namespace ProposalLedger.Browser.Tests;

/// <summary>One address of every kind of page, on the real case.</summary>
internal static class Addresses
{
    private const string Plan = "us-peace-plan";

    public static readonly string[] All =
    [
        "/", "/ukraine-2025", "/ukraine-2025/drafts", $"/ukraine-2025/drafts/{Plan}/us-28", $"/ukraine-2025/drafts/{Plan}/us-ua-19",
        $"/ukraine-2025/drafts/{Plan}/us-ua-20", $"/ukraine-2025/proposals/{Plan}", "/ukraine-2025/compare",
        $"/ukraine-2025/compare?drafts={Plan}/us-28,{Plan}/us-ua-20", $"/ukraine-2025/compare?drafts={Plan}/us-28,{Plan}/us-ua-19,{Plan}/us-ua-20",
        "/lake-vell-crossing/compare?drafts=bridge-agreement/march,bridge-agreement/may", "/ukraine-2025/lineage",
        $"/ukraine-2025/lineage?from={Plan}/us-28&to={Plan}/us-ua-19", $"/ukraine-2025/lineage?from={Plan}/us-28&to={Plan}/us-ua-20",
        $"/ukraine-2025/lineage?from={Plan}/us-28&to={Plan}/us-ua-20&via=e3-counter/e3-28", "/lake-vell-crossing/lineage",
        $"/ukraine-2025/compare?drafts={Plan}/us-28,e3-counter/e3-28,{Plan}/us-ua-20", $"/ukraine-2025/compare?drafts={Plan}/us-28,{Plan}/us-ua-20&kind=moved", "/ukraine-2025/positions", $"/ukraine-2025/positions?draft={Plan}/us-28",
        "/ukraine-2025/claims", "/ukraine-2025/claims?holder=ukraine&kind=position", "/ukraine-2025/claims/p031", "/ukraine-2025/timeline",
        "/ukraine-2025/timeline?kind=claim&from=2025-11&to=2025-12", "/ukraine-2025/audit", "/ukraine-2025/audit?after=300", "/ukraine-2025/audit?actor=seeds&type=claim-recorded&recordedFrom=2020", "/ukraine-2025/audit?change=corrected", "/ukraine-2025/audit?type=nonsense", "/ukraine-2025/audit/900", "/lake-vell-crossing/audit/40", "/audit?after=900", "/audit/900", "/audit?at=5&type=token-issued", "/audit/no-such-event", "/ukraine-2025/provisions/us-28.6", "/ukraine-2025/provisions/us-28.12",
        "/ukraine-2025/export", $"/ukraine-2025/print?draft={Plan}/us-28", "/lake-vell-crossing/print?draft=bridge-agreement/may",
        "/ukraine-2025/parties", "/ukraine-2025/persons", "/ukraine-2025/mandates", "/ukraine-2025/issues", "/ukraine-2025/propositions",
        "/ukraine-2025/sources", "/ukraine-2025/sources/seed-000", "/ukraine-2025/sessions", "/ukraine-2025/sessions/m-moscow-0313",
        "/ukraine-2025/actions", "/ukraine-2025/proposals", "/ukraine-2025/conflicts", "/ukraine-2025/resolutions", "/ukraine-2025/links",
        "/ukraine-2025/convergence", "/lake-vell-crossing/convergence?asOf=2024", "/ukraine-2025/conflicts?kind=rendering&standing=open", "/ukraine-2025/conflicts/d-referendum",
        "/ukraine-2025/claims?session=m-moscow-1202", "/ukraine-2025/claims?from=2025-12-02&to=2025-12-03&group=basis", "/ukraine-2025/claims?outlets=1&conflict=open", $"/ukraine-2025/positions?draft={Plan}/us-ua-20", "/ukraine-2025/positions?sort=contention",
        "/ukraine-2025/positions?sort=changed&asOf=2025-12-15",
        "/ukraine-2025?asOf=2025-11-24&knownBy=2025-12-01", "/lake-vell-crossing", "/lake-vell-crossing/drafts/bridge-agreement/may",
        "/lake-vell-crossing/conflicts/d-settlement", "/ukraine-2025/search?q=army+limit", "/ukraine-2025/search?q=nothing-like-it&knownBy=2025-12-24", "/ukraine-2025/search", "/ukraine-2025/since", "/ukraine-2025/since?published=2025-11-24&draft=us-peace-plan/us-28", "/ukraine-2025/mandates?on=2025-03-16",
        "/ukraine-2025/live", "/ukraine-2025/live?asOf=2025-11-24", "/ukraine-2025/live?at=400", "/lake-vell-crossing/live", "/no-such-negotiation", "/account/sign-in?from=/ukraine-2025/positions", "/account/nowhere", "/ukraine-2025/no-such-page", "/ukraine-2025?asOf=never",
        "/ukraine-2025/positions?asOf=2025-11-24&replay=asOf", "/ukraine-2025?at=400&replay=at", "/ukraine-2025/steps?clock=knownBy",
        "/ukraine-2025?asOf=2010&replay=asOf", "/ukraine-2025?replay=never",
    ];

    public static TheoryData<string> Theory => [.. All];
}
