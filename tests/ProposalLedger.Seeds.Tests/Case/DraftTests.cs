using System.Globalization;
using ProposalLedger.Seeds.Tests.Facts;

namespace ProposalLedger.Seeds.Tests.Case;

public sealed class DraftTests
{
    /// <summary>How much of each text was seen: part, where the facts lack a point, its words or its document.</summary>
    private static readonly Dictionary<string, TextExtent> Extents = new()
    {
        ["us-28"] = TextExtent.Full,
        ["us-ua-19"] = TextExtent.Unknown,
        ["us-ua-20"] = TextExtent.Partial,
        ["e3-28"] = TextExtent.Partial,
        ["eu-24-telegraph"] = TextExtent.Partial,
        ["us-30day-jeddah"] = TextExtent.Full,
        ["us-apr"] = TextExtent.Full,
        ["eu-ua-apr"] = TextExtent.Partial,
    };

    private static IEnumerable<(FactProposal Proposal, FactDraft Draft)> Drafts => FactsFile.Ukraine.Proposals.SelectMany(p => p.Drafts.Select(d => (p, d)));

    [Fact]
    public void Every_draft_of_the_facts_is_there_with_its_title_dates_and_sources()
    {
        Content.SameSet(Drafts.Select(d => $"{d.Proposal.Id}/{d.Draft.Id}"), Seed.OfUkraine.All<Draft>().Select(d => d.Key), "drafts");
        foreach (var (proposal, fact) in Drafts)
        {
            var draft = Seed.OfUkraine.Draft($"{proposal.Id}/{fact.Id}");
            Assert.Equal(proposal.Title, Seed.OfUkraine.Find<Proposal>(EntryKind.Proposal, proposal.Id)?.Title);
            Assert.Equal(fact.Label, draft.Title);
            Assert.Equal(FactDate.ToEdtf(fact.Date), draft.Occurred.Text);
            if (fact.Published is { } published) Assert.Equal(FactDate.ToEdtf(published), draft.Published?.Text);
            Assert.Equal(Extents[fact.Id], draft.Text);
            Content.SameSet(fact.Sources, draft.Sources, fact.Id);
        }
    }

    [Fact]
    public void How_a_draft_came_about_and_how_its_points_are_counted_is_reported()
    {
        foreach (var (proposal, fact) in Drafts)
        {
            var told = string.Join(" | ", Seed.OfUkraine.Draft($"{proposal.Id}/{fact.Id}").Reported.Select(r => r.Text));
            Content.KeepsNames(fact.Status, told, fact.Id);
            Content.KeepsFigures(fact.Status, told, fact.Id);
            foreach (var count in fact.PointCountReported)
            {
                if (count == "unnumbered") Assert.Contains("not numbered", told, StringComparison.Ordinal);
                else Content.KeepsFigures(count, told, fact.Id);
            }
        }
        foreach (var proposal in FactsFile.Ukraine.Proposals)
        {
            var told = Seed.OfUkraine.All<Draft>().Where(d => d.Proposal == proposal.Id).SelectMany(d => d.Reported).Select(r => r.Text);
            Content.KeepsNames(proposal.AuthorsNote, string.Join(" | ", told), proposal.Id);
        }
        Assert.Contains(Seed.OfUkraine.Draft("us-peace-plan/us-28").Reported, r => r.Text.Contains("Leavitt named Witkoff and Rubio", StringComparison.Ordinal) && r.Text.Contains("disputed", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_count_of_points_that_the_facts_report_is_a_reported_count()
    {
        foreach (var (proposal, fact) in Drafts)
        {
            // The count of a regrouping ("28 regrouped in four parts") is of the text before it.
            var counts = fact.PointCountReported.Where(c => c != "unnumbered" && !c.Contains("regrouped", StringComparison.Ordinal))
                .Select(c => int.Parse(c.Split(' ').First(word => word.All(char.IsDigit)), CultureInfo.InvariantCulture)).Distinct().Order();
            Assert.Equal(counts, Seed.OfUkraine.Draft($"{proposal.Id}/{fact.Id}").Reported.Select(r => r.Count).OfType<int>().Distinct().Order());
        }
        Assert.Equal([19, 22, 27], Seed.OfUkraine.Draft("us-peace-plan/us-ua-19").Reported.Select(r => r.Count).OfType<int>());
    }

    [Fact]
    public void The_text_of_the_19_points_is_unknown_and_what_is_reported_of_it_is_reported()
    {
        var fact = Drafts.Single(d => d.Draft.Id == "us-ua-19").Draft;
        var draft = Seed.OfUkraine.Draft("us-peace-plan/us-ua-19");
        Assert.Equal(TextExtent.Unknown, draft.Text);
        Assert.Empty(draft.Points);
        Assert.Empty(fact.Points);
        foreach (var feature in fact.ReportedFeatures)
        {
            var reported = Assert.Single(draft.Reported, r => r.Sources.SequenceEqual(feature.Sources));
            Content.KeepsNames(feature.Paraphrase, reported.Text, "us-ua-19");
            Assert.Equal(feature.Confidence.EndsWith("(on record)", StringComparison.Ordinal), reported.Text.Contains("on the record", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_point_of_every_draft_has_the_label_issue_quantities_and_sources_of_the_facts()
    {
        foreach (var (proposal, fact) in Drafts)
        {
            var key = $"{proposal.Id}/{fact.Id}";
            var points = Seed.OfUkraine.Draft(key).Points;
            Assert.Equal(fact.Points.Count, points.Count);
            foreach (var (expected, point) in fact.Points.Zip(points)) Compare(fact, expected, point, $"{key}/{point.Id}");
        }
    }

    private static void Compare(FactDraft draft, FactPoint fact, Point point, string of)
    {
        var printed = fact.Number is { } number && !draft.PointCountReported.Contains("unnumbered") ? number : null;
        Assert.Equal(printed ?? "unnumbered", point.Label);
        if (printed is not null) Assert.Equal(printed, point.Id);
        if (printed is null && fact.Number is { } ours) Assert.Contains(Renderings(draft), r => r.Labels.GetValueOrDefault(point.Id) == ours);
        Assert.Equal(FactsFile.Slug(fact.Topic), point.Issue);
        if (fact.Paraphrase is null)
        {
            Assert.Equal((TextKind.Unknown, "Text not seen."), (point.TextKind, point.Text));
            Assert.Contains("not inferred", point.Note, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(draft.Id == "us-ua-20" ? TextKind.Oral : TextKind.Paraphrase, point.TextKind);
            Content.KeepsFigures(fact.Paraphrase, point.Text, of);
            Content.KeepsNames(fact.Paraphrase, point.Text, of);
            Content.SameSet(fact.Sources, point.Sources, of);
        }
        CompareQuantity(fact, point, of);
        CompareParts(fact, point, of);
        CompareNotes(fact, point, of);
    }

    private static void CompareQuantity(FactPoint fact, Point point, string of)
    {
        switch (fact.NumberValue)
        {
            case null:
                Assert.Empty(point.Terms);
                break;
            case "none":
                Assert.Empty(point.Terms);
                Assert.Matches("not (limited|restricted)", point.Text);
                break;
            case "50:50":
                Assert.Equal([("plant-output-share-russia", 50m, "percent"), ("plant-output-share-ukraine", 50m, "percent")], point.Terms.Select(t => (t.Name, t.Value ?? 0, t.Unit)));
                break;
            default:
                var term = point.Terms[0];
                Assert.True((decimal.Parse(fact.NumberValue, CultureInfo.InvariantCulture), fact.Unit, fact.Scope) == (term.Value, term.Unit, term.Scope), $"{of}: {term}");
                break;
        }
    }

    private static void CompareParts(FactPoint fact, Point point, string of)
    {
        Assert.Equal(fact.Subpoints.Select(s => (fact.Number + s.Key, $"{fact.Number} ({s.Key})", FactsFile.Slug(s.Topic ?? fact.Topic))), point.Points.Select(p => (p.Id, p.Label, p.Issue!)));
        foreach (var (sub, nested) in fact.Subpoints.Zip(point.Points))
        {
            Content.SameSet(fact.Sources, nested.Sources, $"{of}{sub.Key}");
            Content.KeepsNames(sub.Paraphrase, nested.Text, $"{of}{sub.Key}");
            foreach (var variant in sub.WordingVariants) Content.KeepsNames(variant, nested.Note ?? "", of);
        }
        Assert.Equal(fact.Alternatives.Count, point.Options.Count);
        foreach (var (alternative, option) in fact.Alternatives.Zip(point.Options))
        {
            if (alternative.StartsWith("US:", StringComparison.Ordinal)) Assert.Equal(["us"], option.By);
            if (alternative.StartsWith("Ukraine:", StringComparison.Ordinal)) Assert.Equal(["ukraine"], option.By);
            Content.KeepsFigures(alternative, option.Text, of);
        }
    }

    private static void CompareNotes(FactPoint fact, Point point, string of)
    {
        foreach (var variant in fact.WordingVariants)
        {
            Assert.NotNull(point.Note);
            Content.KeepsNames(variant, point.Note, of);
            Content.KeepsFigures(variant, point.Note + point.Text, of);
        }
        if (fact.Note is { } note) Content.KeepsNames(note, point.Note ?? "", of);
        if (fact.Numbering is { } numbering) Content.KeepsFigures(numbering, point.Note ?? "", of);
        if (fact.Numbering is not null || fact.Status is not null) Assert.NotNull(point.Note);
    }

    [Fact]
    public void What_is_agreed_open_struck_out_or_unknown_is_the_status_of_its_point()
    {
        var status = Seed.OfUkraine.All<StatusReport>().ToDictionary(s => $"{s.Draft}/{s.Point}");
        var expected = new Dictionary<string, PointStatus>();
        foreach (var (proposal, fact) in Drafts)
        {
            foreach (var point in fact.Points.Where(p => p.Deleted || fact.Id == "us-ua-20"))
            {
                expected[$"{proposal.Id}/{fact.Id}/{point.Number}"] = point.Deleted ? PointStatus.Dropped
                    : point.AgreedUsUa switch { true => PointStatus.Agreed, false => PointStatus.Open, null => PointStatus.Unknown };
            }
        }
        Assert.Equal(expected.OrderBy(e => e.Key), status.Select(s => KeyValuePair.Create(s.Key, s.Value.Status)).OrderBy(e => e.Key));
        Assert.All(status.Values.Where(s => s.Status is PointStatus.Agreed or PointStatus.Open), s => Assert.Equal(["us", "ukraine"], s.Between));
    }

    private static IEnumerable<Rendering> Renderings(FactDraft draft) => Seed.OfUkraine.All<Rendering>().Where(r => r.Draft.EndsWith($"/{draft.Id}", StringComparison.Ordinal));
}
