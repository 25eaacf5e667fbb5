using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Lineage;

namespace ProposalLedger.Views.Provisions;

internal static class ProvisionQuestion
{
    /// <param name="id"><c>{draft}.{point}</c>; the draft also as <c>p/d</c>.</param>
    public static Answer Ask(Snapshot snapshot, string id)
    {
        if (PointOf(snapshot.All<Draft>().Select(d => d.Entry), id) is not { } point)
        {
            var outside = PointOf(snapshot.EverRecorded<Draft>(), id) is { } known ? snapshot.WhyNotHeld(EntryKind.Draft, PointRef.DraftOf(known)) : null;
            return new Answer.NotFound("unknown-provision", outside is null
                ? $"This state of the negotiation holds no provision '{id}'. It is named by draft and point, as us-28.3."
                : $"The provision '{id}' is on record, but its draft is not in this state of the negotiation: {outside}.");
        }
        var ancestry = Ancestry.Of(snapshot);
        var provision = ancestry.ProvisionOf(point);
        return provision == id ? new Answer.Body(Of(snapshot, ancestry, ancestry.FirstOf(point))) : new Answer.Redirect($"provisions/{provision}");
    }

    private static string? PointOf(IEnumerable<Draft> drafts, string id)
    {
        var dot = id.LastIndexOf('.');
        if (dot < 0) return null;
        var (name, point) = (id[..dot], id[(dot + 1)..]);
        return drafts.Where(d => d.Id == name || d.Key == name)
            .SelectMany(d => d.AllPoints.Where(p => p.Id == point).Select(p => PointRef.Of(d, p))).FirstOrDefault();
    }

    private static Biography Of(Snapshot snapshot, Ancestry ancestry, string first)
    {
        var points = ancestry.PointsFrom(first);
        bool Names(IEnumerable<string> references) => references.Any(points.Contains);
        bool IsStatusOf(StatusReport s) => points.Contains($"{s.Draft}/{s.Point}");
        bool IsAbout(Claim c) => c.About.Point is { } point && points.Contains(point);
        var links = snapshot.InTime<Link>().Where(l => Names(l.Entry.From) || Names(l.Entry.To)).ToList();
        var claims = snapshot.InTime<Claim>().Where(c => IsAbout(c.Entry)).ToList();
        var wordings = points.Select(p => Wording(snapshot, p)).OfType<ProvisionWording>().ToList();
        var statuses = snapshot.InTime<StatusReport>().Where(s => IsStatusOf(s.Entry)).ToList();
        var related = Relatives.Of(snapshot, ancestry, points, links);
        var beside = Relatives.Claims(snapshot, wordings, links, related).Where(c => !IsAbout(c.Entry)).ToList();
        var quantities = Quantities.Of(wordings, links, [.. claims, .. beside]);
        return new Biography
        {
            Provision = Ancestry.IdOf(first),
            Aliases = [.. points.Where(p => p != first).Select(Ancestry.IdOf)],
            Wordings = wordings,
            Links = links,
            Statuses = statuses,
            Claims = claims,
            Conflicts = [.. snapshot.All<Conflict>().Where(c => Names(c.Entry.Points)
                    || c.Entry.Links.Any(id => links.Exists(l => l.Entry.Id == id)) || c.Entry.Claims.Any(id => claims.Exists(l => l.Entry.Id == id)))
                .Select(c => ConflictsQuestion.Shown(snapshot, c))],
            Related = related,
            Beside = beside,
            Quantities = quantities,
            Account = Accounts.Of(snapshot, wordings, links, statuses, claims, beside),
            LeftOut = snapshot.LeftOut<Link>(l => Names(l.From) || Names(l.To)) + snapshot.LeftOut<StatusReport>(IsStatusOf)
                + snapshot.LeftOut<Claim>(IsAbout) + snapshot.EntriesLeftOut<Draft>(d => d.AllPoints.Any(p => points.Contains(PointRef.Of(d, p)))) + snapshot.LeftOut<Conflict>(c => Names(c.Points)),
        };
    }

    private static ProvisionWording? Wording(Snapshot snapshot, string reference) =>
        snapshot.FindDraft(PointRef.DraftOf(reference)) is { } draft
        && draft.Entry.AllPoints.FirstOrDefault(p => PointRef.Of(draft.Entry, p) == reference) is { } point
            ? new ProvisionWording
            {
                Point = point,
                Draft = draft.Entry.Key,
                DraftTitle = draft.Entry.Title,
                Ref = reference,
                Occurred = draft.Entry.Occurred,
                PublicSince = draft.PublicSince,
                Position = draft.Position,
                Recorded = draft.Recorded,
                Labels = [.. snapshot.InTime<Rendering>().Where(r => r.Entry.Draft == draft.Entry.Key && r.Entry.Labels.ContainsKey(point.Id))
                    .Select(r => new RenderedLabel(r.Entry.Id, r.Entry.Title, r.Entry.Labels[point.Id], r.Entry.Sources))],
            } : null;
}
