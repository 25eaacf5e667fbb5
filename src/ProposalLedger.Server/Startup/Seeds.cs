using System.Security.Cryptography;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Startup;

/// <summary>The case files that a new ledger begins with. A file is loaded once; a changed file is loaded again, and only what changed is recorded.</summary>
internal static class Seeds
{
    /// <summary>The actor of what seeds record.</summary>
    public const string Actor = "seeds";

    /// <summary>Imports a file's bytes as this command: all of it or nothing. Set by who imports.</summary>
    internal delegate Task Import(IServiceProvider services, string name, ReadOnlyMemory<byte> yaml, CommandId command, IProgress<string> steps, CancellationToken ct);

    public static async Task LoadAsync(WebApplication app, Ledger ledger, Steps steps, CancellationToken ct)
    {
        if (app.Services.GetService<Import>() is not { } import || !app.Configuration.GetValue("Ledger:Seed", ledger.IsEmbedded)) return;
        var store = app.Services.GetRequiredService<LedgerStore>();
        foreach (var file in Files(app.Configuration["Ledger:SeedDirectory"], app.Environment.ContentRootPath))
        {
            var yaml = await File.ReadAllBytesAsync(file, ct);
            var hash = SHA256.HashData(yaml);
            // The ledger itself remembers what was loaded: a load is a command, and its key is the file's hash.
            var command = new CommandId(Actor, $"seed {Convert.ToHexStringLower(hash)}", hash);
            if (await store.FindCommandAsync(command.Actor, command.Key, ct) is not null) continue;
            var name = Path.GetFileName(file);
            steps.Report($"Loading seeds/{name}");
            await import(app.Services, name, yaml, command, steps, ct);
        }
    }

    // Beside the published program, or above the sources that it runs from.
    private static IEnumerable<string> Files(string? configured, string contentRoot)
    {
        string[] places = configured is { Length: > 0 } ? [configured]
            : [Path.Combine(AppContext.BaseDirectory, "seeds"), Path.Combine(contentRoot, "seeds"), Path.Combine(contentRoot, "..", "..", "seeds")];
        return places.Where(Directory.Exists).Take(1).SelectMany(place => Directory.EnumerateFiles(place, "*.yaml")).Order(StringComparer.Ordinal);
    }
}
