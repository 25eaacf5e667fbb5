using ProposalLedger.Domain.Entries;
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

namespace ProposalLedger.Server.Pages;

/// <summary>A component with what it shows.</summary>
/// <param name="Title">Of the document.</param>
public sealed record Content(string Title, Type Component, Dictionary<string, object?> Parameters);

/// <summary>The page for each kind of answer. A page shows the same record that the API writes; there is nothing between them.</summary>
public static class PageOf
{
    /// <summary>The page for an answer's body; null where a body has no page.</summary>
    public static Content? Body(object body, Here here, string path, IReadOnlyDictionary<string, string> query)
    {
        return body switch
        {
            NegotiationOverview view => Show<OverviewPage>("Overview", view),
            DraftAsTabled view => Show<DraftPage>(view.Title, view),
            Page<DraftSummary> view => Show<DraftsPage>("Drafts", view, query),
            Comparison view => Show<ComparePage>($"Compare {Words.Say.List(view.Drafts.Select(d => d.Title))}", view),
            LineageOfDrafts view => Show<LineagePage>($"Lineage of {here.DraftTitle(view.From)} and {here.DraftTitle(view.To)}", view),
            PositionMatrix view => Show<PositionsPage>("Positions", view, query),
            Page<TimelineEntry> view => Show<TimelinePage>("Timeline", view, query),
            ClaimList view => Show<ClaimsPage>("Claims", view, query),
            ConvergenceOfDrafts view => Show<ConvergencePage>("Convergence", view),
            ClaimInFull view => Show<ClaimPage>(Words.Say.Brief(view.Claim.Entry.Text), view),
            ConflictInFull view => Show<ConflictPage>(Words.Say.Capital(Words.Say.Conflict(view.Conflict.Conflict.Entry.Kind)), view),
            StepsOfClock view => Show<StepsPage>("Steps", view),
            Biography view => Show<ProvisionPage>($"Provision {view.Provision}", view),
            StateSince view => Show<SincePage>("Then and now", view, query),
            SearchHits view => Show<SearchPage>("Search", view, query),
            Page<AsRecorded<Party>> view => List("Parties", view),
            Page<AsRecorded<Person>> view => List("Persons", view),
            MandatesOnDay view => Show<MandatesPage>("Mandates", view, query),
            Page<AsRecorded<Issue>> view => List("Issues", view),
            Page<AsRecorded<Proposition>> view => List("Propositions", view),
            Page<AsRecorded<Source>> view => List("Sources", view),
            Page<AsRecorded<Session>> view => List("Sessions", view),
            Page<AsRecorded<OutsideAction>> view => List("Actions outside the table", view),
            Page<AsRecorded<Link>> view => List("Links", view),
            Page<AsRecorded<Resolution>> view => List("Resolutions", view),
            Page<ProposalShown> view => Listed("Proposals", view.Items.Select(i => (Entry)i.Proposal.Entry), view.Total, view.LeftOut, view.Next),
            ConflictList view => Show<ConflictsPage>("Conflicts", view, query),
            EntryInFull<Party> one => One(one),
            EntryInFull<Person> one => One(one),
            EntryInFull<Mandate> one => One(one),
            EntryInFull<Issue> one => One(one),
            EntryInFull<Proposition> one => One(one),
            EntryInFull<Source> one => One(one),
            EntryInFull<Session> one => One(one),
            EntryInFull<OutsideAction> one => One(one),
            EntryInFull<Proposal> one => One(one),
            EntryInFull<Link> one => One(one),
            EntryInFull<Resolution> one => One(one),
            _ => null,
        };

        Content List<T>(string title, Page<AsRecorded<T>> page) where T : Entry =>
            Listed(title, page.Items.Select(i => (Entry)i.Entry), page.Total, page.LeftOut, page.Next);

        Content Listed(string title, IEnumerable<Entry> entries, int total, int leftOut, string? next) =>
            new(title, typeof(CataloguePage), new()
            {
                ["Title"] = title, ["Path"] = path, ["Query"] = query, ["Total"] = total, ["LeftOut"] = leftOut, ["Next"] = next,
                ["Items"] = entries.Select(e => new CataloguePage.Item(e)).ToList(),
            });

        Content One<T>(EntryInFull<T> one) where T : Entry => new(here.Title(one.Entry.Entry.EntryKind, one.Entry.Entry.Key), typeof(EntryPage), new()
        {
            ["Entry"] = one.Entry.Entry, ["Retracted"] = one.Entry.Retracted, ["Changes"] = one.Changes, ["LeftOut"] = one.LeftOut ?? 0,
        });
    }

    /// <summary>Comparison and lineage begin with a choice.</summary>
    public static Content? Choice(string path, IReadOnlyDictionary<string, string> query) => path switch
    {
        "compare" when !query.ContainsKey("drafts") => new("Compare", typeof(ComparePage), []),
        "lineage" when !query.ContainsKey("from") && !query.ContainsKey("to") => new("Lineage", typeof(LineagePage), []),
        "since" when !query.ContainsKey("published") && !query.ContainsKey("occurred") && !query.ContainsKey("recorded") => new("Then and now", typeof(SincePage), new() { ["Query"] = query }),
        Searches.Path when !query.ContainsKey("q") => new("Search", typeof(SearchPage), new() { ["Query"] = query }),
        _ => null,
    };

    public static Content Failure(string title, string? detail, string remedy) =>
        new(title, typeof(FailurePage), new() { ["Title"] = title, ["Detail"] = detail, ["Remedy"] = remedy });

    private static Content Show<TPage>(string title, object view, IReadOnlyDictionary<string, string>? query = null) =>
        new(title, typeof(TPage), query is null ? new() { ["View"] = view } : new() { ["View"] = view, ["Query"] = query });
}
