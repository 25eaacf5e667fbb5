using System.CommandLine;

namespace ProposalLedger.Cli;

internal static class TailCommands
{
    public static Command Tail()
    {
        var after = new Option<long>("--after") { Description = "Print the events after this ledger position. Default: 0, all of them.", HelpName = "position" };
        var negotiation = new Option<string?>("--negotiation", "-n") { Description = "Only events of this negotiation.", HelpName = "id" };
        var filters = new[]
        {
            Several("--proposal", "Only events that concern this proposal of the negotiation, or one of these.", "id"),
            Several("--party", "Only events that concern this party, or one of these.", "id"),
            Several("--issue", "Only events that concern this issue, or one of these.", "id"),
            Several("--type", "Only events of this type, or one of these: claim-recorded, draft-tabled.v1, ...", "name"),
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with every new event; reconnects for ever." };
        var json = new Option<bool>("--json") { Description = "Print each event as one line of JSON (CloudEvents)." };
        var command = new Command("tail", "Print the ledger's events in order.") { after, negotiation, follow, json };
        foreach (var filter in filters) command.Add(filter);
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(after) < 0) throw new UsageException("--after is a ledger position: 0 or more.");
            using var client = Connection.Open(parsed, toWrite: false);
            IEnumerable<(string Name, string[] Values)> wanted = [("negotiation", parsed.GetValue(negotiation) is { } id ? [id] : []), .. filters.Select(f => (f.Name.TrimStart('-'), parsed.GetValue(f) ?? []))];
            var filter = string.Concat(wanted.Where(w => w.Values.Length > 0).Select(w => $"&{w.Name}={string.Join(',', w.Values.Select(Uri.EscapeDataString))}"));
            var cursor = new Cursor(client, parsed.GetValue(after), filter, new EventPrinter(Console.Out, parsed.GetValue(json)));
            await cursor.CatchUp(ct);
            if (parsed.GetValue(follow)) await cursor.Follow(ct);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string[]> Several(string name, string description, string value) =>
        new(name) { Description = $"{description} Give it several times, or with commas.", HelpName = value, AllowMultipleArgumentsPerToken = false };
}
