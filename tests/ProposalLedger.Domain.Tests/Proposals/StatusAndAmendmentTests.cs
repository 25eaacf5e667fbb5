namespace ProposalLedger.Domain.Tests.Proposals;

public class StatusAndAmendmentTests
{
    [Fact]
    public void Agreed_names_between_whom()
    {
        Before(OneAgreed).When(OneAgreed with { Between = [] }).ThenRefused("agreed-between-whom", "/between");
        Before(OneAgreed).When(OneAgreed with { Between = ["north", "north"] }).ThenRefused("agreed-between-whom", "/between");
        Before(OneAgreed).When(OneAgreed with { Between = [], Status = PointStatus.Open }).ThenRecorded(OneAgreed with { Between = [], Status = PointStatus.Open });
    }

    [Theory]
    [InlineData("plan/first", "1", "2025-11-25", "first-1-set-aside-2025-11-25")]
    [InlineData("plan/first", "1", "2025-11~", "first-1-set-aside-2025-11-a5f54af3")]
    [InlineData("plan/first", "1", "2025-11?", "first-1-set-aside-2025-11-")]
    [InlineData("plan/a-draft-whose-id-is-as-long-as-an-id-may-be-in-this-ledger-and-no-more", "1", "2025-11-25", "a-draft-whose-id-is-as-long-as-an-id-may-be-in-this-led")]
    public void A_status_without_an_id_gets_one_from_what_it_says(string draft, string point, string occurred, string id)
    {
        StatusReport Parse(string more = "") => Assert.IsType<StatusReport>(EntryJson.Parse(EntryKind.Status, System.Text.Encoding.UTF8.GetBytes(
            $$"""{"draft":"{{draft}}","point":"{{point}}","status":"set-aside","occurred":"{{occurred}}","sources":["radio"],"reason":"So it was said."{{more}}}""")).Entry);
        Assert.StartsWith(id, Parse().Id, StringComparison.Ordinal);
        Assert.Matches(@"\A[a-z0-9][a-z0-9-]{0,63}\z", Parse().Id);
        Assert.Equal(Parse(), Parse());
        Assert.Equal("own", Parse(""","id":"own" """).Id);
    }

    [Fact]
    public void A_rendering_labels_something() => Before(PaperCopy).When(PaperCopy with { Labels = new ValueMap([]) }).ThenRefused("empty-list", "/labels");

    [Fact]
    public void A_label_is_a_text() => Before(PaperCopy).When(PaperCopy with { Labels = new ValueMap([new("1", "")]) }).ThenRefused("blank", "/labels/1");

    [Fact]
    public void An_amendment_changes_something()
    {
        Before(LowerLevel).When(LowerLevel with { Changes = [] }).ThenRefused("empty-list", "/changes");
        Before(LowerLevel).When(LowerLevel with { Changes = [], Text = "In other words." }).ThenRecorded(LowerLevel with { Changes = [], Text = "In other words." });
    }

    [Fact]
    public void Only_an_insertion_may_name_no_point()
    {
        Before(LowerLevel).When(With(new PointChange { Kind = ChangeKind.Replace, Text = "A" })).ThenRefused("missing-field", "/changes/0/point");
        Before(LowerLevel).When(With(new PointChange { Kind = ChangeKind.Insert, Text = "A" })).ThenRecorded(With(new PointChange { Kind = ChangeKind.Insert, Text = "A" }));
    }

    [Fact]
    public void What_is_deleted_gets_no_new_text() =>
        Before(LowerLevel).When(With(new PointChange { Kind = ChangeKind.Delete, Point = "1", Text = "A" })).ThenRefused("text-not-allowed", "/changes/0/text");

    private static Amendment With(PointChange change) => LowerLevel with { Changes = [change] };
}
