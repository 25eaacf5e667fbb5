using FsCheck;
using FsCheck.Fluent;
using ProposalLedger.Server.Imports;

namespace ProposalLedger.Views.Tests;

/// <summary>What is written as a case file is read again as it was, whatever its texts are.</summary>
public sealed class CaseFileLaws
{
    /// <summary>What readers of YAML take for something else, or cannot print.</summary>
    private static readonly string[] Traps =
    [
        "no", "1.0", "null", "~", "true", "0x1F", "2025-11-23", "- a", "a: b", "# c", " leading", "trailing ", "'", "\"", "\\", "\\n", "&a", "*a", "!tag", "|", ">", "%", "@", "`", "{}", "[]", "---", "...", "? x", ":", "a #b", "=",
        "one\ntwo", "\n", "\n\n  indented\n", "\ttab", "\u00A0", "\u2028", "\u2029", "\u202Eevil\u202C", "\u2066x\u2069", "\uFEFF", "\u200B", "\u00AD", "عنوان", "中文", "😀", "𠀀", "\uFFFD", "e\u0301", "<<", "y", "off", "1_000", "1e3", ".inf", "\\u0041",
    ];

    private static readonly Gen<string> Texts = Gen.Choose(1, 6).SelectMany(count => Gen.Elements(Traps).ListOf(count)).Select(parts => string.Concat(parts));

    private static Gen<Story> Stories =>
        from title in Texts
        from text in Texts
        from note in Texts
        from via in Texts
        from label in Texts
        from reason in Texts
        from published in Gen.Elements<string?>(null, "2025-12-01", "2025-11~", "../2025-12")
        from retracted in Gen.Elements(true, false)
        from value in Gen.Elements(600_000m, 1.50m, -0.0001m, 9007199254740991m)
        select Build(title, text, note, via, label, published, retracted, value, reason);

    private static Story Build(string title, string text, string note, string via, string label, string? published, bool retracted, decimal value, string reason)
    {
        var story = Story.OfDrafts([A.Point("1", text, A.Point("1a", note)) with { Label = label, Terms = [new Term { Name = "cap", Value = value, Unit = title }] }], [])
            .Corrected(new Negotiation { Id = Story.N, Title = title, Summary = text });
        story.Given(
            new Rendering { Id = "r", Draft = "plan/d1", Labels = new ValueMap([new("1", label), new("1a", text)]), Sources = ["wire"], Note = note },
            A.Status("s", "1", PointStatus.Agreed, "2025-06-30") with { Reason = text },
            A.Link("l", Fate.Dropped, ["plan/d1/1"], []) with { Mode = LinkMode.Suggested, For = title },
            new Amendment { Id = "a", Draft = "plan/d1", By = ["south"], Occurred = Edtf.Parse("2025-06-12"), Changes = [new PointChange { Kind = ChangeKind.Replace, Point = "1", Text = text }], Sources = ["wire"] },
            A.Claim("c1", "north", Stance.Demands, "2025-07-01") with { Text = text, Note = note, Via = [via, title], Hedged = true },
            A.Claim("c2", "south", Stance.SupportsIf, "2025-07-02") with { Condition = text });
        if (retracted) story.Add(new LedgerEvent.Retracted(EntryKind.Claim, "c1", published is null ? null : Edtf.Parse(published), ["wire"]));
        if (retracted) story.Retracted(EntryKind.Rendering, "r");
        return story;
    }

    [Fact]
    public void What_is_written_is_read_again_as_it_was() => Prop.ForAll(Stories.ToArbitrary(), story =>
    {
        var snapshot = story.Dossier().At(Cut.Now);
        var yaml = string.Concat(CaseFileWriter.Write(snapshot, snapshot, Visibility.Public));
        var file = CaseFile.Read(System.Text.Encoding.UTF8.GetBytes(yaml));
        Assert.True(file.Problems.Count == 0, string.Join('\n', file.Problems) + "\n" + yaml);
        var read = file.Items.ToDictionary(i => (i.Kind, i.Key!));
        Assert.Equal(snapshot.Everything.Count, read.Count);
        foreach (var (recorded, place) in snapshot.Everything.Select((e, i) => (e, i)))
        {
            var item = read[(recorded.Entry.EntryKind, recorded.Entry.Key)];
            Assert.Equal(EventJson.Write(recorded.Entry), EventJson.Write(item.Entry!));
            Assert.Equal((place + 1, recorded.Retracted is not null), (item.Order, item.Retracted is not null));
            if (item.Retracted is { } retraction && recorded.Entry is Claim)
            {
                var said = (LedgerEvent.Retracted)story.Events.Select(ChangeRow.Read).Single(c => c.Position == recorded.Retracted).Event;
                Assert.Equal(("a reason", said.Published, said.Sources), (retraction.Reason, retraction.Published, retraction.Sources));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
