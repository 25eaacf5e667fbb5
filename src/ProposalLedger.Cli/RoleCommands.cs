using System.CommandLine;
using System.Text.Json;

namespace ProposalLedger.Cli;

internal static class RoleCommands
{
    public static Command Role() => new("role", "Roles of those whom an outside issuer vouches for; a token's are its own: docs/access.md") { Grant(), List(), Revoke() };

    private static Command Grant()
    {
        var actor = new Argument<string>("actor") { Description = "jwt: and the subject by which the issuer names him." };
        var role = new Argument<string>("role") { Description = "What he may do: reader, recorder, editor, auditor or administrator." };
        var negotiation = new Option<string?>("--negotiation") { Description = "Id of the negotiation where. Default: in the whole ledger.", HelpName = "id" };
        var reason = Reason();
        var json = new Option<bool>("--json") { Description = "Print the grant as JSON." };
        var command = new Command("grant", "Allow an actor something. Prints the grant's id.") { actor, role, negotiation, reason, json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var body = new Dictionary<string, object?>(StringComparer.Ordinal) { ["actor"] = parsed.GetValue(actor), ["role"] = parsed.GetValue(role), ["reason"] = parsed.GetValue(reason) };
            if (parsed.GetValue(negotiation) is { } place) body["negotiation"] = place;
            var granted = await client.SendJson(HttpMethod.Post, "/api/roles", body, ct);
            Console.WriteLine(Terminal.Safe(parsed.GetValue(json) ? granted.GetRawText() : granted.GetProperty("id").GetString()!));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("list", "Every role that was granted, the revoked ones too.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            var roles = await client.SendJson(HttpMethod.Get, "/api/roles", null, ct);
            if (parsed.GetValue(json)) Console.WriteLine(Terminal.Safe(roles.GetRawText()));
            else foreach (var role in roles.GetProperty("items").EnumerateArray()) Console.WriteLine(Line(role));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Line(JsonElement role)
    {
        string Text(string name) => role.TryGetProperty(name, out var value) ? value.ToString() : "";
        var place = Text("negotiation") is { Length: > 0 } negotiation ? $"for {negotiation}  " : "";
        var end = Text("revoked") is { Length: > 0 } revoked ? $"revoked {revoked}" : "";
        return Terminal.Safe($"{Text("id"),-32}  {Text("actor"),-24}  granted {Text("granted")}  {Text("role")}  {place}{end}");
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "As `ledger role list` shows it." };
        var reason = Reason();
        var command = new Command("revoke", "Take a role back: for writing at once, for reading within seconds.") { id, reason };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: true);
            await client.SendJson(HttpMethod.Delete, $"/api/roles/{Uri.EscapeDataString(parsed.GetValue(id)!)}?reason={Uri.EscapeDataString(parsed.GetValue(reason)!)}", null, ct);
            Console.WriteLine("Revoked.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> Reason() => new("--reason", "-r") { Description = "Why; it stays on record, for whoever may read there.", Required = true, HelpName = "text" };
}
