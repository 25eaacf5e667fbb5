using ProposalLedger.Server.Exports;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Exports;

public class CodebookTests
{
    [Fact]
    public void The_page_of_the_documentation_is_made_from_the_columns()
    {
        var page = Path.Combine(Repository.Root, "docs", "codebook.md");
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1") File.WriteAllText(page, Codebook.Markdown());
        Assert.Equal(Codebook.Markdown(), File.ReadAllText(page));
    }

    [Fact]
    public void Every_column_is_named_once_and_explained() => Assert.All(CsvTables.All, table =>
    {
        Assert.Equal(table.Columns.Select(c => c.Name).Distinct(), table.Columns.Select(c => c.Name));
        Assert.All(table.Columns, c => Assert.Matches("^[a-z][a-z0-9_]*$", c.Name));
        Assert.All(table.Columns, c => Assert.EndsWith(".", c.Says, StringComparison.Ordinal));
        Assert.All(table.Columns, c => Assert.Contains(c.Type, (string[])["id", "ids", "text", "texts", "word", "number", "flag", "date", "day", "time", "position"]));
    });
}
