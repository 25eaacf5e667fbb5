using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Spectre.Console;

namespace ProposalLedger.Cli;

internal static class RebuildCommands
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Standstill = TimeSpan.FromMinutes(1);

    public static Command Rebuild()
    {
        var view = new Argument<string?>("view") { Description = "The view's name; without it, all of them.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print the views' new states as one line of JSON." };
        var command = new Command("rebuild", "Compute views from the log again, beside the live ones, and swap them in.") { view, json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var known = (await Views(client, ct)).EnumerateArray().Select(v => v.GetProperty("view").GetString()!).ToList();
            if (parsed.GetValue(view) is { } asked && !known.Contains(asked))
                throw new UsageException($"There is no view '{asked}'. Views: {string.Join(", ", known)}.");
            var wanted = parsed.GetValue(view) is { } one ? [one] : known;
            var done = new List<JsonElement>();
            await Terminal.Progress().StartAsync(async context =>
            {
                foreach (var name in wanted) done.Add(await RebuildOne(client, name, context.AddTask(Terminal.SafeMarkup(name)), ct));
            });
            Console.WriteLine(Terminal.Safe(parsed.GetValue(json) ? JsonSerializer.Serialize(done) : $"Rebuilt: {string.Join(", ", wanted)}."));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Done is when the view counts one more rebuild, whichever node answers.</summary>
    private static async Task<JsonElement> RebuildOne(HttpClient client, string view, ProgressTask task, CancellationToken ct)
    {
        var before = Generation(await View(client, view, ct));
        await client.SendJson(HttpMethod.Post, $"/api/views/{view}/rebuild", null, ct);
        var (reached, moved) = (-1L, Stopwatch.StartNew());
        while (true)
        {
            var state = await View(client, view, ct);
            if (Generation(state) > before)
            {
                task.Value = task.MaxValue;
                return state;
            }
            if (state.TryGetProperty("rebuild", out var rebuild) && rebuild.ValueKind == JsonValueKind.Object)
            {
                if (rebuild.TryGetProperty("failed", out var failed) && failed.ValueKind == JsonValueKind.String)
                    throw new RefusedException(HttpStatusCode.Conflict, $"The rebuild of {view} failed: {failed.GetString()}");
                (task.MaxValue, task.Value) = (Math.Max(1, state.GetProperty("checkpoint").GetDouble()), rebuild.GetProperty("position").GetDouble());
                if (rebuild.GetProperty("position").GetInt64() is var position && position > reached) (reached, moved) = (position, Stopwatch.StartNew());
            }
            if (moved.Elapsed > Standstill) throw new UnreachableException($"The rebuild of {view} has stood still for a minute. The live view is as it was.");
            await Task.Delay(Poll, ct);
        }
    }

    private static async Task<JsonElement> Views(HttpClient client, CancellationToken ct) =>
        (await client.SendJson(HttpMethod.Get, "/api/views", null, ct)).GetProperty("views");

    private static async Task<JsonElement> View(HttpClient client, string view, CancellationToken ct) =>
        (await Views(client, ct)).EnumerateArray().Single(v => v.GetProperty("view").GetString() == view);

    private static int Generation(JsonElement state) => state.GetProperty("generation").GetInt32();
}
