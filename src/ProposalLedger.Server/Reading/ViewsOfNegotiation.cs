using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Views;
using ProposalLedger.Views.Catalogue;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Compare;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Mandates;
using ProposalLedger.Views.Negotiations;
using ProposalLedger.Views.Positions;
using ProposalLedger.Views.Provisions;
using ProposalLedger.Views.Search;
using ProposalLedger.Views.Steps;
using ProposalLedger.Views.Since;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Server.Reading;

/// <summary>The addresses of the views.</summary>
internal static class ViewsOfNegotiation
{
    private static readonly Parameter[] List = [new("limit", "At most so many, 1 to 500 (default 100)."), new("next", "From the part before.")];

    public static void MapViews(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapView<NegotiationOverview>("", new Description("Read a negotiation", "Its overview: counts, drafts and the latest changes."));
        negotiation.MapList<Party>("parties", "party");
        negotiation.MapList<Person>("persons", "person");
        negotiation.MapView<MandatesOnDay>("/mandates", ListOf("mandates") with
        {
            Text = "Who speaks for whom, in which role, from when to when; on a day those that had not ended and had begun, as far as that is on record: first the held, then those of which it is not known; the others by their ids.",
            Parameters = [new("on", "EDTF: only those held on this day."), new("party", "For whom."), new("person", "Who."), .. List],
        });
        negotiation.MapView<EntryInFull<Mandate>>("/mandates/{id}", OneOf("mandates", "mandate"));
        negotiation.MapList<Issue>("issues", "issue");
        negotiation.MapList<Proposition>("propositions", "proposition");
        negotiation.MapList<Source>("sources", "source");
        negotiation.MapList<Session>("sessions", "session");
        negotiation.MapList<OutsideAction>("actions", "action");
        negotiation.MapView<Page<ProposalShown>>("/proposals", ListOf("proposals"));
        negotiation.MapView<Page<DraftSummary>>("/drafts", ListOf("drafts"));
        negotiation.MapList<Link>("links", "link");
        negotiation.MapView<ConflictList>("/conflicts", new Description("List the conflicts", "By kind, each with its sides, its resolutions and how many there are of each kind.")
        {
            Parameters = [Parameter.AnyOf<ConflictKind>("kind", "Only these kinds."), Parameter.AnyOf<ConflictStanding>("standing", "Only those that stand so."), .. List],
        });
        negotiation.MapView<ConflictInFull>("/conflicts/{id}", OneOf("conflicts", "conflict"));
        negotiation.MapList<Resolution>("resolutions", "resolution");
        negotiation.MapView<DraftAsTabled>("/proposals/{p}", new Description("Read a proposal's current draft", "The latest draft, as tabled; 404 while none is. The proposal itself, with its changes, stands in the list of proposals."));
        negotiation.MapView<DraftAsTabled>("/drafts/{p}/{d}", new Description("Read a draft", "One draft as tabled, with the status of each point, and the points of its base that nothing accounts for."));
        negotiation.MapView<Comparison>("/compare", new Description("Compare drafts", "Two or three drafts side by side, aligned by lineage.") { Parameters = [new("drafts", "p/d,p/d or p/d,p/d,p/d.") { Required = true }, Parameter.AnyOf<ComparedAs>("kind", "Only rows with such a change, and such changes. Counts are of all.")] });
        negotiation.MapView<LineageOfDrafts>("/lineage", new Description("Read lineage", "The links between two drafts, and their concordance; with the drafts between them as columns, and each step from one to the next. Without from and to it is the list of all links, a page of what /lineage/{id} has.") { Parameters = [new("from", "p/d"), new("to", "p/d"), new("via", "Drafts between the two, p/d,p/d; `none`: straight from one to the other. Without it: along what each draft is based on."), .. List] });
        negotiation.MapView<EntryInFull<Link>>("/lineage/{id}", new Description("Read a lineage link", "One link with everything that was recorded of it."));
        negotiation.MapView<Biography>("/provisions/{v}", new Description("Read a provision's biography", "One clause through all drafts. An older id redirects.") { Redirects = true });
        negotiation.MapView<Biography>("/provisions/{p}/{v}", new Description("Read a provision's biography by proposal", "The same, where the id is written with its proposal before a slash: it redirects.") { Redirects = true });
        negotiation.MapView<PositionMatrix>("/positions", new Description("Read the position matrix", "Parties by propositions, or by the points of a draft, with the claims behind each cell.") { Parameters = 
            [
                new("draft", "p/d: its points are the columns, each with the status that is reported of it."),
                Parameter.OneOf<PositionSort>("sort", "issue (default; a draft's points in its order), contention (pairs of parties on opposite sides by their own word, and open conflicts) or changed (latest change first)."),
                .. List,
            ] });
        negotiation.MapView<ClaimList>("/claims", new Description("List claims", "Claims, filtered, with how many there are of whose word.")
        {
            Parameters = [new("holder", "Whose view."), new("speaker", "Who said it."), new("about", "Id of what it is about."), Parameter.AnyOf<ClaimKind>("kind", "Only these kinds."), new("source", "Source id."),
                new("session", "Session id: grouped by whose word each claim is, unless group says otherwise."), new("issue", "Issue id: claims about its propositions or points."),
                Parameter.AnyOf<Basis>("basis", "By whose word."), Parameter.AnyOf<Stance>("stance", "Stances that a position takes."),
                Parameter.AnyOf<ConflictStanding>("conflict", "Claims that a conflict names which stands so."),
                new("outlets", "At most so many publishers among its sources: 1 for what rests on one outlet alone."), new("from", "Said then or later, EDTF, by `occurred`; a vague date fits where it may. One later than `to` is refused."), new("to", "Said up to then, EDTF; a day, month or year is meant whole."),
                Parameter.OneOf<ClaimGrouping>("group", "time, or basis: first-hand first."), .. List,
            ],
        });
        negotiation.MapView<ClaimInFull>("/claims/{c}", new Description("Read a claim", "One claim with its history, conflicts and replies."));
        negotiation.MapView<ConvergenceOfDrafts>("/convergence", new Description("Read convergence", "The points of each draft by their reported state, and what each two parties have said by their own word on the same things. No share is given of fewer than five things."));
        negotiation.MapView<Page<TimelineEntry>>("/timeline", new Description("Read the timeline", "What happened, in order. Between from and to an entry whose date reaches beyond them is marked as uncertain.") { Parameters = [Parameter.AnyOf<TimelineKind>("kind", "Only these kinds; without it all but claims."), new("from", "What may have happened then or later, EDTF; one later than `to` is refused."), new("to", "Up to then, EDTF; a day, month or year is meant whole."), new("actor", "Party id: only its actions."), new("target", "Party id: only actions toward it."), .. List] });
        negotiation.MapView<StateSince>("/since", new Description("Read what changed since an earlier state", "What an earlier state held against the one that the cut names: what came in since, what was corrected and retracted, before and after. The earlier state is named by one clock or several.")
        {
            Parameters =
            [
                new("published", "EDTF: what was published up to the end of this date."), new("occurred", "EDTF: what had happened up to the end of this date."), new("recorded", "What was recorded up to this ledger position."),
                new("draft", "p/d: only this draft and what speaks of it."), Parameter.AnyOf<EntryKind>("kind", "Only these kinds of entries."), Parameter.AnyOf<SinceChange>("change", "Only what became this."), .. List,
            ],
        });
        negotiation.MapView<SearchHits>("/search", new Description("Search", "Full text over points, claims, sources and all other entries that the cut holds, best first, with the words that were found marked. At a position it finds only what was recorded by then; which words count as the same is PostgreSQL's, so a search cannot be cited.")
        {
            Citable = false,
            Parameters = [new("q", "Words, all of which have to be there; \"a phrase\", or, and -without. English words are found by their stem, the last one by its beginning.") { Required = true }, Parameter.AnyOf<SearchKind>("kind", "Only these kinds."), .. List],
        });
        negotiation.MapView<StepsOfClock>("/steps", new Description("Read the steps of a replay", "The days, or the ledger positions, at which something comes in, changes or goes, with the size of the change and a sentence. More than 1,000 are drawn together in equal groups of neighbours; `around` gives the exact ones. As every view it holds only what lies within the cut: to go beyond where one stands, leave out the parameter of the clock that is replayed.")
        {
            Parameters = [new("clock", "asOf (as it happened; the default), knownBy (as it became known) or at (as it was recorded).") { Values = [.. Clocks.All.Select(c => c.Name())] }, new("around", "A value of that clock: the 25 exact steps on each side of it, and which come before and after.")],
        });
    }

    // A plain list of entries, and each with everything that was recorded of it.
    private static void MapList<T>(this IEndpointRouteBuilder negotiation, string path, string one) where T : Entry
    {
        negotiation.MapView<Page<AsRecorded<T>>>($"/{path}", ListOf(path));
        negotiation.MapView<EntryInFull<T>>($"/{path}/{{id}}", OneOf(path, one));
    }

    private static Description ListOf(string what) => new($"List the {what}", $"The {what} of the negotiation.") { Parameters = List };

    private static Description OneOf(string what, string one) => new($"Read one of the {what}", $"One {one} with everything that was recorded of it.");
}
