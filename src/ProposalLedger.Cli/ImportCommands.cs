using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Spectre.Console;

namespace ProposalLedger.Cli;

internal static class ImportCommands
{
    public static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "A case file (YAML). Its format: docs/case-file.md" };
        var reason = new Option<string?>("--reason") { Description = "Why what the file says otherwise is corrected; kept with each correction.", HelpName = "text" };
        var json = new Option<bool>("--json") { Description = "Print the result as one line of JSON." };
        var command = new Command("import", "Import a case file: all of it or, if anything in it is wrong, nothing.") { file, reason, json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            await using var content = File.OpenRead(parsed.GetValue(file)!.FullName);
            JsonElement result = default;
            await Terminal.Progress().StartAsync(async context =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/imports" + (parsed.GetValue(reason) is { } why ? $"?reason={Uri.EscapeDataString(why)}" : "")) { Content = new StreamContent(content) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
                request.Headers.Accept.ParseAdd("application/x-ndjson");
                // A refusal for the token's or the size's sake comes before the file is sent, not while it is.
                request.Headers.ExpectContinue = true;
                using var response = await client.SendChecked(request, ct);
                result = await Follow(response, context, ct);
            });
            Print(result, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The server tells how far it is, a line at a time; the last line is the result or the problem.</summary>
    private static async Task<JsonElement> Follow(HttpResponseMessage response, ProgressContext context, CancellationToken ct)
    {
        var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await NextLine(lines, ct) is { } line)
        {
            var message = JsonElement.Parse(line);
            if (message.TryGetProperty("result", out var result))
            {
                foreach (var task in tasks.Values) task.Value = task.MaxValue;
                return result;
            }
            if (message.TryGetProperty("problem", out var problem))
                throw new RefusedException((HttpStatusCode)problem.GetProperty("status").GetInt32(), problem.GetRawText());
            var stage = message.GetProperty("stage").GetString()!;
            if (!tasks.TryGetValue(stage, out var at))
            {
                tasks[stage] = at = context.AddTask(Terminal.SafeMarkup(stage));
                // There is no bar in a file: there a stage is a line.
                if (Console.IsErrorRedirected) await Console.Error.WriteLineAsync(Terminal.Safe($"{stage} ..."));
            }
            at.MaxValue = Math.Max(1, message.GetProperty("total").GetDouble());
            at.Value = message.GetProperty("done").GetDouble();
        }
        throw new UnreachableException("The connection ended before the import did. Import the same file again: what is already recorded is not recorded twice.");
    }

    private static async Task<string?> NextLine(StreamReader lines, CancellationToken ct)
    {
        try
        {
            return await lines.ReadLineAsync(ct).AsTask().WaitAsync(Connection.Silence, ct);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            return null;
        }
    }

    private static void Print(JsonElement result, bool json)
    {
        if (json)
        {
            Console.WriteLine(Terminal.Safe(result.GetRawText()));
            return;
        }
        string Number(string name) => result.GetProperty(name).ToString();
        Console.WriteLine($"{Number("negotiation")}: {Number("recorded")} recorded, {Number("corrected")} corrected, {Number("retracted")} retracted, "
            + (Number("stillRetracted") is not "0" and var still ? $"{still} retracted before and still so, " : "") + $"{Number("unchanged")} unchanged; ledger position {Number("position")}.");
    }
}
