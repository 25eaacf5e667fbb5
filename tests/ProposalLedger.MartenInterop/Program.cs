using System.Globalization;
using ProposalLedger.Benchmarks;
using ProposalLedger.MartenInterop;

if (args is not ["benchmark", ..])
{
    await Checks.RunAsync();
    return;
}

var words = args.SkipWhile(argument => argument != "--only").Skip(1).FirstOrDefault() ?? "";
var rows = await Run.RunAsync(args.Contains("--short") ? Extent.Short : Extent.Long, [.. Workload.All.Where(workload => workload.Name.Contains(words, StringComparison.OrdinalIgnoreCase))],
    words => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss}  {words}"), default, MartenContender.CreateAsync, MartenContender.CreateTunedAsync);
Console.WriteLine("| workload | ProposalLedger | Marten | Marten, tuned | of Marten | of Marten, tuned |\n|---|--:|--:|--:|--:|--:|");
foreach (var row in rows)
{
    var (ours, comes, tuned) = (row.Median("ProposalLedger"), row.Median("Marten"), row.Median("Marten, tuned"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Workload.Name} | {ours:N0} | {comes:N0} | {tuned:N0} | {ours / comes:0.0} | {ours / tuned:0.0} |"));
}
