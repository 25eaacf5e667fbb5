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
