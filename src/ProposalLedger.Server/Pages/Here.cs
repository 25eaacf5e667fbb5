using ProposalLedger.Domain.Entries;
using ProposalLedger.Views;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Lineage;
using ProposalLedger.Views.Negotiations;
using ProposalLedger.Views.Steps;

namespace ProposalLedger.Server.Pages;

/// <summary>Where a page of a negotiation stands: its state, the names of what it speaks of, and the addresses that keep the reader at the same cut.</summary>
public sealed class Here
{
    private readonly Snapshot snapshot;
    private readonly string cutQuery;
    private readonly Dictionary<string, string> labels;
    private readonly Disputes disputes;
    private readonly Outlets outlets;
    private readonly Dictionary<(string, string), LineageOfDrafts?> lineages = [];

    public Here(Snapshot snapshot, string cutQuery)
    {
        (this.snapshot, this.cutQuery) = (snapshot, cutQuery);
        labels = All<Draft>().SelectMany(d => d.AllPoints.Select(p => (Ref: $"{d.Key}/{p.Id}", p.Label)))
            .DistinctBy(p => p.Ref).ToDictionary(p => p.Ref, p => p.Label, StringComparer.Ordinal);
        disputes = new Disputes(snapshot);
        outlets = new Outlets(snapshot);
    }

    public string Negotiation => snapshot.Negotiation;

    public Cut Cut => snapshot.Cut;

    /// <summary>The clock that the reader replays: its bar is open, and stays so from page to page.</summary>
    public Clock? Replayed { get; init; }

    public string Name => Find<Domain.Entries.Negotiation>(EntryKind.Negotiation, Negotiation)?.Title ?? Negotiation;

    public IEnumerable<T> All<T>() where T : Entry => snapshot.All<T>().Select(e => e.Entry);

    public IReadOnlyList<AsRecorded<T>> Recorded<T>() where T : Entry => snapshot.All<T>();

    public T? Find<T>(EntryKind kind, string key) where T : Entry => snapshot.Find<T>(kind, key)?.Entry;

    /// <summary>Of these claims the ones that were retracted, as they stood.</summary>
    public IEnumerable<AsRecorded<Claim>> RetractedClaims(IEnumerable<string> ids) =>
        ids.Select(id => snapshot.FindEvenRetracted<Claim>(EntryKind.Claim, id)).OfType<AsRecorded<Claim>>().Where(claim => claim.Retracted is not null);

    public IEnumerable<Draft> DraftsInTime => snapshot.InTime<Draft>().Select(d => d.Entry);

    public Draft? Draft(string reference) => Find<Draft>(EntryKind.Draft, reference);

    /// <summary>An address of this negotiation at the cut that is read.</summary>
    /// <param name="path">After <c>{n}/</c>; empty for the overview.</param>
    /// <param name="query">Name and value by turns; those without a value are left out.</param>
    public string To(string path, params string?[] query)
    {
        var parameters = query.Chunk(2).Where(p => !string.IsNullOrEmpty(p[1])).Select(p => $"{p[0]}={Encode(p[1]!)}");
        var all = string.Join('&', parameters.Append(cutQuery).Where(p => p.Length > 0));
        var (place, anchor) = path.Split('#') is [var before, var after] ? (before, "#" + after) : (path, "");
        return $"/{Negotiation}{(place.Length > 0 ? "/" + place : "")}{(all.Length > 0 ? "?" + all : "")}{anchor}";
    }

    public string ToPoint(string reference) =>
        reference.LastIndexOf('/') is > 0 and var cut ? To($"drafts/{reference[..cut]}#{reference[(cut + 1)..]}") : To("");

    public string Party(string id) => Find<Party>(EntryKind.Party, id)?.Name ?? id;

    /// <summary>A name that fits into a table's head and into running text.</summary>
    public string ShortParty(string id)
    {
        if (Find<Party>(EntryKind.Party, id) is not { } party) return id;
        if (party.Name.Length <= 20) return party.Name;
        var plain = party.Name.Split(" (")[0];
        return party.Aliases.Select(a => a.Name).Append(plain).MinBy(n => n.Length)!;
    }

    /// <summary>The same in running text, with the article that the name needs: by the United States.</summary>
    public string InText(string id) => Words.Articles.With(ShortParty(id));

    public string PartiesInText(IEnumerable<string> ids) => Words.Say.List(ids.Select(InText));

    public string Parties(IEnumerable<string> ids) => Words.Say.List(ids.Select(ShortParty));

    public string Issue(string id) => Find<Issue>(EntryKind.Issue, id)?.Title ?? id;

    public string DraftTitle(string reference) => Draft(reference)?.Title ?? reference;

    public string Label(string point) => labels.GetValueOrDefault(point) ?? point[(point.LastIndexOf('/') + 1)..];

    /// <summary>What a claim is about: its words and its address.</summary>
    public (string Text, string Address) About(Subject about) => about switch
    {
        { Proposition: { } id } => (Find<Proposition>(EntryKind.Proposition, id)?.Text ?? id, To("claims", "about", id)),
        { Point: { } id } => ($"Point {Label(id)} of {DraftTitle(DraftOf(id))}", ToPoint(id)),
        { Draft: { } id } => (DraftTitle(id), To($"drafts/{id}")),
        { Session: { } id } => (SessionTitle(id), To($"sessions#{id}")),
        { Action: { } id } => (Find<OutsideAction>(EntryKind.Action, id)?.Text ?? id, To($"actions#{id}")),
        { Claim: { } id } => (Find<Claim>(EntryKind.Claim, id)?.Text ?? id, To($"claims/{id}")),
        _ => ("", To("")),
    };

    public string SessionTitle(string id) => Find<Session>(EntryKind.Session, id) is not { } session ? id
        : session.Title ?? $"{Words.Say.Capital(Words.Say.Plain(session.Kind))} of {Words.DateWords.Of(session.Occurred)}";

    public LineageOfDrafts? Lineage(string from, string to)
    {
        if (!lineages.TryGetValue((from, to), out var lineage)) lineages.Add((from, to), lineage = Asked(from, to));
        return lineage;
    }

    /// <summary>The drafts of the first step along the line that the overview tells; null where no drafts follow from each other.</summary>
    public (string From, string To)? FirstStep => Evolution?.Steps is [var step, ..] ? (step.Earlier.Draft, step.Later.Draft) : null;

    /// <summary>The first and the last draft of that line.</summary>
    public (string From, string To)? WholeLine => Evolution?.Line is [var first, .., var last] ? (first.Draft, last.Draft) : null;

    private Evolution? Evolution => Questions.Answer(snapshot, "", new Dictionary<string, string>()) is Answer.Body(NegotiationOverview overview)
        ? new Evolution(this, overview.Summary.Drafts) : null;

    /// <summary>Links between two drafts that are suggested and not asserted, and speak of one of these points.</summary>
    public IEnumerable<ConcordanceRow> Suggested(string from, string to, IEnumerable<string> points) => Lineage(from, to)?.Concordance
        .Where(row => row.Mode == LinkMode.Suggested && row.From.Concat(row.To).Intersect(points).Any()) ?? [];

    /// <summary>The nearest draft before this one whose points are known; null where there is none.</summary>
    public Draft? EarlierWithPoints(string reference)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var draft = Draft(reference);
        while (draft?.BasedOn is { } origin && seen.Add(origin))
            if ((draft = Draft(origin)) is { Points.Count: > 0 }) return draft;
        return null;
    }

    private LineageOfDrafts? Asked(string from, string to) =>
        Questions.Answer(snapshot, "lineage", new Dictionary<string, string> { ["from"] = from, ["to"] = to, ["via"] = "none" }) is Answer.Body(LineageOfDrafts lineage) ? lineage : null;

    /// <summary>The conflicts that name a claim, as they stand.</summary>
    public IEnumerable<(Conflict Conflict, ConflictStanding Standing, AsRecorded<Resolution>? Last)> Conflicts(string claim) =>
        disputes.Naming(claim).Select(id => (Find<Conflict>(EntryKind.Conflict, id)!, disputes.StandingOf(id), disputes.ResolutionsOf(id).LastOrDefault()));

    /// <summary>The editor who gave an entry the grade that it has; null where nobody graded it.</summary>
    public string? GradedBy(EntryKind kind, string key) => Grades.By(snapshot, kind, key)?.Actor;

    /// <summary>The publisher that a claim rests on alone; null where it rests on several.</summary>
    public string? OneOutlet(Claim claim) => outlets.Of(claim) is [var one] ? one : null;

    /// <summary>The side that a resolution took to hold: its words and its address.</summary>
    public (string Text, string Address) Chosen(string id) => Find<Claim>(EntryKind.Claim, id) is { } claim ? (claim.Text, To($"claims/{id}"))
        : Find<Link>(EntryKind.Link, id) is { } link ? ($"{Words.Say.Fate(link.Fate)}: {Words.Say.List(link.From.Concat(link.To).Select(p => $"point {Label(p)} of {DraftTitle(DraftOf(p))}"))}", To($"links/{id}"))
        : (id, To($"claims/{id}"));

    /// <summary>Who published these sources, each once.</summary>
    public string Publishers(IEnumerable<string> sources) => Words.Say.List(sources.Select(id => Find<Source>(EntryKind.Source, id)?.Publisher ?? id).Distinct());

    /// <summary>Who a claim comes from and how directly, in a line: attributed: Witkoff of Ukraine. Whom an outlet speaks of is not the outlet.</summary>
    public string Basis(Claim claim) => claim.Basis == Domain.Entries.Basis.OutletReported && claim.Speaker is not { Party: null, Person: null }
        ? $"{Words.Say.Basis(claim.Basis)}{(claim.Via.Count > 0 ? $", via {Words.Say.List(claim.Via)}" : "")}; it speaks of: {claim.Speaker.Name}"
        : $"{Words.Say.Basis(claim.Basis)}: {claim.Speaker.Name}{(claim.Basis == Domain.Entries.Basis.Attributed && claim.Holder is { } holder ? $", speaking of {InText(holder)}" : "")}";

    /// <summary>On whose account points are reported as agreed, and who of those between whom is not heard on that draft by its own word.</summary>
    public string Account(string draft, IReadOnlyCollection<StatusReport> reports, string said = "is said below")
    {
        var named = All<Person>().Where(p => reports.All(r => Words.Naming.IsNamed(r.Reason, p.Aliases.Select(a => a.Name).Append(p.Name)))).ToList();
        var heard = All<Claim>().Where(c => c.Basis == Domain.Entries.Basis.FirstHand && (c.About.Draft == draft || c.About.Point is { } point && DraftOf(point) == draft)).Select(c => c.Speaker.Party).ToHashSet();
        var unheard = reports.SelectMany(r => r.Between).Distinct().Where(party => !heard.Contains(party)).ToList();
        return (named is [var one] ? $"on {one.Name}'s account alone" : $"on whose account {said}")
            + (unheard.Count > 0 ? $"; {PartiesInText(unheard)} {(unheard.Count == 1 ? "is" : "are")} not heard on this draft" : "");
    }

    /// <summary>How many points a draft has: those of the first level, and the parts of these for themselves.</summary>
    public string CountOfPoints(string draft)
    {
        if (Draft(draft) is not { } found) return "no point";
        var parts = found.AllPoints.Count() - found.Points.Count;
        return Words.Say.Count(found.Points.Count, "point") + (parts > 0 ? $" and {Words.Say.Count(parts, "sub-point")}" : "");
    }

    /// <summary>What is recorded is cut: that something is not here does not say that it is not on record.</summary>
    public bool IsCut => Cut is not { AsOf: null, KnownBy: null, At: null };

    /// <summary>An entry by the words that a reader knows it by.</summary>
    public string Title(EntryKind kind, string key) => kind switch
    {
        EntryKind.Negotiation => Name,
        EntryKind.Party => Party(key),
        EntryKind.Person => Find<Person>(kind, key)?.Name ?? key,
        EntryKind.Issue => Issue(key),
        EntryKind.Proposition => Find<Proposition>(kind, key)?.Text ?? key,
        EntryKind.Source => Find<Source>(kind, key) is { } source ? $"{source.Publisher}: {source.Title}" : key,
        EntryKind.Session => SessionTitle(key),
        EntryKind.Action => Find<OutsideAction>(kind, key)?.Text ?? key,
        EntryKind.Proposal => Find<Proposal>(kind, key)?.Title ?? key,
        EntryKind.Draft => DraftTitle(key),
        EntryKind.Claim => Find<Claim>(kind, key)?.Text ?? key,
        EntryKind.Conflict => Find<Conflict>(kind, key)?.Text ?? key,
        EntryKind.Resolution => Find<Resolution>(kind, key)?.Reason ?? key,
        _ => key,
    };

    /// <summary>What an event is about, by the words that a reader knows it by; empty where it is about no entry.</summary>
    public string TitleOf(EventStore.StoredEvent e) => EventNames.Meaning(e.Type) is not { } meaning ? TitleOfOther(e) : Domain.Json.EventJson.Read(e.Type, e.Data.Span) switch
    {
        LedgerEvent.Recorded(var entry) => Title(entry.EntryKind, entry.Key),
        LedgerEvent.Corrected(var entry) => Title(entry.EntryKind, entry.Key),
        LedgerEvent.Retracted retracted => Title(meaning.Kind, retracted.Key),
        _ => "",
    };

    private static string TitleOfOther(EventStore.StoredEvent e) => e.Type == EventNames.Redacted && Domain.Json.EventJson.Read(e.Type, e.Data.Span) is LedgerEvent.Redacted redacted
        ? $"the event at position {Words.Say.Number(redacted.Position)}, {Words.Say.EventType(redacted.Type)}" : "";

    public static string DraftOf(string point) => point.LastIndexOf('/') is > 0 and var cut ? point[..cut] : point;

    /// <summary>As a query's value, with the slashes and commas of references left readable.</summary>
    public static string Encode(string value) => Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal);
}
