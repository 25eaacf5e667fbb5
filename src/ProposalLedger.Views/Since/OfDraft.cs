namespace ProposalLedger.Views.Since;

internal static class OfDraft
{
    /// <summary>The draft itself, and what speaks of it or of its points: claims, statuses, renderings, amendments, links from and to it, conflicts between these.</summary>
    public static bool Concerns(Snapshot state, string draft, Entry entry)
    {
        return entry switch
        {
            Draft d => d.Key == draft,
            Rendering r => r.Draft == draft,
            Amendment a => a.Draft == draft,
            StatusReport s => s.Draft == draft,
            Claim c => c.About.Draft == draft || (c.About.Point is { } point && PointRef.IsIn(point, draft)),
            Link l => l.FromDraft == draft || l.ToDraft == draft || l.From.Concat(l.To).Any(p => PointRef.IsIn(p, draft)),
            Conflict c => c.Drafts.Contains(draft) || c.Points.Any(p => PointRef.IsIn(p, draft))
                || c.Claims.Any(id => Named<Claim>(EntryKind.Claim, id)) || c.Links.Any(id => Named<Link>(EntryKind.Link, id)),
            Resolution r => Named<Conflict>(EntryKind.Conflict, r.Conflict),
            _ => false,
        };

        bool Named<T>(EntryKind kind, string id) where T : Entry => state.FindEvenRetracted<T>(kind, id) is { } named && Concerns(state, draft, named.Entry);
    }
}
