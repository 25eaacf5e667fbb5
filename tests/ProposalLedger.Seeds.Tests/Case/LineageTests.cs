using ProposalLedger.Seeds.Tests.Facts;

namespace ProposalLedger.Seeds.Tests.Case;

public sealed class LineageTests
{
    /// <summary>The fate that each status of the facts comes to, and whether the facts only presume it. Several: rival fates.</summary>
    private static readonly Dictionary<string, (Fate[] Fates, LinkMode Mode)> Fates = new()
    {
        ["kept (presumed)"] = ([Fate.Carried], LinkMode.Suggested),
        ["kept"] = ([Fate.Carried], LinkMode.Asserted),
        ["unchanged in substance"] = ([Fate.Carried], LinkMode.Asserted),
        ["mostly kept (partly seen)"] = ([Fate.Carried], LinkMode.Asserted),
        ["appears kept; detail not seen"] = ([Fate.Carried], LinkMode.Suggested),
        ["kept in part; detail on sanctions not seen"] = ([Fate.Reworded], LinkMode.Asserted),
        ["narrowed; rest not seen"] = ([Fate.Reworded], LinkMode.Asserted),
        ["reworded"] = ([Fate.Reworded], LinkMode.Asserted),
        ["reworded (strengthened)"] = ([Fate.Reworded], LinkMode.Asserted),
        ["reworded, still open"] = ([Fate.Reworded], LinkMode.Asserted),
        ["light rewording"] = ([Fate.Reworded], LinkMode.Asserted),
        ["amended"] = ([Fate.Reworded], LinkMode.Asserted),
        ["amended (600,000 -> 800,000 and peacetime only)"] = ([Fate.Reworded], LinkMode.Asserted),
        ["amended (narrower)"] = ([Fate.Reworded], LinkMode.Asserted),
        ["amended (NATO instead of European)"] = ([Fate.Reworded], LinkMode.Asserted),
        ["amended; clause d not seen"] = ([Fate.Reworded], LinkMode.Asserted),
        ["replaced"] = ([Fate.Reworded], LinkMode.Asserted),
        ["split"] = ([Fate.Split], LinkMode.Asserted),
        ["added"] = ([Fate.Inserted], LinkMode.Asserted),
        ["dropped"] = ([Fate.Dropped], LinkMode.Asserted),
        ["removed with US-Russia clauses"] = ([Fate.Dropped], LinkMode.Asserted),
        ["set aside for presidents"] = ([Fate.SetAside], LinkMode.Asserted),
        ["set aside for presidents / separate track"] = ([Fate.SetAside], LinkMode.Asserted),
        ["moved to EU/NATO track"] = ([Fate.MovedToAnotherTrack], LinkMode.Asserted),
        ["moved to EU track"] = ([Fate.MovedToAnotherTrack], LinkMode.Asserted),
        ["moved to US-Russia track"] = ([Fate.MovedToAnotherTrack], LinkMode.Asserted),
        ["moved to another track"] = ([Fate.MovedToAnotherTrack], LinkMode.Asserted),
        ["unknown"] = ([Fate.Unknown], LinkMode.Asserted),
        ["probable ancestor"] = ([Fate.Unknown], LinkMode.Suggested),
        ["dropped or raised"] = ([Fate.Dropped, Fate.Reworded], LinkMode.Asserted),
        ["disputed: set aside for presidents or removed"] = ([Fate.SetAside, Fate.Dropped], LinkMode.Asserted),
        ["dropped or moved"] = ([Fate.Dropped, Fate.MovedToAnotherTrack], LinkMode.Asserted),
        ["amnesty dropped (reported by headline)"] = ([Fate.Dropped, Fate.Unknown], LinkMode.Asserted),
    };

    /// <summary>Of rival or double fates, those that nobody reports and that are only possible.</summary>
    private static readonly string[] OnlyPossible = ["l-28-20-14-moved", "l-28-e3-26-number"];

    /// <summary>Sub-points of which the facts tell a fate of their own in the row's words.</summary>
    private static readonly string[] OfSubpoints = ["l-28-19-10a", "l-28-20-10a", "l-28-e3-10d"];

    [Fact]
    public void Every_row_of_the_facts_is_a_link_with_its_points_fate_confidence_and_sources()
    {
        var told = new HashSet<string>(OfSubpoints);
        foreach (var (lineage, row) in FactsFile.Ukraine.Lineage.SelectMany(l => l.Rows.Select(r => (l, r))))
        {
            var links = LinksOf(lineage, row).ToList();
            var of = $"{lineage.Id} {row.FromPoint} -> {string.Join(",", row.ToPoints)}";
            var (fates, mode) = Expected(row);
            Assert.True(fates.Order().SequenceEqual(links.Select(l => l.Fate).Order()), $"{of}: {string.Join(", ", links.Select(l => l.Fate))}");
            foreach (var link in links)
            {
                told.Add(link.Id);
                Assert.Equal(OnlyPossible.Contains(link.Id) ? LinkMode.Suggested : mode, link.Mode);
                if (!OnlyPossible.Contains(link.Id)) Assert.Equal(ConfidenceOf(row), link.Confidence);
                Assert.Equal(link.Fate == Fate.SetAside, link.For?.StartsWith("Presidents Trump and Zelenskyy", StringComparison.Ordinal) ?? false);
                if (row.Confidence == "inferred by comparison") Assert.Contains("Inferred by comparing the two lists", link.Note, StringComparison.Ordinal);
            }
            Assert.True(row.Sources.All(s => links.Any(l => l.Sources.Contains(s))), $"{of} lacks one of {string.Join(" ", row.Sources)}");
            if (links.Count == 1) Content.SameSet(row.Sources, links[0].Sources, of);
            Content.KeepsNames(row.Note, string.Join(" ", links.Select(l => l.Note)), of);
            Content.KeepsFigures(row.Note, string.Join(" ", links.Select(l => l.Note)), of);
        }
        Content.SameSet(told, Seed.OfUkraine.All<Link>().Select(l => l.Id), "links");
    }

    [Fact]
    public void Rival_fates_stand_side_by_side_in_the_conflict_that_the_row_names()
    {
        foreach (var (lineage, row) in FactsFile.Ukraine.Lineage.SelectMany(l => l.Rows.Select(r => (l, r))).Where(r => r.r.Conflict is not null))
        {
            var conflict = Seed.OfUkraine.Find<Conflict>(EntryKind.Conflict, row.Conflict!)!;
            Content.SameSet(LinksOf(lineage, row).Select(l => l.Id), conflict.Links, row.Conflict!);
        }
    }

    [Fact]
    public void P12_No_point_of_the_28_disappears_without_a_fate_in_each_of_the_texts_that_follow()
    {
        foreach (var target in new[] { "us-peace-plan/us-ua-19", "us-peace-plan/us-ua-20", "e3-counter/e3-28" })
        {
            var told = Seed.OfUkraine.All<Link>().Where(l => (l.ToDraft ?? DraftOf(l.To[0])) == target).SelectMany(l => l.From).ToHashSet();
            Assert.All(Seed.OfUkraine.Draft("us-peace-plan/us-28").Points, point => Assert.Contains($"us-peace-plan/us-28/{point.Id}", told));
        }
    }

    private static (Fate[] Fates, LinkMode Mode) Expected(FactRow row)
    {
        // What the facts call set aside is, by the conflict that they name, also told as dropped.
        if (row is { Status: "set aside for presidents", Conflict: not null }) return ([Fate.SetAside, Fate.Dropped], LinkMode.Asserted);
        // Kept under another number is a fate of its own here.
        if (row.Status == "kept" && row.ToPoints[0] != row.FromPoint) return ([Fate.Renumbered], LinkMode.Asserted);
        return Fates[row.Status];
    }

    private static IEnumerable<Link> LinksOf(FactLineage lineage, FactRow row)
    {
        var (from, to) = (KeyOf(lineage.FromDraft), KeyOf(lineage.ToDraft));
        string[] source = row.FromPoint is { } f ? [$"{from}/{f}"] : [];
        return Seed.OfUkraine.All<Link>().Where(l => l.From.SequenceEqual(source)
            && (source.Length > 0 || l.FromDraft == from)
            && (l.ToDraft == to || (row.ToPoints.Count > 0 && l.To.SequenceEqual(row.ToPoints.Select(p => $"{to}/{p}")))));
    }

    private static Confidence ConfidenceOf(FactRow row) => row.Confidence switch
    {
        "reported" => Confidence.Reported,
        "inferred" or "inferred by comparison" => Confidence.Inferred,
        "unknown" => Confidence.Unknown,
        var other => throw new Xunit.Sdk.XunitException($"No rule for the confidence '{other}'."),
    };

    private static string KeyOf(string draft) => Seed.OfUkraine.All<Draft>().Single(d => d.Id == draft).Key;

    private static string DraftOf(string point) => point[..point.LastIndexOf('/')];
}
