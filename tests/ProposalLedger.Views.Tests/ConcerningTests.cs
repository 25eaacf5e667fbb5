using System.Collections;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.Views.Catalogue;

namespace ProposalLedger.Views.Tests;

/// <summary>What an event concerns (docs/following.md, "Filters"), on examples, on the seeds and on histories at random.</summary>
public sealed class ConcerningTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly Entry[] Cast =
    [
        new Party { Id = "north", Name = "North", Kind = PartyKind.Party }, new Issue { Id = "army", Title = "Armed forces" }, new Issue { Id = "land", Title = "Land" },
        new Proposition { Id = "cap", Issue = "army", Text = "There is a cap" }, new Proposal { Id = "plan", Title = "Plan", By = ["north"] },
        A.Draft("d1", "2025-06-10", A.Point("1") with { Issue = "army" }, A.Point("2") with { Brackets = [new Wording { Text = "words", By = ["south"] }], Points = [A.Point("2a") with { Issue = "land" }] }),
        A.Claim("c", "south", Stance.Supports, "2025-06-11"),
        A.Link("l", Fate.Carried, ["plan/d1/1"], ["other/d9/1"]) with { For = "host" },
        new Session { Id = "s", Kind = SessionKind.Call, Status = SessionStatus.Held, Occurred = Edtf.Parse("2025"), Participants = [new Participants { Party = "east", Names = [] }], Reports = [] },
        new OutsideAction { Id = "a", Actor = "north", Target = "west", Occurred = Edtf.Parse("2025"), Text = "Aid is held back.", Sources = ["wire"] },
        A.Conflict("k", "c") with { Links = ["l"], Sessions = ["s"] },
    ];

    public static TheoryData<Entry, string> Examples => new()
    {
        { Cast[0], "party north" },
        { Cast[1], "issue army" },
        { Cast[3], "issue army" },
        { Cast[4], "party north, proposal plan" },
        { Cast[5], "issue army, issue land, party north, party south, proposal plan" },
        { A.Draft("d2", "2025-06-20") with { Proposal = "other", BasedOn = "plan/d1" }, "proposal other, proposal plan" },
        { Cast[6], "issue army, party south" },
        { A.Claim("x", "north", Stance.Supports, "2025") with { About = new Subject { Draft = "plan/d1" }, Via = ["host"], Speaker = new Speaker { Name = "N", Party = "east" } }, "party east, party host, party north, proposal plan" },
        { A.Claim("x", "north", Stance.Supports, "2025") with { About = new Subject { Point = "plan/d1/2a" } }, "issue land, party north, proposal plan" },
        { A.Claim("x", "north", Stance.Supports, "2025") with { About = new Subject { Claim = "c" } }, "issue army, party north, party south" },
        { A.Claim("x", "north", Stance.Supports, "2025") with { About = new Subject { Action = "a" } }, "party north, party west" },
        { A.Claim("x", "north", Stance.Supports, "2025") with { About = new Subject { Session = "s" } }, "party east, party north" },
        { Cast[7], "issue army, party host, proposal other, proposal plan" },
        { Cast[8], "party east" },
        { Cast[9], "party north, party west" },
        { Cast[10], "issue army, party east, party host, party south, proposal other, proposal plan" },
        { A.Resolution("r", "k", "c"), "issue army, party east, party host, party south, proposal other, proposal plan" },
        { A.Conflict("x") with { Points = ["plan/d1/2a"] }, "issue land, proposal plan" },
        { A.Status("x", "1", PointStatus.Agreed, "2025"), "issue army, party north, party south, proposal plan" },
        { new Rendering { Id = "x", Draft = "plan/d1", Labels = new ValueMap([new("2a", "II")]), Sources = ["wire"] }, "issue land, proposal plan" },
        { new Amendment { Id = "x", Draft = "plan/d1", By = ["south"], Occurred = Edtf.Parse("2025"), Changes = [new PointChange { Point = "1", Kind = ChangeKind.Delete }], Sources = ["wire"] }, "issue army, party south, proposal plan" },
        { new Mandate { Id = "x", Person = "jo", Party = "south", Sources = ["wire"] }, "party south" },
        { new Person { Id = "jo", Name = "Jo" }, "" },
        { new Source { Id = "wire", Publisher = "Wire", Title = "Report", Kind = SourceKind.Agency }, "" },
        { new Negotiation { Id = Story.N, Title = "Talks" }, "" },
    };

    [Theory, MemberData(nameof(Examples))]
    public void An_event_concerns_what_its_entry_names_and_what_it_speaks_of(Entry entry, string concerns)
    {
        var concerning = new Concerning();
        foreach (var other in Cast.TakeWhile(e => e != entry)) concerning.Next("negotiation:talks", new LedgerEvent.Recorded(other));
        Assert.Equal(concerns, Said(concerning.Next("negotiation:talks", new LedgerEvent.Recorded(entry))));
        Assert.Equal(concerns, Said(concerning.Next("negotiation:talks", new LedgerEvent.Retracted(entry.EntryKind, entry.Key, null, []))));
    }

    [Fact]
    public void A_correction_concerns_what_the_entry_concerned_before_or_after_and_whose_stream_it_is_in()
    {
        var concerning = new Concerning();
        foreach (var other in Cast) concerning.Next("negotiation:talks", new LedgerEvent.Recorded(other));
        var moved = A.Claim("c", "north", Stance.Supports, "2025") with { About = new Subject { Point = "plan/d1/2a" } };
        Assert.Equal("issue army, issue land, party north, party south, proposal plan", Said(concerning.Next("positions:talks/south", new LedgerEvent.Corrected(moved))));
        Assert.Equal("issue land, party north, party south, proposal plan", Said(concerning.Next("positions:talks/south", new LedgerEvent.Corrected(moved with { Text = "Other words." }))));

        // What is said later goes by what it speaks of as it stands then; what was said stays as it was told.
        var reply = A.Claim("reply", "host", Stance.Opposes, "2025") with { About = new Subject { Claim = "c" } };
        Assert.Equal("issue land, party host, party north, proposal plan", Said(concerning.Next("positions:talks/host", new LedgerEvent.Recorded(reply))));
        var proposition = new Proposition { Id = "cap", Issue = "land", Text = "There is a cap" };
        Assert.Equal("issue army, issue land", Said(concerning.Next("negotiation:talks", new LedgerEvent.Corrected(proposition))));
    }

    [Fact]
    public void An_event_that_cannot_be_read_concerns_its_streams_owner()
    {
        Assert.Equal("proposal plan", Said(new Concerning().Next("proposal:talks/plan", null)));
        Assert.Equal("party north", Said(new Concerning().Next("positions:talks/north", null)));
        Assert.Equal("", Said(new Concerning().Next("positions:talks/none", null)));
        Assert.Equal("", Said(new Concerning().Next("negotiation:talks", null)));
    }

    [Fact]
    public void P7_The_answer_for_an_event_of_any_history_rests_on_the_events_up_to_it_alone() =>
        Prop.ForAll(AnyStory.Of(40).ToArbitrary(), story => Check([.. story.Events.Select(ChangeRow.Read)])).Check(Runs);

    [Theory, InlineData("ukraine-2025"), InlineData("lake-vell-crossing")]
    public void P7_The_answer_for_an_event_of_a_real_case_rests_on_the_events_up_to_it_alone(string seed) => Check(RealCase.ChangesOf(seed));

    [Fact]
    public void Claims_of_an_issue_are_those_that_the_view_lists_and_what_is_said_of_them()
    {
        var changes = RealCase.ChangesOf("ukraine-2025");
        var concerning = new Concerning();
        var told = changes.Select(c => (c.Event, Concerns: concerning.Next(c.Stream, c.Event))).Where(t => t.Event is LedgerEvent.Recorded { Entry: Claim }).ToList();
        var snapshot = RealCase.Of("ukraine-2025");
        var issues = snapshot.All<Issue>();
        Assert.NotEmpty(issues);
        foreach (var issue in issues.Select(i => i.Entry.Id))
        {
            var listed = ListOf(snapshot, issue);
            var sent = told.Where(t => t.Concerns.Contains(new Concern(EntryKind.Issue, issue))).Select(t => (Claim)((LedgerEvent.Recorded)t.Event).Entry).ToList();
            Assert.Equal(listed, sent.Where(c => c.About.Claim is null).Select(c => c.Id).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void What_is_said_to_be_possible_is_and_nothing_else_occurs()
    {
        var seen = new HashSet<(EntryKind Of, EntryKind Concern)>();
        Prop.ForAll(AnyStory.Of(60).ToArbitrary(), story => Take([.. story.Events.Select(ChangeRow.Read)])).Check(Runs);
        Take(RealCase.ChangesOf("ukraine-2025"));
        Take([.. Cast.Concat(Examples.Select(row => row.Data.Item1)).Select((entry, i) => new Change { Position = i + 1, Id = Guid.Empty, Recorded = default, Actor = "editor", Stream = "negotiation:talks", Version = i + 1, Type = "", Event = new LedgerEvent.Recorded(entry) })]);
        Assert.Equal(Enum.GetValues<EntryKind>().SelectMany(of => Concern.PossibleOf(of).Select(concern => (of, concern))).Order(), seen.Order());

        void Take(IReadOnlyList<Change> changes)
        {
            var concerning = new Concerning();
            foreach (var change in changes)
                seen.UnionWith(concerning.Next(change.Stream, change.Event).Select(c => (change.Event.Kind, c.Kind)));
        }
    }

    private static IEnumerable<string> ListOf(Snapshot snapshot, string issue)
    {
        string? next = null;
        var ids = new List<string>();
        do
        {
            var query = new Dictionary<string, string> { ["issue"] = issue, ["limit"] = "500" };
            if (next is not null) query["next"] = next;
            var body = System.Text.Json.Nodes.JsonNode.Parse(ViewJson.Write(Assert.IsType<Answer.Body>(Questions.Answer(snapshot, "claims", query)).Value))!;
            ids.AddRange(body["items"]!.AsArray().Select(i => (string)i!["id"]!));
            next = (string?)body["next"];
        }
        while (next is not null);
        return ids.Order(StringComparer.Ordinal);
    }

    private static string Said(IEnumerable<Concern> concerns) => string.Join(", ", concerns.Select(c => $"{EventNames.Noun(c.Kind)} {c.Id}").Order(StringComparer.Ordinal));

    private static void Check(IReadOnlyList<Change> changes)
    {
        var concerning = new Concerning();
        for (var i = 0; i < changes.Count; i++)
            Assert.Equal($"{i}: {Said(Plainly(changes, i))}", $"{i}: {Said(concerning.Next(changes[i].Stream, changes[i].Event))}");
    }

    /// <summary>The same by other means: nothing is kept, and which field names what is read from the marks of the entries' properties.</summary>
    private static HashSet<Concern> Plainly(IReadOnlyList<Change> changes, int at)
    {
        var found = new HashSet<Concern>();
        var change = changes[at];
        if (change.Stream.Split(':', '/') is [var kind, _, not "none" and var id]) found.Add(new(kind == "proposal" ? EntryKind.Proposal : EntryKind.Party, id));
        foreach (var until in new[] { at, at + 1 }) Follow(change.Event.Kind, change.Key, until, []);
        return found;

        Entry? Latest(EntryKind kind, string key, int until) => changes.Take(until).Where(c => c.Event.Kind == kind && c.Key == key)
            .Select(c => c.Event switch { LedgerEvent.Recorded r => r.Entry, LedgerEvent.Corrected c2 => c2.Entry, _ => null }).LastOrDefault(e => e is not null);

        void Follow(EntryKind kind, string key, int until, HashSet<(EntryKind, string)> seen)
        {
            if (!seen.Add((kind, key)) || Latest(kind, key, until) is not { } entry) return;
            if (Concern.Kinds.Contains(kind)) found.Add(new(kind, key));
            Look(entry, entry, until, seen);
        }

        void Look(object record, Entry entry, int until, HashSet<(EntryKind, string)> seen)
        {
            foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.GetIndexParameters().Length == 0))
            {
                if (property.IsDefined(typeof(System.Text.Json.Serialization.JsonIgnoreAttribute)) || property.GetValue(record) is not { } value) continue;
                var values = value is string or not IEnumerable ? [value] : ((IEnumerable)value).Cast<object>().ToList();
                foreach (var one in values)
                {
                    if (one is string text) Name(property, text, entry, until, seen);
                    else if (one is KeyValuePair<string, string> label) Point($"{((Rendering)entry).Draft}/{label.Key}", until);
                    else if (one.GetType().Namespace == typeof(Entry).Namespace && !one.GetType().IsEnum) Look(one, entry, until, seen);
                }
            }
        }

        void Name(PropertyInfo property, string text, Entry entry, int until, HashSet<(EntryKind, string)> seen)
        {
            if (property.IsDefined(typeof(RefersToPointAttribute))) Point(text, until);
            else if (property.GetCustomAttribute<RefersToAttribute>() is { Kind: var to })
            {
                if (to == EntryKind.Draft) found.Add(new(EntryKind.Proposal, text[..text.IndexOf('/')]));
                else if (Concern.Kinds.Contains(to)) found.Add(new(to, text));
                if (to is not (EntryKind.Draft or EntryKind.Issue or EntryKind.Party)) Follow(to, text, until, seen);
            }
            else if ((property.DeclaringType, property.Name) is var (owner, name) && (owner == typeof(StatusReport) || owner == typeof(PointChange)) && name == "Point")
                Point($"{(entry as StatusReport)?.Draft ?? ((Amendment)entry).Draft}/{text}", until);
            else if (property is { Name: "Via" or "For" }) found.Add(new(EntryKind.Party, text));
        }

        void Point(string reference, int until)
        {
            var cut = reference.LastIndexOf('/');
            found.Add(new(EntryKind.Proposal, reference[..reference.IndexOf('/')]));
            if ((Latest(EntryKind.Draft, reference[..cut], until) as Draft)?.AllPoints.LastOrDefault(p => p.Id == reference[(cut + 1)..])?.Issue is { } issue) found.Add(new(EntryKind.Issue, issue));
        }
    }
}
