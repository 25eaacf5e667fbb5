namespace ProposalLedger.Views.Tests;

/// <summary>Entries with all that a test does not speak of filled in.</summary>
internal static class A
{
    public static Draft Draft(string id, string occurred, params Point[] points) => new()
    {
        Id = id, Proposal = "plan", Title = $"Draft {id}", Occurred = Edtf.Parse(occurred), Published = Edtf.Parse(occurred),
        Text = points.Length == 0 ? TextExtent.Unknown : TextExtent.Full, Sources = ["wire"], Points = [.. points],
    };

    public static Point Point(string id, string text = "Text", params Point[] parts) => new()
    {
        Id = id, Label = id, TextKind = TextKind.Verbatim, Text = text, Language = "en", Sources = ["wire"], Points = [.. parts],
    };

    public static Point[] Points(params string[] ids) => [.. ids.Select(id => Point(id))];

    public static Link Link(string id, Fate fate, string[] from, string[] to) => new()
    {
        Id = id, Fate = fate, From = [.. from], To = [.. to], Mode = LinkMode.Asserted, Confidence = Confidence.Reported, Sources = ["wire"],
        FromDraft = from.Length == 0 ? "plan/d1" : null, ToDraft = to.Length == 0 ? "plan/d2" : null,
    };

    public static Claim Claim(string id, string holder, Stance stance, string occurred, Basis basis = Basis.FirstHand) => new()
    {
        Id = id, Kind = ClaimKind.Position, Holder = holder, Speaker = new Speaker { Name = "Somebody" }, About = new Subject { Proposition = "cap" },
        Stance = stance, Basis = basis, Occurred = Edtf.Parse(occurred), Published = Edtf.Parse(occurred), Text = "Says so.", Sources = ["wire"],
    };

    public static StatusReport Status(string id, string point, PointStatus status, string occurred) => new()
    {
        Id = id, Draft = "plan/d1", Point = point, Status = status, Occurred = Edtf.Parse(occurred), Published = Edtf.Parse(occurred),
        Between = ["north", "south"], Sources = ["wire"], Reason = "reported",
    };

    public static Conflict Conflict(string id, params string[] claims) =>
        new() { Id = id, Kind = ConflictKind.Contradiction, Claims = [.. claims], Text = "Both cannot hold.", Sources = ["wire"] };

    public static Resolution Resolution(string id, string conflict, string chosen) =>
        new() { Id = id, Conflict = conflict, Chosen = chosen, Reason = "the later report names its source" };
}
