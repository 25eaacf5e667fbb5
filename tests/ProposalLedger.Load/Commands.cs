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

    public static Command Crowd(string name, string description, int clients, int rate)
    {
        var (count, speed, seconds) = (Number("--clients", clients, MostClients), Number("--rate", rate, HighestRate), Number("--seconds", 30, Longest));
        var without = new Option<bool>("--without-notify") { Description = "Every NOTIFY is dropped on its way to the node." };
        var command = new Command(name, description) { count, speed, seconds, without };
        command.SetAction((parsed, ct) => RunAsync(new CrowdWish(parsed.GetValue(count), parsed.GetValue(speed), parsed.GetValue(seconds), parsed.GetValue(without)), ct));
        return command;
    }

    public static Command Slow()
    {
        var (healthy, comers, rate) = (Number("--clients", 200, MostClients / 2), Number("--comers", 500, MostClients / 2), Number("--rate", 20, HighestRate));
        var (alone, beside) = (Number("--alone", 20, Longest), Number("--beside", 40, Longest));
        var command = new Command("slow", "Healthy clients beside one that reads an event a second, one that stops to read, and many that come back in the same second.") { healthy, comers, rate, alone, beside };
        command.SetAction(async (parsed, ct) =>
        {
            var wish = new SlowWish(parsed.GetValue(healthy), parsed.GetValue(comers), parsed.GetValue(rate), parsed.GetValue(alone), parsed.GetValue(beside));
            if (Refused(wish.Healthy + wish.Comers)) return 2;
            using var run = new SlowRun(wish, Say);
            var result = await run.RunAsync(ct);
            Console.WriteLine(SlowResult.Head);
            Console.WriteLine(result.Row);
            return (result.Lost, result.Repeated, result.OutOfOrder) == (0, 0, 0) ? 0 : 1;
        });
        return command;
    }

    private static async Task<int> RunAsync(CrowdWish wish, CancellationToken ct)
    {
        if (Refused(wish.Clients)) return 2;
        var result = await CrowdRun.RunAsync(wish, Say, ct);
        Console.WriteLine(CrowdResult.Head);
        Console.WriteLine(result.Row);
        return (result.Lost, result.Repeated, result.OutOfOrder) == (0, 0, 0) ? 0 : 1;
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
