using System.Text;

namespace ProposalLedger.Server.Exports;

/// <summary>What every column of every table holds, made from the columns themselves: as a table and as docs/codebook.md.</summary>
internal static class Codebook
{
    public static IReadOnlyList<string> Head { get; } = ["table", "column", "type", "description", "values"];

    public static IEnumerable<IReadOnlyList<string?>> Rows => CsvTables.All.SelectMany(t => t.Columns.Select(c =>
        (IReadOnlyList<string?>)[t.Name, c.Name, c.Type, c.Says, Cell.List(c.Words)]));

    /// <summary>The page of the documentation.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("""
            # Codebook of the CSV export

            One row is one observation. Missing is empty. Names of columns are stable: columns may be added, none changes its meaning. What has been retracted is in no table; the events (`format=jsonl`) have it.

            Types: `id` names an entry; `ids` and `texts` are lists, separated by `;` (one within a value is `\;`, a backslash `\\`); `word` is one of the values named; `date` is EDTF, as vague as it is known,
            and `day` a day in UTC; `time` is RFC 3339; `flag` is 1 or 0; `position` is a ledger position. A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab, a line break, or one of
            the wide forms of these signs) or that begins with an apostrophe has one apostrophe more in front: take one away to have the text.

            This page is made from the columns: `LEDGER_WRITE_DOCS=1 dotnet test tests/ProposalLedger.Server.Tests --filter FullyQualifiedName~CodebookTests` writes it anew.

            """.ReplaceLineEndings("\n"));
        foreach (var table in CsvTables.All)
        {
            text.Append($"\n## {table.Name}\n\n{table.Row}\n\n| column | type | what it holds |\n|---|---|---|\n");
            foreach (var column in table.Columns)
                text.Append($"| {column.Name} | {column.Type} | {column.Says}{(column.Words.Count > 0 ? $" One of {string.Join(", ", column.Words)}." : "")} |\n");
        }
        return text.ToString();
    }
}
