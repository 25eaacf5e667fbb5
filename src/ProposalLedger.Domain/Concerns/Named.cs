namespace ProposalLedger.Domain.Concerns;

/// <summary>What an entry names of its own, and what it speaks of.</summary>
/// <param name="Concerns">The proposals, parties and issues that it names, or is.</param>
/// <param name="SpeaksOf">Entries whose concerns are its own, too, as they stand when they are asked for.</param>
/// <param name="Points">Points, as <c>proposal/draft/point</c>, of which it shares the issue.</param>
internal sealed record Named(Concern[] Concerns, (EntryKind Kind, string Key)[] SpeaksOf, string[] Points)
{
    public static Named By(Entry entry) => entry switch
    {
        Party party => Of([IsParty(party.Id)]),
        Mandate mandate => Of([IsParty(mandate.Party)]),
        Session session => Of(Parties(session.Participants.Select(p => p.Party))),
        OutsideAction action => Of(Parties([action.Actor, action.Target])),
        Issue issue => Of([new(EntryKind.Issue, issue.Id)]),
        Proposition proposition => Of([new(EntryKind.Issue, proposition.Issue)]),
        Proposal proposal => Of([new(EntryKind.Proposal, proposal.Id), .. Parties(proposal.By)]),
        Draft draft => Of(
            [
                .. Proposals([draft.BasedOn]), .. draft.AllPoints.Where(p => p.Issue is not null).Select(p => new Concern(EntryKind.Issue, p.Issue!)),
                .. Parties(draft.AllPoints.SelectMany(p => p.Options.Concat(p.Brackets)).SelectMany(w => w.By)), new(EntryKind.Proposal, draft.Proposal),
            ],
            [(EntryKind.Proposal, draft.Proposal)]),
        Rendering rendering => Of(Proposals([rendering.Draft]), points: rendering.Labels.Keys.Select(point => $"{rendering.Draft}/{point}")),
        Amendment amendment => Of([.. Proposals([amendment.Draft]), .. Parties(amendment.By)],
            points: amendment.Changes.Where(c => c.Point is not null).Select(c => $"{amendment.Draft}/{c.Point}")),
        StatusReport status => Of([.. Proposals([status.Draft]), .. Parties(status.Between)], points: [$"{status.Draft}/{status.Point}"]),
        Link link => Of([.. Proposals([.. link.From, .. link.To, link.FromDraft, link.ToDraft]), .. Parties([link.For])], points: link.From.Concat(link.To)),
        Claim claim => By(claim),
        Conflict conflict => Of(
            Proposals([.. conflict.Drafts, .. conflict.Points]),
            [.. Each(EntryKind.Claim, conflict.Claims), .. Each(EntryKind.Link, conflict.Links), .. Each(EntryKind.Session, conflict.Sessions)], conflict.Points),
        Resolution resolution => Of([], [(EntryKind.Conflict, resolution.Conflict)]),
        _ => Of([]), // a negotiation, a person, a source: of all, or of none
    };

    private static Named By(Claim claim)
    {
        var about = claim.About;
        return Of(
            [.. Parties([claim.Holder, claim.Speaker.Party, .. claim.Via]), .. Proposals([about.Point, about.Draft])],
            [
                .. Each(EntryKind.Proposition, [about.Proposition]), .. Each(EntryKind.Session, [about.Session]),
                .. Each(EntryKind.Action, [about.Action]), .. Each(EntryKind.Claim, [about.Claim]),
            ],
            about.Point is null ? [] : [about.Point]);
    }

    private static Named Of(IEnumerable<Concern> concerns, IEnumerable<(EntryKind, string)>? speaksOf = null, IEnumerable<string>? points = null) =>
        new([.. concerns.Distinct()], [.. speaksOf ?? []], [.. points ?? []]);

    private static Concern IsParty(string id) => new(EntryKind.Party, id);

    private static IEnumerable<Concern> Parties(IEnumerable<string?> ids) => ids.OfType<string>().Select(IsParty);

    /// <summary>Those of drafts and points, whose references begin with them.</summary>
    private static IEnumerable<Concern> Proposals(IEnumerable<string?> references) => references.OfType<string>().Select(r => new Concern(EntryKind.Proposal, r.Split('/')[0]));

    private static IEnumerable<(EntryKind, string)> Each(EntryKind kind, IEnumerable<string?> keys) => keys.OfType<string>().Select(key => (kind, key));
}
