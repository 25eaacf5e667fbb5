using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Steps;

/// <summary>Entries in the words that a reader knows them by, with what keeps a suggestion, a status or somebody's word from being taken for more (P13).</summary>
internal sealed class Titles(Snapshot snapshot)
{
    public string Of(Entry entry) => entry switch
    {
        Draft draft => Brief.Of(draft.Title),
        Proposal proposal => $"proposal: {Brief.Of(proposal.Title)}",
        Session session => $"{Counts.Word(session.Kind)} {(session.Status == SessionStatus.NotHeld ? "announced and not held" : Counts.Word(session.Status))}{(session.Title is { } title ? $": {Brief.Of(title)}" : "")}",
        OutsideAction action => Brief.Of(action.Text),
        Claim claim => $"{Brief.Of(claim.Speaker.Name)}{Basis(claim)}: {Brief.Of(claim.Text)}",
        Amendment amendment => $"amendment{(amendment.Text is { } text ? $": {Brief.Of(text)}" : $" of {Draft(amendment.Draft)}")}",
        StatusReport status => $"status of point {Label(status)} of {Draft(status.Draft)}: {Counts.Word(status.Status).Replace('-', ' ')}",
        Link link => $"{Counts.Word(link.Mode)} link: {(link.Fate == Fate.Unknown ? "fate unknown" : Counts.Word(link.Fate).Replace('-', ' '))}",
        Conflict conflict => $"conflict: {Brief.Of(conflict.Text)}",
        Resolution resolution => $"resolution: {Brief.Of(resolution.Reason)}",
        Source source => $"source: {Brief.Of($"{source.Publisher}, {source.Title}")}",
        Mandate mandate => $"mandate of {Brief.Of(snapshot.Find<Person>(EntryKind.Person, mandate.Person)?.Entry.Name ?? mandate.Person)}",
        Rendering rendering => $"rendering of {Draft(rendering.Draft)}",
        Party party => $"party: {Brief.Of(party.Name)}",
        Person person => $"person: {Brief.Of(person.Name)}",
        Issue issue => $"issue: {Brief.Of(issue.Title)}",
        Proposition proposition => $"proposition: {Brief.Of(proposition.Text)}",
        Negotiation negotiation => $"negotiation: {Brief.Of(negotiation.Title)}",
        _ => $"{EventNames.Noun(entry.EntryKind)} {entry.Id}",
    };

    /// <summary>The entries whose words stand in that: the entry's own and, where it has no title, what it is told by.</summary>
    public static IReadOnlyList<ShownEntry> Quoted(Entry entry) =>
    [
        new(entry.EntryKind, entry.Key),
        .. entry switch
        {
            Amendment { Text: null } amendment => [new ShownEntry(EntryKind.Draft, amendment.Draft)],
            StatusReport status => [new ShownEntry(EntryKind.Draft, status.Draft)],
            Rendering rendering => [new ShownEntry(EntryKind.Draft, rendering.Draft)],
            Mandate mandate => [new ShownEntry(EntryKind.Person, mandate.Person)],
            _ => Array.Empty<ShownEntry>(),
        },
    ];

    private static string Basis(Claim claim) => claim.Basis switch
    {
        Domain.Entries.Basis.FirstHand => "",
        Domain.Entries.Basis.Attributed => " (attributed)",
        Domain.Entries.Basis.OutletReported => " (reported by an outlet)",
        _ => " (an observer)",
    };

    private string Draft(string reference) => Brief.Of(snapshot.FindDraft(reference)?.Entry.Title ?? reference);

    private string Label(StatusReport status) =>
        snapshot.FindDraft(status.Draft)?.Entry.AllPoints.FirstOrDefault(p => p.Id == status.Point)?.Label ?? status.Point;
}
