using System.CommandLine;
using System.Globalization;

namespace ProposalLedger.Benchmarks;

/// <summary>The program's one command.</summary>
internal static class Commands
{
    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var brief = new Option<bool>("--short") { Description = "One round of less than a second each: about a minute, to see that it runs." };
        var only = new Option<string?>("--only") { Description = "The workloads whose names hold these words.", HelpName = "words" };
        var root = new RootCommand("Measures the event store beside others and beside what PostgreSQL can do, on one server, interleaved; medians of three rounds. Some ten minutes.") { brief, only };
        root.SetAction(async (parsed, ct) =>
        {
            var words = parsed.GetValue(only) ?? "";
            var rows = await Run.RunAsync(parsed.GetValue(brief) ? Extent.Short : Extent.Long, [.. Workload.All.Where(workload => workload.Name.Contains(words, StringComparison.OrdinalIgnoreCase))], Say, ct);
            Console.WriteLine(Row.Head);
            foreach (var row in rows) Console.WriteLine(row);
            return rows.Any(row => row.IsReached == false) ? 1 : 0;
        });
        root.Add(Growth());
        root.Add(Hot());
        return root.Parse(arguments).InvokeAsync();
    }

    private static Command Growth()
    {
        var sizes = new Option<string>("--sizes") { Description = "Events in the ledger, in steps.", HelpName = "numbers", DefaultValueFactory = _ => "1000,100000,2000000" };
        var brief = new Option<bool>("--short") { Description = "Less than a second for each figure." };
        var growth = new Command("growth", "The same appends and reads at each size of one ledger.") { sizes, brief };
        growth.SetAction((parsed, ct) => Benchmarks.Growth.Growing.RunAsync(
            [.. parsed.GetValue(sizes)!.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))], parsed.GetValue(brief) ? Extent.Short : Extent.Long, Say, ct));
        return growth;
    }

    private static Command Hot()
    {
        var hot = new Command("hot", "The hot paths of appending and reading, with what they allocate.");
        hot.SetAction(_ => Benchmarks.Hot.HotPaths.Run());
        return hot;
    }

    private static void Say(string words) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss}  {words}");
}
