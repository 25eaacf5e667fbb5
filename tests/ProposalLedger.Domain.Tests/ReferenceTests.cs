namespace ProposalLedger.Domain.Tests;

/// <summary>Whatever an entry names is on record: one row a reference.</summary>
public class ReferenceTests
{
    public static TheoryData<string, string, string> References => new()
    {
        { nameof(Person), "unknown-source", "/aliases/0/sources/0" },
        { nameof(Mandate), "unknown-person", "/person" },
        { nameof(Mandate), "unknown-party", "/party" },
        { nameof(Mandate), "unknown-source", "/sources/0" },
        { nameof(Proposition), "unknown-issue", "/issue" },
        { nameof(Session), "unknown-party", "/participants/0/party" },
        { nameof(Session), "unknown-source", "/reports/0/sources/0" },
        { nameof(OutsideAction), "unknown-party", "/actor" },
        { nameof(OutsideAction), "unknown-party", "/target" },
        { nameof(Proposal), "unknown-party", "/by/0" },
        { nameof(Draft), "unknown-proposal", "/proposal" },
        { nameof(Draft), "unknown-draft", "/basedOn" },
        { nameof(Draft), "unknown-issue", "/points/0/issue" },
        { nameof(Draft), "unknown-party", "/points/0/options/0/by/0" },
        { nameof(Draft), "unknown-party", "/points/0/brackets/0/by/0" },
        { nameof(Draft), "unknown-source", "/points/0/sources/0" },
        { nameof(Draft), "unknown-source", "/points/0/points/0/sources/0" },
        { nameof(Draft), "unknown-source", "/reported/0/sources/0" },
        { nameof(Rendering), "unknown-draft", "/draft" },
        { nameof(Rendering), "unknown-point", "/labels/nothing" },
        { nameof(Amendment), "unknown-draft", "/draft" },
        { nameof(Amendment), "unknown-party", "/by/0" },
        { nameof(Amendment), "unknown-point", "/changes/0/point" },
        { nameof(StatusReport), "unknown-draft", "/draft" },
        { nameof(StatusReport), "unknown-point", "/point" },
        { nameof(StatusReport), "unknown-party", "/between/0" },
        { nameof(Link), "unknown-point", "/from/0" },
        { nameof(Link), "unknown-point", "/to/0" },
        { nameof(Claim), "unknown-party", "/speaker/party" },
        { nameof(Claim), "unknown-person", "/speaker/person" },
        { nameof(Claim), "unknown-proposition", "/about/proposition" },
        { nameof(Claim), "unknown-point", "/about/point" },
        { nameof(Claim), "unknown-draft", "/about/draft" },
        { nameof(Claim), "unknown-session", "/about/session" },
        { nameof(Claim), "unknown-action", "/about/action" },
        { nameof(Claim), "unknown-claim", "/about/claim" },
        { nameof(Conflict), "unknown-claim", "/claims/0" },
        { nameof(Conflict), "unknown-link", "/links/0" },
        { nameof(Conflict), "unknown-session", "/sessions/0" },
        { nameof(Conflict), "unknown-draft", "/drafts/0" },
        { nameof(Conflict), "unknown-point", "/points/0" },
        { nameof(Resolution), "unknown-conflict", "/conflict" },
        { nameof(Resolution), "unknown-source", "/sources/0" },
    };

    [Theory, MemberData(nameof(References))]
    public void What_is_named_but_not_there_is_refused(string type, string code, string pointer) =>
        Recorded.When(Naming(type, code, pointer)).ThenRefused(code, pointer);

    [Fact]
    public void A_point_of_a_draft_that_is_not_there_is_an_unknown_draft() =>
        Recorded.When(OneStays with { Id = "new", From = ["plan/lost/1"] }).ThenRefused("unknown-draft", "/from/0");

    [Fact]
    public void What_was_retracted_may_still_be_spoken_of()
    {
        var spoken = GatesOpen with { Id = "denial-taken-back", About = new Subject { Claim = DamKept.Id } };
        Recorded.And(new LedgerEvent.Retracted(EntryKind.Claim, DamKept.Id, null, [])).When(spoken).ThenRecorded(spoken);
    }

    private static Entry Naming(string type, string code, string pointer) => (type, pointer) switch
    {
        (nameof(Person), _) => Envoy with { Id = "new", Aliases = [new Alias { Name = "A", Sources = ["nothing"] }] },
        (nameof(Mandate), "/person") => Brief with { Id = "new", Person = "nobody" },
        (nameof(Mandate), "/party") => Brief with { Id = "new", Party = "nobody" },
        (nameof(Mandate), _) => Brief with { Id = "new", Sources = ["nothing"] },
        (nameof(Proposition), _) => DamStays with { Id = "new", Issue = "nothing" },
        (nameof(Session), "/participants/0/party") => FirstMeeting with { Id = "new", Participants = [new Participants { Party = "nobody", Names = ["A"] }] },
        (nameof(Session), _) => FirstMeeting with { Id = "new", Reports = [FirstMeeting.Reports[0] with { Sources = ["nothing"] }] },
        (nameof(OutsideAction), "/actor") => GatesClosed with { Id = "new", Actor = "nobody" },
        (nameof(OutsideAction), _) => GatesClosed with { Id = "new", Target = "nobody" },
        (nameof(Proposal), _) => Plan with { Id = "new", By = ["nobody"] },
        (nameof(Draft), "/proposal") => First with { Id = "new", Proposal = "nothing" },
        (nameof(Draft), "/basedOn") => First with { Id = "new", BasedOn = "first" },
        (nameof(Draft), "/points/0/issue") => WithPoint(At("1") with { Issue = "nothing" }),
        (nameof(Draft), "/points/0/options/0/by/0") => WithPoint(At("1") with { Options = [new Wording { Text = "or", By = ["nobody"] }] }),
        (nameof(Draft), "/points/0/brackets/0/by/0") => WithPoint(At("1") with { Brackets = [new Wording { Text = "or", By = ["nobody"] }] }),
        (nameof(Draft), "/points/0/sources/0") => WithPoint(At("1") with { Sources = ["nothing"] }),
        (nameof(Draft), "/points/0/points/0/sources/0") => WithPoint(At("1") with { Points = [At("1a") with { Sources = ["nothing"] }] }),
        (nameof(Draft), _) => First with { Id = "new", Reported = [new Reported { Text = "A", Sources = ["nothing"] }] },
        (nameof(Rendering), "/draft") => PaperCopy with { Id = "new", Draft = "plan/nothing" },
        (nameof(Rendering), _) => PaperCopy with { Id = "new", Labels = new ValueMap([new("nothing", "0")]) },
        (nameof(Amendment), "/draft") => LowerLevel with { Id = "new", Draft = "plan/nothing" },
        (nameof(Amendment), "/by/0") => LowerLevel with { Id = "new", By = ["nobody"] },
        (nameof(Amendment), _) => LowerLevel with { Id = "new", Changes = [new PointChange { Kind = ChangeKind.Delete, Point = "nothing" }] },
        (nameof(StatusReport), "/draft") => OneAgreed with { Id = "new", Draft = "plan/nothing" },
        (nameof(StatusReport), "/point") => OneAgreed with { Id = "new", Point = "nothing" },
        (nameof(StatusReport), _) => OneAgreed with { Id = "new", Between = ["nobody", "north"] },
        (nameof(Link), "/from/0") => OneStays with { Id = "new", From = ["plan/first/9"] },
        (nameof(Link), _) => OneStays with { Id = "new", To = ["plan/third/9"] },
        (nameof(Claim), "/speaker/party") => DamKept with { Id = "new", Holder = null, Speaker = new Speaker { Name = "A", Party = "nobody" } },
        (nameof(Claim), "/speaker/person") => DamKept with { Id = "new", Speaker = DamKept.Speaker with { Person = "nobody" } },
        (nameof(Claim), "/about/proposition") => About(new Subject { Proposition = "nothing" }),
        (nameof(Claim), "/about/point") => About(new Subject { Point = "plan/first/9" }),
        (nameof(Claim), "/about/draft") => About(new Subject { Draft = "plan/nothing" }),
        (nameof(Claim), "/about/session") => About(new Subject { Session = "nothing" }),
        (nameof(Claim), "/about/action") => About(new Subject { Action = "nothing" }),
        (nameof(Claim), _) => About(new Subject { Claim = "nothing" }),
        (nameof(Conflict), "/claims/0") => Dispute with { Id = "new", Claims = ["nothing", DamKept.Id] },
        (nameof(Conflict), "/links/0") => Dispute with { Id = "new", Links = ["nothing"] },
        (nameof(Conflict), "/sessions/0") => Dispute with { Id = "new", Sessions = ["nothing"] },
        (nameof(Conflict), "/drafts/0") => Dispute with { Id = "new", Drafts = ["nothing"] },
        (nameof(Conflict), _) => Dispute with { Id = "new", Points = ["plan/first/9"] },
        (nameof(Resolution), "/conflict") => Settled with { Id = "new", Conflict = "nothing" },
        (nameof(Resolution), _) => Settled with { Id = "new", Sources = ["nothing"] },
        _ => throw new InvalidOperationException($"{type} {code} {pointer}"),
    };

    private static Draft WithPoint(Point point) => First with { Id = "new", Points = [point] };

    private static Claim About(Subject subject) => GatesOpen with { Id = "new", About = subject };
}
