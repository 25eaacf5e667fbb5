using System.Security.Cryptography;
using ProposalLedger.Seeds.Tests.Facts;

namespace ProposalLedger.Seeds.Tests.Case;

public sealed class SourceTests
{
    /// <summary>Publishers that the facts only infer, or describe at length.</summary>
    private static readonly Dictionary<string, string> Publishers = new()
    {
        ["seed-001"] = "Unidentified outlet (Washington dateline)",
        ["seed-002"] = "New York Post",
        ["seed-003"] = "RT",
        ["gh-ht19"] = "Hindustan Times / New York Post (copy)",
    };

    private static readonly Dictionary<string, string> Titles = new()
    {
        ["seed-001"] = "Headline cut off; its bullet reads 'The Envoy has Signalled Shift in Kiev's NATO Ambitions'",
        ["seed-002"] = "Title not printed in the file",
    };

    private static readonly Dictionary<string, SourceKind[]> Kinds = new()
    {
        ["news"] = [SourceKind.News, SourceKind.Agency, SourceKind.Broadcaster],
        ["news copy"] = [SourceKind.News],
        ["state media"] = [SourceKind.StateMedia],
        ["state-linked media"] = [SourceKind.StateMedia],
        ["aggregator"] = [SourceKind.Aggregator],
        ["blog"] = [SourceKind.Blog],
        ["official"] = [SourceKind.Official],
        ["official text (copy)"] = [SourceKind.Official],
    };

    /// <summary>The five reports, for which the facts give no kind but "seed".</summary>
    private static readonly Dictionary<string, SourceKind> Reports = new()
    {
        ["seed-000"] = SourceKind.Broadcaster,
        ["seed-001"] = SourceKind.News,
        ["seed-002"] = SourceKind.Tabloid,
        ["seed-003"] = SourceKind.StateMedia,
        ["seed-004"] = SourceKind.Broadcaster,
    };

    [Fact]
    public void Every_source_of_the_facts_is_there_with_its_publisher_title_date_and_address()
    {
        Content.SameSet(FactsFile.Ukraine.Sources.Select(s => s.Id), Seed.OfUkraine.All<Source>().Select(s => s.Id), "sources");
        foreach (var fact in FactsFile.Ukraine.Sources)
        {
            var source = Seed.OfUkraine.Find<Source>(EntryKind.Source, fact.Id)!;
            var (publisher, remark) = Remarked(fact.Publisher);
            Assert.Equal(Publishers.GetValueOrDefault(fact.Id, publisher), source.Publisher);
            Assert.Equal(Titles.GetValueOrDefault(fact.Id, fact.Title), source.Title);
            Assert.Equal(FactDate.ToEdtf(fact.Date), source.Published?.Text);
            Assert.Equal(AddressOf(fact), source.Url);
            if (remark is not null) Assert.Contains(remark, source.Note, StringComparison.Ordinal);
            if (fact.Kind == "seed") Assert.Equal(Reports[fact.Id], source.Kind);
            else Assert.Contains(source.Kind, Kinds[fact.Kind]);
        }
    }

    [Fact]
    public void What_the_facts_note_of_a_source_is_noted()
    {
        foreach (var fact in FactsFile.Ukraine.Sources.Where(s => s.Note is not null))
        {
            var note = Seed.OfUkraine.Find<Source>(EntryKind.Source, fact.Id)!.Note;
            Assert.NotNull(note);
            Content.KeepsFigures(fact.Note!, note, fact.Id);
            Content.KeepsNames(fact.Note!, note, fact.Id);
            if (fact.Note!.Contains("title paraphrased", StringComparison.Ordinal)) Assert.Contains("itle paraphrased", note, StringComparison.Ordinal);
            if (fact.Note!.Contains("search excerpt only", StringComparison.Ordinal)) Assert.Contains("earch excerpt only", note, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_five_reports_are_the_bytes_whose_hash_stands_in_the_seed()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Shared, "seed-documents")))
        {
            var source = Seed.OfUkraine.Find<Source>(EntryKind.Source, $"seed-{Path.GetFileName(file)[..3]}");
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), source?.Sha256);
            Assert.Contains(Path.GetFileName(file), source!.Note, StringComparison.Ordinal);
        }
    }

    /// <summary>A description of the outlet in brackets goes into the note, as a description.</summary>
    private static (string Publisher, string? Remark) Remarked(string publisher)
    {
        (string Ending, string? Remark)[] endings =
            [(" (pro-Kremlin aggregator)", "Described as a pro-Kremlin aggregator"), (" (Belarus state media)", "Belarusian state media"), (" (aggregator)", null)];
        foreach (var (ending, remark) in endings)
        {
            if (publisher.EndsWith(ending, StringComparison.Ordinal)) return (publisher[..^ending.Length], remark);
        }
        return (publisher, null);
    }

    private static string? AddressOf(FactSource fact) =>
        fact.Id == "seed-004" ? "https://staging.rferl.org/a/zelenskyy-witkoff-putin-peace-proposal-trump/33611074.html"
        : fact.Address.StartsWith("http", StringComparison.Ordinal) ? fact.Address : null;
}
