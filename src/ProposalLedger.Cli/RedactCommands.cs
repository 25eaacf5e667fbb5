using System.CommandLine;
using System.Globalization;

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
            var done = await client.SendJson(HttpMethod.Post, $"/api/events/{at}/redaction", new Dictionary<string, object?>(StringComparer.Ordinal) { ["reason"] = parsed.GetValue(reason) }, ct);
            Console.WriteLine(parsed.GetValue(json) ? Terminal.Safe(done.GetRawText())
                : $"The text of the event at position {at} is gone: redacted by the event at {done.GetProperty("position").GetInt64().ToString(CultureInfo.InvariantCulture)}. Backups, logs and exports from before still have it (docs/redaction.md).");
            return ExitCodes.Done;
        });
        return command;
    }
}
