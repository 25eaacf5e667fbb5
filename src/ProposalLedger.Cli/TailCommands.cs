using System.CommandLine;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ProposalLedger.Cli;

internal static class TailCommands
{
    public static Command Tail()
    {
        var after = new Option<long>("--after") { Description = "Print the events after this ledger position.", HelpName = "position" };
        var negotiation = new Option<string?>("--negotiation", "-n") { Description = "Only events of this negotiation.", HelpName = "id" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with every new event; reconnects for ever." };
        var json = new Option<bool>("--json") { Description = "Print each event as one line of JSON (CloudEvents)." };
        var command = new Command("tail", "Print the ledger's events in order.") { after, negotiation, follow, json };
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: false);
            var from = new Cursor(parsed.GetValue(after), parsed.GetValue(negotiation), parsed.GetValue(json));
            await from.CatchUp(client, ct);
            if (parsed.GetValue(follow)) await from.Follow(client, ct);
            return ExitCodes.Done;
        });
        return command;
    }

    private sealed class Cursor(long after, string? negotiation, bool json)
    {
        private long position = after;
        private const int PageSize = 1000;

        private string Path => $"/api/events?after={position}&limit={PageSize}" + (negotiation is null ? "" : $"&negotiation={Uri.EscapeDataString(negotiation)}");

        public async Task CatchUp(HttpClient client, CancellationToken ct)
        {
            for (var read = PageSize; read == PageSize;)
            {
                read = 0;
                using var request = new HttpRequestMessage(HttpMethod.Get, Path);
                using var response = await client.SendChecked(request, ct);
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
                for (; await lines.ReadLineAsync(ct) is { Length: > 0 } line; read++) Print(line);
            }
        }

        public async Task Follow(HttpClient client, CancellationToken ct)
        {
            for (var wait = TimeSpan.FromSeconds(1); ;)
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, Path);
                    request.Headers.Accept.ParseAdd("text/event-stream");
                    request.Headers.Add("Last-Event-ID", position.ToString(CultureInfo.InvariantCulture));
                    using var response = await client.SendChecked(request, ct);
                    await foreach (var message in SseParser.Create(await response.Content.ReadAsStreamAsync(ct)).EnumerateAsync(ct))
                    {
                        wait = TimeSpan.FromSeconds(1);
                        if (message.EventType is "event" or "message") Print(message.Data);
                        else if (long.TryParse(message.EventId, CultureInfo.InvariantCulture, out var done)) position = Math.Max(position, done);
                    }
                }
                catch (HttpRequestException e) when (!ct.IsCancellationRequested)
                {
                    await Console.Error.WriteLineAsync($"Disconnected ({e.Message}); trying again in {wait.TotalSeconds:0} s from position {position}.");
                }
                await Task.Delay(wait, ct);
                wait = TimeSpan.FromSeconds(Math.Min(30, wait.TotalSeconds * 2));
            }
        }

        private void Print(string line)
        {
            var e = JsonElement.Parse(line);
            if (e.TryGetProperty("kind", out var kind) && kind.GetString() == "heartbeat") return;
            position = e.GetProperty("position").GetInt64();
            string Text(string name) => e.TryGetProperty(name, out var value) ? value.ToString() : "";
            var id = e.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("id", out var given) ? given.ToString() : "";
            Console.WriteLine(json ? line : Terminal.Safe($"{position,8}  {Text("time")}  {Text("type"),-28}  {id,-40}  {Text("actor")}"));
        }
    }
}
