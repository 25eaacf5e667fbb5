using FsCheck;
using FsCheck.Fluent;

namespace ProposalLedger.Views.Tests;

/// <summary>
/// Random histories: entries of every kind, recorded, corrected and retracted in any order, by editors and by their sources, also such as speak of
/// what is not there; dates exact, vague and none; sources with dates and without; published long before they are recorded. The two clocks of each event are
/// computed as the server does it.
/// </summary>
internal static class AnyStory
{
    /// <summary>What every text of an entry holds, so that a body that shows it can be told: kind, id, and which coding of it.</summary>
    private const string Marks = "ABCDEFGH";

    private static readonly string[] Ended =
    [
        "2025-06-03", "2025-06-08", "2025-06-10", "2025-06-14", "2025-06-21", "2025-06-28", "2025-06", "2025-06-1X", "2025-06-0X", "2025-06-XX", "2025-22", "2025-05", "2025~", "2025-06-05/2025-06-20",
        "../2025-06-12", "2025-06-11T10:00:00Z", "2025-06-09?",
    ];

    private static readonly string[] Open = ["2025-06-10/..", "2025-06-04/"];

    private static readonly string[] SourceIds = ["wire", "old", "vague", "undated", "n1", "n2"];

    /// <param name="steps">At most so many events after the frame.</param>
    /// <param name="openEnds">With dates that never end.</param>
    public static Gen<Story> Of(int steps = 30, bool openEnds = true) =>
        Gen.Sized(size => Step(openEnds).ListOf(Math.Min(size, steps)).Select(events =>
        {
            var (story, register) = Frame();
            foreach (var drawn in events)
            {
                if (Possible(drawn, register) is not { } e) continue;
                story.Add(e, times: EventClocks.Of(e, register));
                register = register.Evolve(e);
            }
            return story;
        }));

    /// <summary>As the rules let it happen: only what is on record is corrected or retracted, nothing is recorded twice, and what was retracted stays so.</summary>
    private static LedgerEvent? Possible(LedgerEvent e, Register register) => e switch
    {
        LedgerEvent.Recorded(var entry) when register.Find(entry.EntryKind, entry.Key) is { } held => held.Retracted ? null : new LedgerEvent.Corrected(entry),
        LedgerEvent.Corrected(var entry) when register.Find(entry.EntryKind, entry.Key) is not { Retracted: false } => null,
        LedgerEvent.Retracted(var kind, var key, _, _) when register.Find(kind, key) is not { Retracted: false } => null,
        _ => e,
    };

    /// <summary>Where every history begins: what the addresses of the views name.</summary>
    public static (Story Story, Register Register) Frame()
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1", "2")).Given(
            new Source { Id = "old", Publisher = "Old", Title = "Early report", Kind = SourceKind.Agency, Published = Edtf.Parse("2025-06-02") },
            new Source { Id = "vague", Publisher = "Vague", Title = "A report of June", Kind = SourceKind.Agency, Published = Edtf.Parse("2025-06-1X") },
            new Source { Id = "undated", Publisher = "Undated", Title = "A report", Kind = SourceKind.Blog },
            A.Claim("n1", "north", Stance.Opposes, "2025-06-01"), A.Claim("n2", "south", Stance.Supports, "2025-06-02"));
        var register = story.Events.Aggregate(Register.Empty, (r, e) => r.Evolve(EventJson.Read(e.Type, e.Data.Span)));
        return (story, register);
    }

    public static Gen<Edtf> Date(bool openEnds) => Gen.Elements(openEnds ? [.. Ended, .. Open] : Ended).Select(Edtf.Parse);

    private static Gen<Edtf?> MaybeDate(bool openEnds) => Gen.OneOf(Gen.Constant((Edtf?)null), Date(openEnds).Select(d => (Edtf?)d));

    public static Gen<Entry> Entry(bool openEnds, string? id = null) =>
        from kind in Gen.Elements(Enum.GetValues<EntryKind>().Where(k => k != EntryKind.Negotiation).ToArray())
        from number in Gen.Choose(1, 4)
        from mark in Gen.Elements(Marks.ToCharArray())
        from date in Date(openEnds)
        from published in MaybeDate(openEnds)
        from sources in Gen.SubListOf(SourceIds)
        from others in Gen.SubListOf(SourceIds)
        from onlyLate in Gen.Elements(true, false)
        from pick in Gen.Choose(0, 1000)
        select Made(kind, id ?? $"n{number}", $"text-{kind}-{id ?? $"n{number}"}-{mark}", date, published, [.. sources], onlyLate ? ["wire"] : [.. others], pick);

    /// <summary>The same name may be said again, and otherwise: that is a correction.</summary>
    public static Gen<LedgerEvent> Step(bool openEnds) =>
        from entry in Entry(openEnds)
        from verb in Gen.Choose(0, 6)
        from published in MaybeDate(openEnds)
        select verb switch
        {
            0 => new LedgerEvent.Retracted(entry.EntryKind, entry.Key, null, []),
            1 => new LedgerEvent.Retracted(entry.EntryKind, entry.Key, published, published is null ? ["old"] : []),
            2 => new LedgerEvent.Corrected(entry),
            _ => (LedgerEvent)new LedgerEvent.Recorded(entry),
        };

    private static Entry Made(EntryKind kind, string id, string text, Edtf date, Edtf? published, Values<string> sources, Values<string> others, int pick)
    {
        var point = $"{(pick % 2) + 1}";
        string n = $"n{(pick % 4) + 1}", m = $"n{(pick / 4 % 4) + 1}";
        return kind switch
        {
            EntryKind.Party => new Party { Id = id, Name = text, Kind = (PartyKind)(pick % 5) },
            EntryKind.Person => new Person { Id = id, Name = text },
            EntryKind.Mandate => new Mandate { Id = id, Person = n, Party = "north", Role = text, From = pick % 3 == 0 ? null : date, Sources = sources },
            EntryKind.Issue => new Issue { Id = id, Title = text },
            EntryKind.Proposition => new Proposition { Id = id, Issue = "army", Text = text },
            EntryKind.Source => new Source { Id = id, Publisher = "Paper", Title = text, Kind = SourceKind.News, Published = published },
            EntryKind.Session => new Session
            {
                Id = id, Title = text, Kind = SessionKind.Meeting, Status = (SessionStatus)(pick % 3), Occurred = date, Published = published, Participants = [new Participants { Party = "north", Names = [] }],
                Reports = [new SessionReport { What = ReportedAspect.Outcome, Text = $"{text}-one", Sources = sources }, new SessionReport { What = ReportedAspect.Place, Text = $"{text}-other", Sources = others }],
            },
            EntryKind.Action => new OutsideAction { Id = id, Actor = "south", Occurred = date, Published = published, Text = text, Sources = sources },
            EntryKind.Proposal => new Proposal { Id = pick % 2 == 0 ? "plan" : id, Title = text, By = ["north"] },
            EntryKind.Draft => A.Draft(pick % 2 == 0 ? "d3" : $"d{(pick % 3) + 1}", date.Text, A.Point("1", text), A.Point("2", text)) with
            {
                Title = text, Published = published, Sources = sources, BasedOn = pick % 3 == 0 ? "plan/d1" : null,
                Reported = [new Reported { Text = $"{text}-one", Count = 19, Sources = sources }, new Reported { Text = $"{text}-other", Count = 27, Sources = others }],
            },
            EntryKind.Rendering => new Rendering { Id = id, Draft = $"plan/d{(pick % 3) + 1}", Title = text, Labels = new ValueMap([new("1", "I")]), Sources = sources },
            EntryKind.Amendment => new Amendment { Id = id, Draft = $"plan/d{(pick % 3) + 1}", By = ["south"], Occurred = date, Published = published, Changes = [], Text = text, Sources = sources },
            EntryKind.Status => A.Status(id, point, (PointStatus)(pick % 6), date.Text) with { Draft = $"plan/d{(pick % 3) + 1}", Published = published, Sources = sources, Reason = text },
            EntryKind.Link => A.Link(id, (Fate)(pick % 12), [$"plan/d1/{point}"], [$"plan/d2/{(pick / 2 % 2) + 1}"]) with { Mode = (LinkMode)(pick % 5 == 0 ? 1 : 0), Note = text, Sources = sources },
            EntryKind.Claim => A.Claim(id, pick % 2 == 0 ? "north" : "south", (Stance)(pick % 9), date.Text, (Basis)(pick % 4)) with
            {
                Published = published, Text = text, Sources = sources,
                About = (pick % 5) switch { 0 => new Subject { Point = $"plan/d1/{point}" }, 1 => new Subject { Claim = n }, 2 => new Subject { Session = n }, 3 => new Subject { Draft = "plan/d2" }, _ => new Subject { Proposition = "cap" } },
            },
            EntryKind.Conflict => A.Conflict(id, n, m) with { Links = pick % 2 == 0 ? [] : ["n1", "n2"], Text = text, Sources = sources },
            EntryKind.Resolution => A.Resolution(id, n, m) with { Reason = text },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
