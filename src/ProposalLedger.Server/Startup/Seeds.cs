using System.Security.Cryptography;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Imports;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Startup;

/// <summary>The case files that a new ledger begins with. A file is loaded once; a changed file is loaded again, and only what changed is recorded.</summary>
internal static class Seeds
{
    /// <summary>The actor of what seeds record.</summary>
    public const string Actor = "seeds";

    public static async Task LoadAsync(WebApplication app, Ledger ledger, Steps steps, CancellationToken ct)
    {
        if (!app.Configuration.GetValue("Ledger:Seed", ledger.Embedded is not null)) return;
        var store = app.Services.GetRequiredService<LedgerStore>();
        var follower = app.Services.GetRequiredService<Follower>();
        var loaded = 0L;
        foreach (var file in Files(app.Configuration["Ledger:SeedDirectory"], app.Environment.ContentRootPath))
        {
            var yaml = await File.ReadAllBytesAsync(file, ct);
            var hash = SHA256.HashData(yaml);
            // The ledger itself remembers what was loaded: a load is a command, and its key is the file's hash.
            var command = new CommandId(Actor, $"seed {Convert.ToHexStringLower(hash)}", hash);
            if (await store.FindCommandAsync(command.Actor, command.Key, ct) is not null) continue;
            var name = Path.GetFileName(file);
            steps.Report($"Loading seeds/{name}");
            var at = "";
            var told = new Relay(progress =>
            {
                if (progress.Stage == at) return;
                at = progress.Stage;
                steps.Report($"Loading seeds/{name}: {at.ToLowerInvariant()}");
            });
            try
            {
                var result = await app.Services.GetRequiredService<Importer>().ImportAsync(yaml, Caller.LedgerAs(Actor), command, trace: null, told, ct);
                loaded = Math.Max(loaded, result.Position);
            }
            catch (ProblemException refused)
            {
                throw new StartupException(SeedRefused(name, refused.Problem), StartupException.Configuration, refused);
            }
        }
        if (loaded == 0) return;
        steps.Report("Computing the views");
        while (!await follower.WaitForProjectedAsync(loaded, TimeSpan.FromSeconds(2), ct))
        {
            steps.Report($"Computing the views: {follower.Progress.Projected} of {loaded}");
        }
    }

    private static string SeedRefused(string name, Problem problem) =>
        $"seeds/{name} cannot be loaded, and nothing of it was written:\n"
        + string.Join('\n', problem.Errors.Take(20).Select(e => $"  {e.Line}:{e.Column} {e.Code} {e.Pointer}: {e.Detail}"))
        + "\nCorrect the file, or start with Ledger__Seed=false.";

    private sealed class Relay(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }

    // Beside the published program, or above the sources that it runs from.
    private static IEnumerable<string> Files(string? configured, string contentRoot)
    {
        string[] places = configured is { Length: > 0 } ? [configured]
            : [Path.Combine(AppContext.BaseDirectory, "seeds"), Path.Combine(contentRoot, "seeds"), Path.Combine(contentRoot, "..", "..", "seeds")];
        return places.Where(Directory.Exists).Take(1).SelectMany(place => Directory.EnumerateFiles(place, "*.yaml")).Order(StringComparer.Ordinal);
    }
}
