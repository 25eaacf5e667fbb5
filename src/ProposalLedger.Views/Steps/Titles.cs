using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Steps;

/// <summary>Entries in the words that a reader knows them by, with what keeps a suggestion, a status or somebody's word from being taken for more (P13).</summary>
/// <param name="inFull">With who and what is meant where a line stands alone: the parties and place of a meeting to come, the party of a speaker, the points of a link.</param>
internal sealed class Titles(Snapshot snapshot, bool inFull = false)
{
    public string Of(Entry entry) => entry switch
    {
        Draft draft => Brief.Of(draft.Title),
        Proposal proposal => $"proposal: {Brief.Of(proposal.Title)}",
        Session session => $"{Counts.Word(session.Kind)} {(session.Status == SessionStatus.NotHeld ? "announced and not held" : Counts.Word(session.Status))}{(session.Title is { } title ? $": {Brief.Of(title)}" : "")}{(inFull && session.Status == SessionStatus.Announced ? Gathering(session) : "")}",
        OutsideAction action => Brief.Of(action.Text),
        Claim claim => $"{Brief.Of(claim.Speaker.Name)}{(inFull ? OfParty(claim) : "")}{Basis(claim)}: {Brief.Of(claim.Text)}",
        Amendment amendment => $"amendment{(amendment.Text is { } text ? $": {Brief.Of(text)}" : $" of {Draft(amendment.Draft)}")}",
        StatusReport status => $"status of point {Label(status)} of {Draft(status.Draft)}: {Counts.Word(status.Status).Replace('-', ' ')}",
        Link link => $"{Counts.Word(link.Mode)} link: {(link.Fate == Fate.Unknown ? "fate unknown" : Counts.Word(link.Fate).Replace('-', ' '))}{(inFull ? Ends(link) : "")}",
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

    private string Party(string id) => snapshot.Find<Party>(EntryKind.Party, id)?.Entry.Name ?? id;

    private string OfParty(Claim claim) => claim.Speaker.Party is { } id && Party(id) is var party && !claim.Speaker.Name.Contains(party, StringComparison.OrdinalIgnoreCase) ? $", {Brief.Of(party)}" : "";

    /// <summary>Who meets, and where: as far as that is on record.</summary>
    private string Gathering(Session session)
    {
        var parties = string.Join(", ", session.Participants.Select(p => p.Party is { } id ? Party(id) : string.Join(", ", p.Names)).Where(p => p.Length > 0).Distinct());
        var places = string.Join(", or ", session.Reports.Where(r => r.What == ReportedAspect.Place).Select(r => Brief.Of(r.Text).TrimEnd('.')).Distinct());
        return (parties.Length > 0 ? $"; with {Brief.Of(parties)}" : "") + (places.Length > 0 ? $"; place: {places}" : "");
    }

    private string Ends(Link link)
    {
        var from = End(link.From, link.FromDraft);
        var to = End(link.To, link.ToDraft);
        return from.Length == 0 ? $" - {to}" : to.Length == 0 ? $" - {from}" : $" - {from}; in {to}";
    }

    private string End(Values<string> points, string? draft) => points.Count == 0 ? draft is null ? "" : Draft(draft)
        : string.Join("; ", points.GroupBy(p => p[..p.LastIndexOf('/')]).Select(g => $"{(g.Count() == 1 ? "point" : "points")} {string.Join(", ", g.Select(p => Label(g.Key, p[(g.Key.Length + 1)..])))} of {Draft(g.Key)}"));

    private string Draft(string reference) => Brief.Of(snapshot.FindDraft(reference)?.Entry.Title ?? reference);

    private string Label(StatusReport status) => Label(status.Draft, status.Point);

    private string Label(string draft, string point) => snapshot.FindDraft(draft)?.Entry.AllPoints.FirstOrDefault(p => p.Id == point)?.Label ?? point;
}
