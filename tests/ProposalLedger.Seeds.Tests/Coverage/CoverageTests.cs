namespace ProposalLedger.Seeds.Tests.Coverage;

/// <summary><c>coverage.csv</c> says of each sentence of the five reports which records hold it, or why none does.</summary>
public sealed class CoverageTests
{
    private const string Header = "file,ordinal,sha256,records,reason";

    private sealed record Row(string File, int Ordinal, string Sha256, string[] Records, string Reason);

    [Fact]
    public void Every_sentence_of_the_five_reports_has_its_row_and_no_row_is_of_anything_else()
    {
        var rows = Rows().ToDictionary(r => (r.File, r.Ordinal), r => r.Sha256);
        var sentences = Sentences.Files.SelectMany(Sentences.Of).ToDictionary(s => (s.File, s.Ordinal), s => s.Sha256);
        Assert.Equal(5, Sentences.Files.Count());
        Assert.All(sentences, s => Assert.True(rows.GetValueOrDefault(s.Key) == s.Value, $"{s.Key}: the row is {(rows.ContainsKey(s.Key) ? "of another sentence" : "missing")}"));
        Assert.All(rows, r => Assert.True(sentences.ContainsKey(r.Key), $"{r.Key}: no such sentence"));
    }

    [Fact]
    public void Every_row_names_records_of_the_case_or_the_reason_for_none()
    {
        foreach (var row in Rows())
        {
            var of = $"{row.File} {row.Ordinal}";
            Assert.True((row.Records.Length > 0) != (row.Reason.Length > 0), $"{of}: records, or a reason");
            foreach (var record in row.Records)
            {
                var cut = record.IndexOf(':', StringComparison.Ordinal);
                Assert.True(cut > 0 && Enum.TryParse<EntryKind>(record[..cut], ignoreCase: true, out var kind) && Seed.OfUkraine.Has(kind, record[(cut + 1)..]), $"{of}: no record {record}");
            }
        }
    }

    [Fact]
    public void A_record_that_holds_a_sentence_of_a_report_names_it_as_a_source()
    {
        foreach (var row in Rows())
        {
            var source = $"seed-{row.File[..3]}";
            var entries = row.Records.Select(r => r.Split(':', 2)).Select(r => (Entry: Entry(r[0], r[1]), Id: r[1])).ToList();
            if (entries.Count == 0) continue;
            Assert.True(entries.Any(e => e.Entry is Source s ? s.Id == source : e.Entry.SourceIds.Contains(source) || Reported(e.Entry, source)),
                $"{row.File} {row.Ordinal}: none of {string.Join(" ", row.Records)} names {source}");
        }
    }

    private static bool Reported(Entry entry, string source) => entry is Draft draft && draft.Reported.Any(r => r.Sources.Contains(source));

    private static Entry Entry(string kind, string key) => Seed.OfUkraine.Find<Entry>(Enum.Parse<EntryKind>(kind, ignoreCase: true), key)!;

    private static IEnumerable<Row> Rows()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Seeds, "coverage.csv"));
        Assert.Equal(Header, lines[0]);
        foreach (var line in lines.Skip(1))
        {
            // No cell but the last, which is ours, may hold a comma.
            var cells = line.Split(',', 5);
            Assert.Equal(5, cells.Length);
            yield return new Row(cells[0], int.Parse(cells[1]), cells[2], cells[3].Split(' ', StringSplitOptions.RemoveEmptyEntries), cells[4].Trim('"'));
        }
    }
}
