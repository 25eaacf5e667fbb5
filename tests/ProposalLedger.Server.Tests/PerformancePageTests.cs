using ProposalLedger.Benchmarks;
using ProposalLedger.Benchmarks.Stages;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests;

/// <summary>docs/performance.md has a row for whatever the benchmarks measure, with its goal; the figures are those of a run: <c>--write</c> writes them.</summary>
public sealed class PerformancePageTests
{
    private static readonly string[][] Rows = [.. File.ReadLines(Path.Combine(NodeProgram.RepositoryRoot, "docs", "performance.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split(" | ").Select(cell => cell.Trim(' ', '|')).ToArray())];

    [Fact]
    public void The_page_has_every_workload_with_a_figure_of_ours_and_its_goal()
    {
        foreach (var workload in Workload.All)
        {
            var row = Assert.Single(Rows, row => row[0] == workload.Name && row.Length > 8);
            Assert.NotEqual("", row[1]);
            Assert.Contains(new Row(workload).Goal, row);
        }
    }

    [Fact]
    public void The_page_has_every_comparison_with_both_figures()
    {
        foreach (var comparison in Comparison.All)
        {
            var row = Assert.Single(Rows, row => row[0] == comparison.Name);
            Assert.Equal((comparison.Unit, comparison.Beside), (row[1], row[4]));
            Assert.All([row[2], row[5], row[7]], figure => Assert.Matches("^[0-9]", figure));
        }
    }

    [Fact]
    public void The_chart_has_every_workload()
    {
        var chart = File.ReadAllText(Path.Combine(NodeProgram.RepositoryRoot, "docs", "images", "performance.svg"));
        Assert.All(Workload.All, workload => Assert.Contains($">{workload.Name}<", chart, StringComparison.Ordinal));
    }
}
