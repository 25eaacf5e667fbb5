using System.Globalization;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

/// <summary>What came of one fault, and what was found where something broken stood in a mechanism's place.</summary>
internal sealed class LedgerRow(string fault, string test)
{
    private const string From = "<!-- faults: begin -->\n", To = "<!-- faults: end -->";

    public string Fault { get; } = fault;
    public int Repetitions { get; private set; }
    public int Acknowledged { get; private set; }
    public Findings Found { get; private set; } = Findings.None;
    public string Note { get; private set; } = "";
    public List<string> Broken { get; } = [];

    private static string Page => Path.Combine(NodeProgram.RepositoryRoot, "docs", "reliability.md");

    /// <summary>Tells it, and expects zeros.</summary>
    public void Set(int repetitions, int acknowledged, Findings found, string note)
    {
        (Repetitions, Acknowledged, Found, Note) = (repetitions, acknowledged, found, note);
        Progress.Say(Line);
        Assert.Equal(Findings.None, found);
        Assert.True(acknowledged > 0, "nothing was acknowledged");
    }

    private string Line => string.Create(CultureInfo.InvariantCulture,
        $"| {Fault} | {Repetitions:N0} | {Acknowledged:N0} | {Found.Lost} | {Found.Doubled} | {Found.OutOfOrder} | {Note} | {string.Join("; ", Broken)} | `{test}` | {TimeProvider.System.GetUtcNow():yyyy-MM-dd} |");

    /// <summary>As docs/reliability.md shows it; a row of a fault that was run takes the place of its row of before.</summary>
    public static string Table(IEnumerable<LedgerRow> rows, IEnumerable<string> before)
    {
        var lines = before.ToDictionary(line => line.Split(" | ")[0], line => line);
        foreach (var row in rows.Where(row => row.Repetitions > 0)) lines["| " + row.Fault] = row.Line;
        return string.Join('\n', (string[])
        [
            "| fault | repetitions | acknowledged | lost | doubled | out of order | | broken on purpose, and found | class | date |",
            "|---|--:|--:|--:|--:|--:|---|---|---|---|",
            .. lines.Values, "",
        ]);
    }

    /// <summary>Prints them; with LEDGER_WRITE_DOCS=1 they go into the page.</summary>
    public static void Tell(IReadOnlyCollection<LedgerRow> rows)
    {
        Progress.Say("\n" + Table(rows, []));
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") != "1" || !Stand.Full) return;
        var text = File.ReadAllText(Page);
        var (from, to) = (text.IndexOf(From, StringComparison.Ordinal) + From.Length, text.IndexOf(To, StringComparison.Ordinal));
        var before = text[from..to].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2);
        File.WriteAllText(Page, text[..from] + Table(rows, before) + text[to..]);
    }
}
