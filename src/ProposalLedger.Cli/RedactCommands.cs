using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ProposalLedger.Cli;

internal static class RedactCommands
{
    public static Command Redact()
    {
        var position = new Argument<long>("position") { Description = "Of the event: the audit page and `ledger tail` show it." };
        var reason = new Option<string>("--reason", "-r") { Description = "Why. It stays on record, for everybody to read: do not repeat what has to go.", Required = true, HelpName = "text" };
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command("redact", "Take the text of one event away for good, in every view and every past state: docs/redaction.md") { position, reason, json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var at = parsed.GetValue(position).ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/events/{at}/redaction") { Content = JsonContent.Create(new { reason = parsed.GetValue(reason) }) };
            using var answer = await client.SendChecked(request, ct);
            var done = JsonElement.Parse(await answer.Content.ReadAsStringAsync(ct));
            var by = done.GetProperty("position").GetInt64().ToString(CultureInfo.InvariantCulture);
            Console.WriteLine(parsed.GetValue(json) ? Terminal.Safe(done.GetRawText())
                : answer.StatusCode == HttpStatusCode.OK ? $"The event at position {at} was already redacted by {by}; nothing was recorded."
                : $"The text of the event at position {at} is gone: redacted by the event at {by}. Backups, logs and exports from before still have it (docs/redaction.md).");
            return ExitCodes.Done;
        });
        return command;
    }
}
