using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ProposalLedger.Seeds.Tests.Coverage;

/// <summary>One sentence of a report, by its place in the file; <see cref="Sha256"/> is of its UTF-8.</summary>
internal sealed record Sentence(string File, int Ordinal, string Text)
{
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>The five reports, cut into sentences: by line, then after a full stop, unless it ends a usual abbreviation.</summary>
internal static partial class Sentences
{
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(Repository.Shared, "seed-documents"), "*.txt").Order(StringComparer.Ordinal);

    public static IEnumerable<Sentence> Of(string file)
    {
        var sentences = Line().Split(File.ReadAllText(file)).SelectMany(line => End().Split(line.Trim())).Select(s => s.Trim()).Where(s => s.Length > 0);
        return sentences.Select((text, i) => new Sentence(Path.GetFileName(file), i + 1, text));
    }

    [GeneratedRegex("\r\n|\n|\r", RegexOptions.None, 1000)]
    private static partial Regex Line();

    // The rule by which the hashes in coverage.csv were made; a change of it changes them all.
    [GeneratedRegex("""(?<=[.!?]["”’')\]]*)(?<!\b(?:U\.S|Gen|Mr|Mrs|Dr|St)\.)\s+(?=["“‘(\[•A-Z0-9])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();
}
