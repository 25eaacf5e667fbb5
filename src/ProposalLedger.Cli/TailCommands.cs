using System.CommandLine;

namespace ProposalLedger.Cli;

internal static class TailCommands
{
    public static Command Tail()
    {
        var after = new Option<long>("--after") { Description = "Print the events after this ledger position. Default: 0, all of them.", HelpName = "position" };
        var negotiation = new Option<string?>("--negotiation", "-n") { Description = "Only events of this negotiation.", HelpName = "id" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with every new event; reconnects for ever." };
        var json = new Option<bool>("--json") { Description = "Print each event as one line of JSON (CloudEvents)." };
        var command = new Command("tail", "Print the ledger's events in order.") { after, negotiation, follow, json };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(after) < 0) throw new UsageException("--after is a ledger position: 0 or more.");
            using var client = Connection.Open(parsed, toWrite: false);
            var cursor = new Cursor(client, parsed.GetValue(after), parsed.GetValue(negotiation), new EventPrinter(Console.Out, parsed.GetValue(json)));
            await cursor.CatchUp(ct);
            if (parsed.GetValue(follow)) await cursor.Follow(ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
