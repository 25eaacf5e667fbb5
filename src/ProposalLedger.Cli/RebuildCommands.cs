using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace ProposalLedger.Cli;

internal static class RebuildCommands
{
    public static Command Rebuild()
    {
        var view = new Argument<string?>("view") { Description = "The view's name; without it, all of them.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("rebuild", "Compute views from the log again, beside the live ones, and swap them in.") { view };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var known = Names(await client.SendJson(HttpMethod.Get, "/api/views", null, ct));
            if (parsed.GetValue(view) is { } asked && !known.Contains(asked))
                throw new UsageException($"There is no view '{asked}'. Views: {string.Join(", ", known)}.");
            var wanted = parsed.GetValue(view) is { } one ? [one] : known;
            await AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().StartAsync(async context =>
            {
                foreach (var name in wanted) await RebuildOne(client, name, context.AddTask(Terminal.SafeMarkup(name)), ct);
            });
            Console.WriteLine($"Rebuilt: {string.Join(", ", wanted)}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RebuildOne(HttpClient client, string view, ProgressTask task, CancellationToken ct)
    {
        await client.SendJson(HttpMethod.Post, $"/api/views/{view}/rebuild", null, ct);
        while (true)
        {
            var views = await client.SendJson(HttpMethod.Get, "/api/views", null, ct);
            var state = views.GetProperty("views").EnumerateArray().Single(v => v.GetProperty("view").GetString() == view);
            if (!state.TryGetProperty("rebuild", out var rebuild) || rebuild.ValueKind == JsonValueKind.Null) break;
            if (rebuild.TryGetProperty("failed", out var failed) && failed.ValueKind == JsonValueKind.String)
                throw new RefusedException(System.Net.HttpStatusCode.Conflict, $"The rebuild of {view} failed: {failed.GetString()}");
            task.MaxValue = Math.Max(1, views.GetProperty("head").GetInt64());
            task.Value = rebuild.GetProperty("position").GetInt64();
            await Task.Delay(200, ct);
        }
        task.Value = task.MaxValue;
    }

    private static List<string> Names(JsonElement views) => [.. views.GetProperty("views").EnumerateArray().Select(v => v.GetProperty("view").GetString()!)];
}
