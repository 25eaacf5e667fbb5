using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Negotiations;

namespace ProposalLedger.Views.Catalogue;

/// <summary>The plain lists of what a negotiation's record holds, and single entries with their history.</summary>
internal static class Catalogues
{
    private sealed record Catalogue(
        EntryKind Kind, Func<Snapshot, Query, Answer> List, Func<Snapshot, string, Answer> One, Func<Snapshot, int> Count);

    private static readonly Dictionary<string, Catalogue> All = new(StringComparer.Ordinal)
    {
        ["parties"] = ByPosition<Party>(EntryKind.Party),
        ["persons"] = ByPosition<Person>(EntryKind.Person),
        ["mandates"] = ByPosition<Mandate>(EntryKind.Mandate),
        ["issues"] = ByPosition<Issue>(EntryKind.Issue),
        ["propositions"] = ByPosition<Proposition>(EntryKind.Proposition),
        ["sources"] = ByPosition<Source>(EntryKind.Source),
        ["sessions"] = InTime<Session>(EntryKind.Session),
        ["actions"] = InTime<OutsideAction>(EntryKind.Action),
        ["proposals"] = ByPosition<Proposal>(EntryKind.Proposal) with
        {
            List = (snapshot, query) => query.Page(snapshot.All<Proposal>(), p => p.Entry.Id, p => Shown(snapshot, p), snapshot.LeftOut<Proposal>() + snapshot.LeftOut<Draft>()),
        },
        ["drafts"] = InTime<Draft>(EntryKind.Draft) with
        {
            List = (snapshot, query) => query.Page(snapshot.InTime<Draft>(), d => d.Entry.Key, d => OverviewQuestion.Of(snapshot, d), snapshot.LeftOut<Draft>()),
        },
        ["links"] = ByPosition<Link>(EntryKind.Link),
        ["claims"] = InTime<Claim>(EntryKind.Claim),
        ["conflicts"] = ByPosition<Conflict>(EntryKind.Conflict) with
        {
            List = ConflictsQuestion.AskList,
            One = ConflictsQuestion.AskOne,
        },
        ["resolutions"] = ByPosition<Resolution>(EntryKind.Resolution),
    };

    /// <summary>How many entries each list has, by its word in routes, in a fixed order.</summary>
    public static IReadOnlyDictionary<string, int> Counts(Snapshot snapshot) =>
        All.ToDictionary(c => c.Key, c => c.Value.Count(snapshot), StringComparer.Ordinal);

    /// <summary>Null where there is no such list.</summary>
    public static Answer? AskList(Snapshot snapshot, string name, Query query) => All.TryGetValue(name, out var list) ? list.List(snapshot, query) : null;

    public static Answer? AskOne(Snapshot snapshot, string name, string key) => All.TryGetValue(name, out var list) ? list.One(snapshot, key) : null;

    private static Catalogue ByPosition<T>(EntryKind kind) where T : Entry => Of<T>(kind, s => s.All<T>());

    private static Catalogue InTime<T>(EntryKind kind) where T : Entry => Of<T>(kind, s => s.InTime<T>());

    private static Catalogue Of<T>(EntryKind kind, Func<Snapshot, IReadOnlyList<AsRecorded<T>>> ordered) where T : Entry => new(
        kind,
        (snapshot, query) => query.Page(ordered(snapshot), e => e.Entry.Key, snapshot.LeftOut<T>()),
        (snapshot, key) => snapshot.FindEvenRetracted<T>(kind, key) is { } entry
            ? new Answer.Body(new EntryInFull<T> { Entry = entry, Changes = ClaimsQuestion.Shown(snapshot.ChangesOf(kind, key)), LeftOut = snapshot.PartsLeftOut<T>(e => e.Key == key) is > 0 and var parts ? parts : null })
            : Missing.Entry(snapshot, kind, key),
        snapshot => snapshot.Count<T>());

    private static ProposalShown Shown(Snapshot snapshot, AsRecorded<Proposal> proposal) => new()
    {
        Proposal = proposal,
        Changes = ClaimsQuestion.Shown(snapshot.ChangesOf(EntryKind.Proposal, proposal.Entry.Key)),
        Drafts = [.. snapshot.Derive(s => new DraftsOf(s)).Proposals[proposal.Entry.Id].Select(d => OverviewQuestion.Of(snapshot, d))],
    };

    private sealed class DraftsOf(Snapshot snapshot)
    {
        public ILookup<string, AsRecorded<Draft>> Proposals { get; } = snapshot.InTime<Draft>().ToLookup(d => d.Entry.Proposal, StringComparer.Ordinal);
    }
}
