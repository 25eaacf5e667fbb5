using System.CommandLine;
using System.Text.Json;

namespace ProposalLedger.Cli;

internal static class TokenCommands
{
    public static Command Token() => new("token", "Tokens for writing, and for reading what is private: a token's name is the actor of what it records.") { Create(), List(), Revoke() };

    private static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Who will write with it; becomes the actor of every event." };
        var expires = new Option<string?>("--expires") { Description = "When it ends, e.g. 2027-01-01T00:00:00Z. Default: never.", HelpName = "time" };
        var negotiations = new Option<string[]>("--negotiation") { Description = "Id of a negotiation that it is for, once or more often. Default: the whole ledger.", HelpName = "id" };
        var roles = new Option<string[]>("--role") { Description = "What it may do, once or more often: reader, recorder, editor, auditor or administrator. Default: recorder.", HelpName = "role" };
        var reason = new Option<string?>("--reason") { Description = "Why; it stays on record, for whoever may read there.", HelpName = "text" };
        var json = new Option<bool>("--json") { Description = "Print id, name and token as JSON." };
        var command = new Command("create", "Issue a token. It is shown once.") { name, roles, negotiations, expires, reason, json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var body = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = parsed.GetValue(name) };
            if (parsed.GetValue(expires) is { } end) body["expires"] = end;
            if (parsed.GetValue(negotiations) is { Length: > 0 } scope) body["negotiations"] = scope;
            if (parsed.GetValue(roles) is { Length: > 0 } allowed) body["roles"] = allowed;
            if (parsed.GetValue(reason) is { } why) body["reason"] = why;
            var made = await client.SendJson(HttpMethod.Post, "/api/tokens", body, ct);
            Console.WriteLine(Terminal.Safe(parsed.GetValue(json) ? made.GetRawText() : made.GetProperty("token").GetString()!));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("list", "Tokens without their secrets.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var tokens = await client.SendJson(HttpMethod.Get, "/api/tokens", null, ct);
            if (parsed.GetValue(json)) Console.WriteLine(Terminal.Safe(tokens.GetRawText()));
            else foreach (var token in tokens.GetProperty("items").EnumerateArray()) Console.WriteLine(Line(token));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Line(JsonElement token)
    {
        string Text(string name) => token.TryGetProperty(name, out var value) ? value.ToString() : "";
        var end = Text("revoked") is { Length: > 0 } revoked ? $"revoked {revoked}" : Text("expires") is { Length: > 0 } expires ? $"expires {expires}" : "";
        var roles = string.Join(", ", token.GetProperty("roles").EnumerateArray());
        var scope = token.TryGetProperty("negotiations", out var ids) ? $"for {string.Join(", ", ids.EnumerateArray())}  " : "";
        return Terminal.Safe($"{Text("id"),-32}  {Text("name"),-24}  created {Text("created")}  {roles}  {scope}{end}");
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "As `ledger token list` shows it." };
        var reason = new Option<string?>("--reason") { Description = "Why; it stays on record, for whoever may read there.", HelpName = "text" };
        var command = new Command("revoke", "End a token at once.") { id, reason };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            await client.SendJson(HttpMethod.Delete, $"/api/tokens/{Uri.EscapeDataString(parsed.GetValue(id)!)}{(parsed.GetValue(reason) is { } why ? $"?reason={Uri.EscapeDataString(why)}" : "")}", null, ct);
            Console.WriteLine("Revoked.");
            return ExitCodes.Done;
        });
        return command;
    }
}
