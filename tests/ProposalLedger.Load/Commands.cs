using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ProposalLedger.Load;

/// <summary>The program's commands, with the bounds that they keep to.</summary>
internal static class Commands
{
    private const int MostClients = 8_000;
    private const int HighestRate = 500;
    private const int Longest = 120;

    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var crowd = new CrowdWish(Clients: 5000, Rate: 20, Seconds: 30) { Aim = (null, 4 * 520) };
        var few = new CrowdWish(Clients: 50, Rate: 100, Seconds: 30) { Aim = (50, 250) };
        var root = new RootCommand("Puts load on a node of its own, on this machine alone, and says what came of it as rows of a table.")
        {
            Crowd("crowd", "Many clients of one negotiation.", crowd), Crowd("few", "Few clients, many events.", few), Watchers(), Slow(), Overload(), All(crowd, few, Unnotified(few)),
        };
        return root.Parse(arguments).InvokeAsync();
    }

    private static Command Crowd(string name, string description, CrowdWish usual)
    {
        var (count, speed, seconds) = (Number("--clients", usual.Clients, MostClients), Number("--rate", usual.Rate, HighestRate), Number("--seconds", usual.Seconds, Longest));
        var without = new Option<bool>("--without-notify") { Description = "Every NOTIFY is dropped on its way to the node." };
        var command = new Command(name, description) { count, speed, seconds, without };
        command.SetAction((parsed, ct) =>
        {
            var wish = usual with { Clients = parsed.GetValue(count), Rate = parsed.GetValue(speed), Seconds = parsed.GetValue(seconds) };
            return CrowdAsync([parsed.GetValue(without) ? Unnotified(wish) : wish], ct);
        });
        return command;
    }

    private static Command Watchers()
    {
        var (count, speed, seconds) = (Number("--clients", 2000, MostClients), Number("--rate", 20, HighestRate), Number("--seconds", 20, Longest));
        var command = new Command("watchers", "Many clients watch one view that changes all the time.") { count, speed, seconds };
        command.SetAction((parsed, ct) => WatchersAsync(new CrowdWish(parsed.GetValue(count), parsed.GetValue(speed), parsed.GetValue(seconds)), ct));
        return command;
    }

    private static Command Slow()
    {
        var (healthy, comers, rate) = (Number("--clients", 200, MostClients / 2), Number("--comers", 500, MostClients / 2), Number("--rate", 20, HighestRate));
        var (alone, beside) = (Number("--alone", 20, Longest), Number("--beside", 40, Longest));
        var command = new Command("slow", "Healthy clients beside one that reads an event a second, one that stops to read, and many that come back in the same second.") { healthy, comers, rate, alone, beside };
        command.SetAction((parsed, ct) => SlowAsync(new SlowWish(parsed.GetValue(healthy), parsed.GetValue(comers), parsed.GetValue(rate), parsed.GetValue(alone), parsed.GetValue(beside)), ct));
        return command;
    }

    private static Command Overload()
    {
        var (measure, over, after, times) = (Number("--measure", 10, Longest), Number("--over", 30, Longest), Number("--after", 10, Longest), Number("--times", 4, 10));
        var command = new Command("overload", "Finds what the node can do of reads, of commands and of both, asks four times that of it, and watches it recover.") { measure, over, after, times };
        command.SetAction(async (parsed, ct) =>
        {
            if (Refused(2 * OverloadCaller.MostConnections)) return 2;
            var wish = new OverloadWish(parsed.GetValue(measure), parsed.GetValue(over), parsed.GetValue(after), parsed.GetValue(times));
            var busy = await Meter.BusyAsync(ct);
            var result = await new OverloadRun(wish, Say).RunAsync(ct);
            var said = string.Create(CultureInfo.InvariantCulture, $"{result.Tables}\n\n{DateTime.UtcNow:d MMMM yyyy}, {Environment.ProcessorCount} cores for node, PostgreSQL and callers together; before it began, {busy:P0} of them were at work on something else, and {result.Others:P0} while it ran.\n");
            Console.Write(said);
            if (Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1") WriteDocs(said);
            return Judged(Aims.MissedBy(result));
        });
        return command;
    }

    private static void WriteDocs(string table)
    {
        var file = Path.Combine(ProposalLedger.Testing.NodeProgram.RepositoryRoot, "docs", "overload.md");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf("<!-- overload -->\n", StringComparison.Ordinal) + "<!-- overload -->\n".Length, text.IndexOf("<!-- overload: end -->", StringComparison.Ordinal));
        File.WriteAllText(file, $"{text[..from]}{table}{text[to..]}");
    }

    private static Command All(params CrowdWish[] wishes)
    {
        var command = new Command("all", "The runs of docs/live.md, one after the other: about six minutes.");
        command.SetAction(async (_, ct) =>
        {
            var worst = await CrowdAsync(wishes, ct);
            worst = Math.Max(worst, await WatchersAsync(new CrowdWish(Clients: 2000, Rate: 20, Seconds: 20), ct));
            return Math.Max(worst, await SlowAsync(new SlowWish(Healthy: 200, Comers: 500, Rate: 20, SecondsAlone: 20, SecondsBeside: 40), ct));
        });
        return command;
    }

    private static async Task<int> CrowdAsync(IReadOnlyList<CrowdWish> wishes, CancellationToken ct)
    {
        if (wishes.Any(wish => Refused(wish.Clients))) return 2;
        var results = new List<CrowdResult>();
        foreach (var wish in wishes) results.Add(await CrowdRun.RunAsync(wish, Say, ct));
        Console.WriteLine(CrowdResult.Head);
        foreach (var result in results) Console.WriteLine(result.Row);
        return Judged(results.SelectMany(r => Aims.MissedBy(r, r.Wish.Aim.P50, r.Wish.Aim.P99)));
    }

    private static async Task<int> WatchersAsync(CrowdWish wish, CancellationToken ct)
    {
        if (Refused(wish.Clients)) return 2;
        var result = await WatchRun.RunAsync(wish, Say, ct);
        Console.WriteLine(WatchResult.Head);
        Console.WriteLine(result.Row);
        return result.BackInTime == 0 ? 0 : 1;
    }

    private static async Task<int> SlowAsync(SlowWish wish, CancellationToken ct)
    {
        if (Refused(wish.Healthy + wish.Comers)) return 2;
        using var run = new SlowRun(wish, Say);
        var result = await run.RunAsync(ct);
        Console.WriteLine(SlowResult.Head);
        Console.WriteLine(result.Row);
        return Judged(Aims.MissedBy(result));
    }

    /// <summary>Without notification a node looks four times a second.</summary>
    private static CrowdWish Unnotified(CrowdWish wish) => wish with { WithoutNotify = true, Aim = (null, Math.Max(1500, wish.Aim.P99)) };

    private static int Judged(IEnumerable<string> missed)
    {
        var all = missed.ToList();
        foreach (var aim in all) Console.Error.WriteLine($"Missed: {aim}.");
        return all.Count == 0 ? 0 : 1;
    }

    private static bool Refused(int clients)
    {
        var files = File.ReadLines("/proc/self/limits").Single(l => l.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        if (files == "unlimited" || int.Parse(files, CultureInfo.InvariantCulture) >= clients + 500) return false;
        Console.Error.WriteLine($"A process may have {files} open files here, and {clients} clients need {clients + 500}: run 'ulimit -n {clients + 500}' first.");
        return true;
    }

    private static void Say(string what) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {what}");

    private static Option<int> Number(string name, int usual, int most)
    {
        var option = new Option<int>(name) { DefaultValueFactory = _ => usual, Description = $"At most {most}." };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1 || result.GetValueOrDefault<int>() > most) result.AddError($"{name} is a number from 1 to {most}.");
        });
        return option;
    }
}
