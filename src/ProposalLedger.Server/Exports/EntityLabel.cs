using ProposalLedger.Server.Pages.Words;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Exports;

/// <summary>What people call an entry, also one that was retracted; what has no name of its own is told by what it is of.</summary>
internal static class EntityLabel
{
    public static string Of(Entry entry, Snapshot snapshot)
    {
        return entry switch
        {
            Negotiation negotiation => negotiation.Title,
            Party party => party.Name,
            Person person => person.Name,
            Mandate mandate => $"{Find<Person>(EntryKind.Person, mandate.Person)?.Name ?? mandate.Person} for {Find<Party>(EntryKind.Party, mandate.Party)?.Name ?? mandate.Party}{(mandate.Role is { } role ? $": {role}" : "")}",
            Issue issue => issue.Title,
            Proposition proposition => proposition.Text,
            Source source => $"{source.Publisher}: {source.Title}",
            Session session => session.Title ?? $"{Say.Capital(Say.Plain(session.Kind))} of {DateWords.Of(session.Occurred)}",
            OutsideAction action => action.Text,
            Proposal proposal => proposal.Title,
            Draft draft => draft.Title,
            Rendering rendering => rendering.Title ?? $"Rendering of {Draft(rendering.Draft)}",
            Amendment amendment => amendment.Text ?? $"Amendment of {Draft(amendment.Draft)}",
            StatusReport status => $"Point {status.Point} of {Draft(status.Draft)}: {Say.Plain(status.Status)}",
            Link link => $"{Say.Capital(Say.Plain(link.Mode))} link, {Say.Plain(link.Fate)}: {Say.List(link.From.DefaultIfEmpty(link.FromDraft ?? "nothing"))} to {Say.List(link.To.DefaultIfEmpty(link.ToDraft ?? "nothing"))}",
            Claim claim => claim.Text,
            Conflict conflict => conflict.Text,
            Resolution resolution => resolution.Reason,
            _ => entry.Key,
        };

        string Draft(string key) => Find<Draft>(EntryKind.Draft, key)?.Title ?? key;
        T? Find<T>(EntryKind kind, string key) where T : Entry => snapshot.FindEvenRetracted<T>(kind, key)?.Entry;
    }
}
