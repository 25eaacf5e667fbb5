using ProposalLedger.Server.Pages;
using ProposalLedger.Views;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Histories;
using static ProposalLedger.Server.Exports.Cell;

namespace ProposalLedger.Server.Exports;

/// <summary>The tables of the CSV export. What has been retracted is in none; the events have it.</summary>
internal static class CsvTables
{
    public const string Codebook = "codebook";

    private sealed record PointRow(AsRecorded<Draft> Draft, PointAsTabled Point, string? Parent);

    private sealed record LinkRow(AsRecorded<Link> Link, string? From, string? To);

    private sealed record TermRow(string Kind, string Owner, Term Term);

    private sealed record AmendedRow(AsRecorded<Amendment> Amendment, PointChange? Change);

    private sealed record ReportRow(AsRecorded<Session> Session, SessionReport Report);

    public static IReadOnlyList<CsvTable> All { get; } =
    [
        new CsvTable<AsRecorded<Party>>("parties", "One party, body, observer or population.", s => s.All<Party>(),
        [
            Of<AsRecorded<Party>>("party", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<Party>>("name", "text", "Name.", r => r.Entry.Name),
            Word<AsRecorded<Party>, PartyKind>("kind", "What it is to the negotiation; only parties and third parties have positions.", r => r.Entry.Kind),
            Of<AsRecorded<Party>>("members", "texts", "Its members.", r => List(r.Entry.Members)), Of<AsRecorded<Party>>("aliases", "texts", "Other names in use.", r => List(r.Entry.Aliases.Select(a => a.Name))),
            .. Clocks<AsRecorded<Party>, Party>(r => r, dated: false),
        ]),
        new CsvTable<AsRecorded<Person>>("persons", "One person.", s => s.All<Person>(),
        [
            Of<AsRecorded<Person>>("person", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<Person>>("name", "text", "Name.", r => r.Entry.Name),
            Of<AsRecorded<Person>>("aliases", "texts", "Other names in use.", r => List(r.Entry.Aliases.Select(a => a.Name))), .. Clocks<AsRecorded<Person>, Person>(r => r, dated: false),
        ]),
        new CsvTable<AsRecorded<Mandate>>("mandates", "One mandate of a person to speak for a party.", s => s.InTime<Mandate>(),
        [
            Of<AsRecorded<Mandate>>("mandate", "id", "Id.", r => r.Entry.Id), .. Named<AsRecorded<Mandate>>("person", "the person", r => r.Entry.Person, (id, here) => here.Title(EntryKind.Person, id)),
            .. Named<AsRecorded<Mandate>>("party", "the party that the person speaks for", r => r.Entry.Party, (id, here) => here.Party(id)), Of<AsRecorded<Mandate>>("role", "text", "In which role.", r => r.Entry.Role),
            .. Date<AsRecorded<Mandate>>("from", "Since when; empty where that is not on record.", r => r.Entry.From), .. Date<AsRecorded<Mandate>>("to", "Until when; empty where no end is on record.", r => r.Entry.To),
            Of<AsRecorded<Mandate>>("sources", "ids", "Who says so.", r => List(r.Entry.Sources)), .. Clocks<AsRecorded<Mandate>, Mandate>(r => r),
        ]),
        new CsvTable<AsRecorded<Issue>>("issues", "One issue.", s => s.All<Issue>(),
        [
            Of<AsRecorded<Issue>>("issue", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<Issue>>("title", "text", "Title.", r => r.Entry.Title), .. Clocks<AsRecorded<Issue>, Issue>(r => r, dated: false),
        ]),
        new CsvTable<AsRecorded<Proposition>>("propositions", "One sentence that can be supported or opposed.", s => s.All<Proposition>(),
        [
            Of<AsRecorded<Proposition>>("proposition", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<Proposition>>("text", "text", "The sentence.", r => r.Entry.Text),
            .. Named<AsRecorded<Proposition>>("issue", "the issue that it stands under", r => r.Entry.Issue, (id, here) => here.Issue(id)), .. Clocks<AsRecorded<Proposition>, Proposition>(r => r, dated: false),
        ]),
        new CsvTable<AsRecorded<Source>>("sources", "One source.", s => s.All<Source>(),
        [
            Of<AsRecorded<Source>>("source", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<Source>>("publisher", "text", "Who published it.", r => r.Entry.Publisher),
            Of<AsRecorded<Source>>("title", "text", "Its title.", r => r.Entry.Title), Word<AsRecorded<Source>, SourceKind>("kind", "What it is.", r => r.Entry.Kind),
            Of<AsRecorded<Source>>("url", "text", "Its address.", r => r.Entry.Url), Of<AsRecorded<Source>>("sha256", "text", "SHA-256 of the bytes that were read.", r => r.Entry.Sha256),
            Of<AsRecorded<Source>>("reliability", "word", "A to F, given by an editor; empty is not graded.", r => r.Entry.Reliability), Of<AsRecorded<Source>>("note", "text", "The editor's note.", r => r.Entry.Note),
            .. Clocks<AsRecorded<Source>, Source>(r => r),
        ]),
        new CsvTable<AsRecorded<Session>>("sessions", "One meeting or call, announced, held or not held.", s => s.InTime<Session>(),
        [
            Of<AsRecorded<Session>>("session", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<Session>>("title", "text", "Title.", r => r.Entry.Title),
            Word<AsRecorded<Session>, SessionKind>("kind", "What it was.", r => r.Entry.Kind), Word<AsRecorded<Session>, SessionStatus>("status", "Whether it took place.", r => r.Entry.Status),
            Of<AsRecorded<Session>>("parties", "ids", "Parties that took part.", r => List(r.Entry.Participants.Select(p => p.Party).OfType<string>())),
            Of<AsRecorded<Session>>("names", "texts", "Persons named as taking part.", r => List(r.Entry.Participants.SelectMany(p => p.Names))),
            Of<AsRecorded<Session>>("interpreters", "text", "Who interpreted.", r => r.Entry.Interpreters), Of<AsRecorded<Session>>("sources", "ids", "Sources of its reports.", r => List(r.Entry.SourceIds.Distinct())),
            .. Clocks<AsRecorded<Session>, Session>(r => r),
        ]),
        new CsvTable<ReportRow>("session_reports", "What is reported of one aspect of a session; reports of one aspect may differ.", s => s.InTime<Session>().SelectMany(e => e.Entry.Reports.Select(r => new ReportRow(e, r))),
        [
            Of<ReportRow>("session", "id", "The session.", r => r.Session.Entry.Id), Word<ReportRow, ReportedAspect>("what", "The aspect.", r => r.Report.What),
            Of<ReportRow>("text", "text", "What is reported.", r => r.Report.Text), Of<ReportRow>("sources", "ids", "Who reports it.", r => List(r.Report.Sources)), .. Clocks<ReportRow, Session>(r => r.Session),
        ]),
        new CsvTable<AsRecorded<OutsideAction>>("actions", "One act outside the table.", s => s.InTime<OutsideAction>(),
        [
            Of<AsRecorded<OutsideAction>>("action", "id", "Id.", r => r.Entry.Id), .. Named<AsRecorded<OutsideAction>>("actor", "the party that acted", r => r.Entry.Actor, (id, here) => here.Party(id)),
            .. Named<AsRecorded<OutsideAction>>("target", "the party that it was toward", r => r.Entry.Target, (id, here) => here.Party(id)), Of<AsRecorded<OutsideAction>>("text", "text", "What was done.", r => r.Entry.Text),
            Of<AsRecorded<OutsideAction>>("sources", "ids", "Who reports it.", r => List(r.Entry.Sources)), .. Clocks<AsRecorded<OutsideAction>, OutsideAction>(r => r),
        ]),
        new CsvTable<AsRecorded<Draft>>("drafts", "One draft.", s => s.InTime<Draft>(),
        [
            Of<AsRecorded<Draft>>("draft", "id", "proposal/draft.", r => r.Entry.Key), Of<AsRecorded<Draft>>("title", "text", "Title.", r => r.Entry.Title),
            .. Named<AsRecorded<Draft>>("proposal", "the proposal that it is of", r => r.Entry.Proposal, (id, here) => here.Title(EntryKind.Proposal, id)),
            (new("by", "ids", "Parties that offer it."), (r, here) => List(here.Find<Proposal>(EntryKind.Proposal, r.Entry.Proposal)?.By ?? [])),
            .. Named<AsRecorded<Draft>>("based_on", "the draft that it starts from", r => r.Entry.BasedOn, (id, here) => here.DraftTitle(id)),
            Word<AsRecorded<Draft>, TextExtent>("text", "How much of its text is known.", r => r.Entry.Text), Of<AsRecorded<Draft>>("points", "number", "Points of the first level that are known.", r => Number(r.Entry.Points.Count)),
            Of<AsRecorded<Draft>>("reported_counts", "texts", "How many points sources say that it has.", r => List(r.Entry.Reported.Select(x => Number(x.Count)).OfType<string>())),
            Of<AsRecorded<Draft>>("sources", "ids", "Sources of the text.", r => List(r.Entry.Sources)), .. Clocks<AsRecorded<Draft>, Draft>(r => r),
        ]),
        new CsvTable<PointRow>("points", "One point as it stands in one draft; a point within a point has a row of its own.", Points,
        [
            Of<PointRow>("point", "id", "proposal/draft/point: how it is cited.", r => r.Point.Ref), Of<PointRow>("label", "text", "What is printed in front of it.", r => r.Point.Point.Label),
            Of<PointRow>("provision", "id", "The clause's identity through all drafts, along asserted one-to-one links.", r => r.Point.Provision),
            .. Named<PointRow>("draft", "the draft that it stands in", r => r.Draft.Entry.Key, (id, here) => here.DraftTitle(id)), Of<PointRow>("parent", "id", "The point that it stands in.", r => r.Parent),
            Word<PointRow, TextKind>("text_kind", "What kind of text this is.", r => r.Point.Point.TextKind), Of<PointRow>("language", "text", "BCP 47 tag.", r => r.Point.Point.Language), Of<PointRow>("text", "text", "The text.", r => r.Point.Point.Text),
            .. Named<PointRow>("issue", "the issue that it is on", r => r.Point.Point.Issue, (id, here) => here.Issue(id)),
            Word<PointRow, PointStatus>("status", "Latest reported status; empty where none is reported, which is not open.", r => r.Point.Status?.Entry.Status),
            Of<PointRow>("note", "text", "The editor's note.", r => r.Point.Point.Note), Of<PointRow>("sources", "ids", "Sources of the text.", r => List(r.Point.Point.Sources)), .. Clocks<PointRow, Draft>(r => r.Draft),
        ]),
        new CsvTable<TermRow>("terms", "One quantity in a point or a claim.", Terms,
        [
            Of<TermRow>("owner_kind", "word", "point or claim.", r => r.Kind), Of<TermRow>("owner", "id", "Id of that point or claim.", r => r.Owner), Of<TermRow>("term", "id", "Name of the quantity.", r => r.Term.Name),
            Of<TermRow>("value", "number", "Value; empty where a range is given.", r => Number(r.Term.Value)), Of<TermRow>("from", "number", "Least value of a range.", r => Number(r.Term.Range?.From)),
            Of<TermRow>("to", "number", "Greatest value of a range.", r => Number(r.Term.Range?.To)), Of<TermRow>("unit", "text", "Unit.", r => r.Term.Unit), Of<TermRow>("scope", "text", "What it applies to.", r => r.Term.Scope),
        ]),
        new CsvTable<AmendedRow>("amendments", "One change of a point that an amendment proposes; an amendment whose changes are not known has one row, without a change.",
            s => s.InTime<Amendment>().SelectMany(a => a.Entry.Changes.Cast<PointChange?>().DefaultIfEmpty().Select(c => new AmendedRow(a, c))),
        [
            Of<AmendedRow>("amendment", "id", "Id.", r => r.Amendment.Entry.Id), .. Named<AmendedRow>("draft", "the draft that is to be changed", r => r.Amendment.Entry.Draft, (id, here) => here.DraftTitle(id)),
            Of<AmendedRow>("by", "ids", "Parties that propose it.", r => List(r.Amendment.Entry.By)), (new("by_label", "texts", "Their names."), (r, here) => List(r.Amendment.Entry.By.Select(here.Party))),
            Of<AmendedRow>("text", "text", "The amendment in words.", r => r.Amendment.Entry.Text), Word<AmendedRow, ChangeKind>("change", "What is to be done.", r => r.Change?.Kind),
            Of<AmendedRow>("point", "id", "proposal/draft/point that is to be changed.", r => r.Change?.Point is { } point ? $"{r.Amendment.Entry.Draft}/{point}" : null), Of<AmendedRow>("new_text", "text", "The text that it is to have.", r => r.Change?.Text),
            Of<AmendedRow>("sources", "ids", "Who reports it.", r => List(r.Amendment.Entry.Sources)), .. Clocks<AmendedRow, Amendment>(r => r.Amendment),
        ]),
        new CsvTable<AsRecorded<StatusReport>>("statuses", "One report of the state of one point.", s => s.InTime<StatusReport>(),
        [
            Of<AsRecorded<StatusReport>>("status_report", "id", "Id.", r => r.Entry.Id), Of<AsRecorded<StatusReport>>("point", "id", "proposal/draft/point.", r => $"{r.Entry.Draft}/{r.Entry.Point}"),
            (new("point_label", "text", "What is printed in front of the point."), (r, here) => here.Label($"{r.Entry.Draft}/{r.Entry.Point}")),
            Word<AsRecorded<StatusReport>, PointStatus>("status", "The state that is reported.", r => r.Entry.Status), Of<AsRecorded<StatusReport>>("between", "ids", "Parties between which it is agreed.", r => List(r.Entry.Between)),
            (new("between_label", "texts", "Their names."), (r, here) => List(r.Entry.Between.Select(here.Party))), Of<AsRecorded<StatusReport>>("reason", "text", "Why it is recorded so.", r => r.Entry.Reason),
            Of<AsRecorded<StatusReport>>("sources", "ids", "Who says so.", r => List(r.Entry.Sources)), .. Clocks<AsRecorded<StatusReport>, StatusReport>(r => r),
        ]),
        new CsvTable<LinkRow>("links", "One pair of points that a lineage link joins; a split or a join has several rows, a drop or an insertion one with an empty side.", Links,
        [
            Of<LinkRow>("link", "id", "Id.", r => r.Link.Entry.Id), Word<LinkRow, Fate>("fate", "What became of the point.", r => r.Link.Entry.Fate), Word<LinkRow, LinkMode>("mode", "Suggested is no assertion.", r => r.Link.Entry.Mode),
            Word<LinkRow, Confidence>("confidence", "On what ground.", r => r.Link.Entry.Confidence), .. Named<LinkRow>("from_point", "the earlier point", r => r.From, (id, here) => here.Label(id)),
            .. Named<LinkRow>("to_point", "the later point", r => r.To, (id, here) => here.Label(id)), Of<LinkRow>("from_draft", "id", "The earlier draft.", r => r.From is { } p ? Here.DraftOf(p) : r.Link.Entry.FromDraft),
            Of<LinkRow>("to_draft", "id", "The later draft.", r => r.To is { } p ? Here.DraftOf(p) : r.Link.Entry.ToDraft), Of<LinkRow>("for", "text", "For whom or for which track it was set aside or moved.", r => r.Link.Entry.For),
            Of<LinkRow>("note", "text", "The editor's note.", r => r.Link.Entry.Note), Of<LinkRow>("sources", "ids", "Who says so.", r => List(r.Link.Entry.Sources)), .. Clocks<LinkRow, Link>(r => r.Link),
        ]),
        new CsvTable<AsRecorded<Claim>>("claims", "One sourced assertion.", s => s.InTime<Claim>(),
        [
            Of<AsRecorded<Claim>>("claim", "id", "Id.", r => r.Entry.Id), Word<AsRecorded<Claim>, ClaimKind>("kind", "What kind of assertion.", r => r.Entry.Kind),
            .. Named<AsRecorded<Claim>>("holder", "the party whose view or act it is about", r => r.Entry.Holder, (id, here) => here.Party(id)), Of<AsRecorded<Claim>>("speaker", "text", "Who said it.", r => r.Entry.Speaker.Name),
            .. Named<AsRecorded<Claim>>("speaker_party", "the speaker's party", r => r.Entry.Speaker.Party, (id, here) => here.Party(id)), Of<AsRecorded<Claim>>("speaker_person", "id", "The speaker, where on record as a person.", r => r.Entry.Speaker.Person),
            Of<AsRecorded<Claim>>("via", "texts", "Who relays it.", r => List(r.Entry.Via)), Word<AsRecorded<Claim>, Basis>("basis", "How directly it comes from the holder. Only first-hand is the holder's own voice.", r => r.Entry.Basis),
            Of<AsRecorded<Claim>>("about_kind", "word", "proposition, point, draft, session, action or claim.", r => About(r.Entry.About).Kind), Of<AsRecorded<Claim>>("about", "id", "Id of what it is about.", r => About(r.Entry.About).Id),
            (new("about_label", "text", "What it is about, in words."), (r, here) => here.About(r.Entry.About).Text),
            Word<AsRecorded<Claim>, Stance>("stance", "Of a claim of position; empty for the other kinds. No row is no position known, which is not neutral.", r => r.Entry.Stance), Of<AsRecorded<Claim>>("condition", "text", "Of supports-if.", r => r.Entry.Condition),
            Of<AsRecorded<Claim>>("hedged", "flag", "1 where the speaker hedges.", r => Flag(r.Entry.Hedged)), Of<AsRecorded<Claim>>("text", "text", "What is claimed, in the ledger's words.", r => r.Entry.Text),
            (new("open_conflict", "flag", "1 where an unresolved conflict names it."), (r, here) => Flag(here.Conflicts(r.Entry.Id).Any(c => c.Standing == ConflictStanding.Open))),
            Of<AsRecorded<Claim>>("period", "date", "When what it says holds, where that is another time. EDTF.", r => r.Entry.Period?.Text), Of<AsRecorded<Claim>>("sources", "ids", "Where it comes from.", r => List(r.Entry.Sources)),
            Of<AsRecorded<Claim>>("credibility", "number", "1 to 6, given by an editor; empty is not graded.", r => Number(r.Entry.Credibility)), Of<AsRecorded<Claim>>("note", "text", "The editor's note.", r => r.Entry.Note), .. Clocks<AsRecorded<Claim>, Claim>(r => r),
        ]),
        new CsvTable<ConflictShown>("conflicts", "One conflict between records, with what an editor made of it.", Conflicts,
        [
            Of<ConflictShown>("conflict", "id", "Id.", r => r.Conflict.Entry.Id), Word<ConflictShown, ConflictKind>("kind", "What kind.", r => r.Conflict.Entry.Kind), Of<ConflictShown>("text", "text", "What is in conflict.", r => r.Conflict.Entry.Text),
            Of<ConflictShown>("claims", "ids", "Claims in it.", r => List(r.Conflict.Entry.Claims)), Of<ConflictShown>("links", "ids", "Links in it.", r => List(r.Conflict.Entry.Links)),
            Of<ConflictShown>("sessions", "ids", "Sessions in it.", r => List(r.Conflict.Entry.Sessions)), Of<ConflictShown>("drafts", "ids", "Drafts in it.", r => List(r.Conflict.Entry.Drafts)), Of<ConflictShown>("points", "ids", "Points in it.", r => List(r.Conflict.Entry.Points)),
            Of<ConflictShown>("standing", "word", "open, resolved, or lapsed: too few of its sides are left.", r => r.Resolved ? "resolved" : r.Lapsed ? "lapsed" : "open"),
            Of<ConflictShown>("chosen", "id", "The claim or link that the latest resolution takes to hold, or none.", r => Latest(r)?.Chosen), Of<ConflictShown>("reason", "text", "The resolution's reason.", r => Latest(r)?.Reason),
            Of<ConflictShown>("sources", "ids", "Who shows it.", r => List(r.Conflict.Entry.Sources)), .. Clocks<ConflictShown, Conflict>(r => r.Conflict),
        ]),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(t => t.Name), Codebook];

    private static IEnumerable<PointRow> Points(Snapshot snapshot) => snapshot.InTime<Draft>().SelectMany(draft =>
        Questions.Answer(snapshot, $"drafts/{draft.Entry.Key}", new Dictionary<string, string>()) is Answer.Body(DraftAsTabled tabled) ? Nested(draft, tabled.Points, null) : []);

    private static IEnumerable<PointRow> Nested(AsRecorded<Draft> draft, IEnumerable<PointAsTabled> points, string? parent) =>
        points.SelectMany(p => Nested(draft, p.Points, p.Ref).Prepend(new PointRow(draft, p, parent)));

    private static IEnumerable<TermRow> Terms(Snapshot snapshot) =>
    [
        .. snapshot.InTime<Draft>().SelectMany(d => d.Entry.AllPoints.SelectMany(p => p.Terms.Select(t => new TermRow("point", $"{d.Entry.Key}/{p.Id}", t)))),
        .. snapshot.InTime<Claim>().SelectMany(c => c.Entry.Terms.Select(t => new TermRow("claim", c.Entry.Id, t))),
    ];

    private static IEnumerable<LinkRow> Links(Snapshot snapshot) => snapshot.All<Link>().SelectMany(l =>
        from earlier in l.Entry.From.Cast<string?>().DefaultIfEmpty()
        from later in l.Entry.To.Cast<string?>().DefaultIfEmpty()
        select new LinkRow(l, earlier, later));

    private static IEnumerable<ConflictShown> Conflicts(Snapshot snapshot) => snapshot.All<Conflict>().Select(c =>
        Questions.Answer(snapshot, $"conflicts/{c.Entry.Id}", new Dictionary<string, string>()) is Answer.Body(ConflictInFull full) ? full.Conflict : null).OfType<ConflictShown>();

    private static Resolution? Latest(ConflictShown conflict) => conflict.Resolutions is [.., var last] ? last.Entry : null;

    private static (string? Kind, string? Id) About(Subject about) => about switch
    {
        { Proposition: { } id } => ("proposition", id), { Point: { } id } => ("point", id), { Draft: { } id } => ("draft", id),
        { Session: { } id } => ("session", id), { Action: { } id } => ("action", id), { Claim: { } id } => ("claim", id), _ => (null, null),
    };
}
