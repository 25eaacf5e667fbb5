namespace ProposalLedger.Domain.Tests;

/// <summary>One of everything, invented and valid; tests change one field at a time.</summary>
internal static class SmallCase
{
    public static readonly Negotiation River = new() { Id = "river", Title = "Waters of the river" };
    public static readonly Party North = new() { Id = "north", Name = "North", Kind = PartyKind.Party };
    public static readonly Party South = new() { Id = "south", Name = "South", Kind = PartyKind.Party };
    public static readonly Party Union = new() { Id = "union", Name = "Union", Kind = PartyKind.Party, Members = ["north", "a town"] };
    public static readonly Person Envoy = new() { Id = "envoy", Name = "An Envoy", Aliases = [new Alias { Name = "The Envoy", Sources = ["paper"] }] };
    public static readonly Source Paper = new() { Id = "paper", Publisher = "Paper", Title = "Talks", Kind = SourceKind.News, Published = Date("2025-11-20"), Url = "https://paper.example/1" };
    public static readonly Source Radio = new() { Id = "radio", Publisher = "Radio", Title = "News", Kind = SourceKind.Broadcaster, Published = Date("2025-11-24") };
    public static readonly Source Undated = new() { Id = "undated", Publisher = "Blog", Title = "Post", Kind = SourceKind.Blog };
    public static readonly Mandate Brief = new() { Id = "envoy-north", Person = "envoy", Party = "north", From = Date("2025-10"), To = Date("2025-12"), Sources = ["paper"] };
    public static readonly Issue Dam = new() { Id = "dam", Title = "The dam" };
    public static readonly Proposition DamStays = new() { Id = "dam-stays", Issue = "dam", Text = "The dam stays." };
    public static readonly Session FirstMeeting = new()
    {
        Id = "first-meeting", Kind = SessionKind.Meeting, Status = SessionStatus.Held, Occurred = Date("2025-11-21"),
        Participants = [new Participants { Party = "north", Names = ["An Envoy"] }],
        Reports = [new SessionReport { What = ReportedAspect.Place, Text = "At the lock.", Sources = ["paper"] }],
    };
    public static readonly OutsideAction GatesClosed = new() { Id = "gates-closed", Actor = "north", Target = "south", Occurred = Date("2025-11-19"), Text = "North closes the gates.", Sources = ["paper"] };
    public static readonly Proposal Plan = new() { Id = "plan", Title = "Plan", By = ["north"], Status = ProposalStatus.Tabled };
    public static readonly Draft First = new()
    {
        Id = "first", Proposal = "plan", Title = "First draft", Occurred = Date("2025-11-20"), Text = TextExtent.Full, Sources = ["paper", "radio"],
        Points = [At("1"), At("2"), At("3") with { Points = [At("3a"), At("3b")], Issue = "dam", Terms = [new Term { Name = "level", Value = 12.5m, Unit = "m" }] }],
    };
    public static readonly Draft Unseen = new()
    {
        Id = "unseen", Proposal = "plan", Title = "Second draft", BasedOn = "plan/first", Occurred = Date("2025-11-23"), Text = TextExtent.Unknown, Sources = ["radio"], Points = [],
    };
    public static readonly Draft Third = new()
    {
        Id = "third", Proposal = "plan", Title = "Third draft", BasedOn = "plan/unseen", Occurred = Date("2025-12-01"), Published = Date("2025-12-02"),
        Text = TextExtent.Full, Sources = ["radio"], Points = [At("1"), At("2"), At("4")],
    };
    public static readonly Rendering PaperCopy = new() { Id = "first-paper", Draft = "plan/first", Labels = new ValueMap([new("1", "I"), new("3a", "III a")]), Sources = ["paper"] };
    public static readonly Amendment LowerLevel = new()
    {
        Id = "lower-level", Draft = "plan/first", By = ["south"], Occurred = Date("2025-11-22"),
        Changes = [new PointChange { Point = "3a", Kind = ChangeKind.Replace, Text = "Ten metres." }], Sources = ["radio"],
    };
    public static readonly StatusReport OneAgreed = new()
    {
        Id = "first-1-agreed", Draft = "plan/first", Point = "1", Status = PointStatus.Agreed, Between = ["north", "south"],
        Occurred = Date("2025-11-25"), Sources = ["radio"], Reason = "Both delegations said so.",
    };
    public static readonly Link OneStays = new()
    {
        Id = "one-stays", Fate = Fate.Carried, From = ["plan/first/1"], To = ["plan/third/1"], Mode = LinkMode.Asserted, Confidence = Confidence.Reported, Sources = ["radio"],
    };
    public static readonly Link OneReworded = OneStays with { Id = "one-reworded", Fate = Fate.Reworded, Sources = [] };
    public static readonly Claim DamKept = new()
    {
        Id = "north-keeps-dam", Kind = ClaimKind.Position, Holder = "north", Speaker = new Speaker { Name = "An Envoy", Party = "north", Person = "envoy" },
        About = new Subject { Proposition = "dam-stays" }, Stance = Stance.Supports, Basis = Basis.FirstHand, Occurred = Date("2025-11-18"),
        Text = "The envoy wants the dam kept.", Sources = ["paper"],
    };
    public static readonly Claim GatesOpen = DamKept with
    {
        Id = "gates-open", Kind = ClaimKind.Denial, Stance = null, About = new Subject { Action = "gates-closed" }, Occurred = Date("2025-11-20"), Text = "The gates were open.", Sources = ["radio"],
    };
    public static readonly Conflict Dispute = new() { Id = "gates", Kind = ConflictKind.Contradiction, Claims = ["north-keeps-dam", "gates-open"], Links = ["one-stays"], Text = "They cannot both hold.", Sources = ["paper", "radio"] };
    public static readonly Resolution Settled = new() { Id = "gates-1", Conflict = "gates", Chosen = "gates-open", Reason = "A photograph shows it." };

    /// <summary>In an order in which each finds what it names.</summary>
    public static IReadOnlyList<Entry> All { get; } =
    [
        River, North, South, Union, Paper, Radio, Undated, Envoy, Brief, Dam, DamStays, FirstMeeting, GatesClosed, Plan, First, Unseen, Third,
        PaperCopy, LowerLevel, OneAgreed, OneStays, OneReworded, DamKept, GatesOpen, Dispute, Settled,
    ];

    public static Given Recorded => Scenario.Given([.. All]);

    /// <summary>The record up to this entry, so that it can be recorded, or another in its stead.</summary>
    public static Given Before(Entry entry) => Scenario.Given([.. All.TakeWhile(e => e != entry)]);

    public static Edtf Date(string text) => Edtf.Parse(text);

    public static Point At(string id) => new() { Id = id, Label = id, TextKind = TextKind.Verbatim, Language = "en", Text = $"Text of {id}.", Sources = ["paper"] };
}
