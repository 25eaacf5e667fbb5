using System.CommandLine;
using System.Globalization;
using ProposalLedger.Benchmarks.Stages;

namespace ProposalLedger.Benchmarks;

/// <summary>The program's command, and the one by which it starts itself as the bare server.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is [Bare.Command, var url, var connectionString])
        {
            await Bare.ServeAsync(url, connectionString);
            return 0;
        }

        var brief = new Option<bool>("--short") { Description = "One round of less than a second each: about a minute, to see that it runs." };
        var only = new Option<string?>("--only") { Description = "The rows whose names hold these words.", HelpName = "words" };
        var write = new Option<bool>("--write") { Description = $"Writes the tables into {Document.Page} and the chart into {Document.Picture}." };
        var root = new RootCommand("Measures the event store beside others and beside what PostgreSQL can do, and the whole program beside the least that would do, on one server, interleaved; medians of three rounds after one that is not counted. Less than fifteen minutes.") { brief, only, write };
        root.Validators.Add(result =>
        {
            if (result.GetValue(write) && result.GetValue(only) is not null) result.AddError("--write writes every row: it cannot stand beside --only.");
        });
        root.SetAction(async (parsed, ct) =>
        {
            bool Wanted(string name) => name.Contains(parsed.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase);
            var extent = parsed.GetValue(brief) ? Extent.Short : Extent.Long;
            var rows = await Run.RunAsync(extent, [.. Workload.All.Where(workload => Wanted(workload.Name))], Say, ct);
            var comparisons = await Run.ProgramAsync(extent, Wanted, Say, ct);
            if (rows.Count + comparisons.Count == 0)
            {
                await Console.Error.WriteLineAsync("No row has such a name. The rows are:\n" + string.Join('\n', Workload.All.Select(workload => workload.Name).Concat(Comparison.All.Select(row => row.Name))));
                return 2;
            }

            Console.WriteLine(Document.Tables(rows, comparisons));
            if (parsed.GetValue(write)) await Document.WriteAsync(extent, rows, comparisons, ct);
            return rows.Any(row => row.IsReached == false) ? 1 : 0;
        });
        root.Add(Growth());
        root.Add(Hot());
        root.Add(Profiled());
        return await root.Parse(arguments).InvokeAsync();
    }

    private static Command Growth()
    {
        var sizes = new Option<string>("--sizes") { Description = "Events in the ledger, in steps.", HelpName = "numbers", DefaultValueFactory = _ => "1000,100000,2000000" };
        var brief = new Option<bool>("--short") { Description = "Less than a second for each figure." };
        var http = new Option<bool>("--http") { Description = "Commands over HTTP, in a ledger whose views and signed log are kept." };
        var growth = new Command("growth", "The same appends and reads, or commands over HTTP, at each size of one ledger.") { sizes, brief, http };
        growth.SetAction((parsed, ct) =>
        {
            int[] all = [.. parsed.GetValue(sizes)!.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
            var extent = parsed.GetValue(brief) ? Extent.Short : Extent.Long;
            return parsed.GetValue(http) ? Benchmarks.Growth.CommandsGrowing.RunAsync(all, extent, Say, ct) : Benchmarks.Growth.Growing.RunAsync(all, extent, Say, ct);
        });
        return growth;
    }

    private static Command Hot()
    {
        var hot = new Command("hot", "The hot paths of appending and reading, with what they allocate.");
        hot.SetAction(_ => Benchmarks.Hot.HotPaths.Run());
        return hot;
    }

    private static Command Profiled()
    {
        var part = new Option<string?>("--part") { Description = "One of them alone." }.AcceptOnlyFromAmong([.. Profile.Profiling.Parts]);
        var profile = new Command("profile", "Where the time of an append, of a stream's reading, of many at once, of a view made anew and of a command over HTTP goes.") { part };
        profile.SetAction((parsed, ct) => Profile.Profiling.RunAsync(parsed.GetValue(part), Say, ct));
        return profile;
    }

    private static void Say(string words) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss}  {words}");
}
