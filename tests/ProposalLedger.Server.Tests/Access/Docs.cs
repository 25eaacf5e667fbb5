using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>A part of a page of docs/ that a test writes.</summary>
internal static class Docs
{
    /// <summary>Compares what stands between two comments with what is, or writes it there with LEDGER_WRITE_DOCS=1.</summary>
    public static void Check(string page, string part, string text)
    {
        var file = Path.Combine(NodeProgram.RepositoryRoot, "docs", page);
        var (begin, end) = ($"<!-- {part}: written by a test -->\n", $"<!-- end of {part} -->");
        var whole = File.ReadAllText(file);
        var (from, to) = (whole.IndexOf(begin, StringComparison.Ordinal) + begin.Length, whole.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1") File.WriteAllText(file, whole[..from] + text + whole[to..]);
        else Assert.Equal(text, whole[from..to]);
    }
}
