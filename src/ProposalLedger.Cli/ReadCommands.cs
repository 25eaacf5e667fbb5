using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ProposalLedger.Cli;

internal static class ReadCommands
{
    public static Command Read()
    {
        var view = new Argument<string>("view") { Description = "<negotiation>[/<path>][?<query>], as in a page's address: ukraine-2025/positions?draft=us-peace-plan/us-28." };
        var cut = new CutOptions();
        var command = new Command("read", "Print a view's body: canonical JSON, byte for byte what the API sends. What state it is of is told on standard error.") { view };
        cut.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: false);
            var (path, query) = Address(parsed.GetValue(view)!);
            foreach (var (name, value) in cut.Given(parsed))
                if (!query.TryAdd(name, value)) throw new UsageException($"{name} is in the address and in an option; give it once.");
            var parameters = string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/negotiations/{path}{(parameters.Length > 0 ? "?" : "")}{parameters}");
            using var response = await client.SendChecked(request, ct);
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            // To a terminal it is shown, and not sent; to a file or a program goes every byte.
            await using (var output = Console.OpenStandardOutput()) await output.WriteAsync(Console.IsOutputRedirected ? body : Encoding.UTF8.GetBytes(Terminal.Safe(Encoding.UTF8.GetString(body))), ct);
            await Console.Error.WriteLineAsync(Terminal.Safe(Told(query, response, body)));
            return ExitCodes.Done;
        });
        return command;
    }

    private static (string Path, Dictionary<string, string> Query) Address(string view)
    {
        var parts = view.Trim('/').Split('?', 2);
        var path = string.Join('/', parts[0].Trim('/').Split('/').Select(Uri.EscapeDataString));
        if (path.Length == 0) throw new UsageException("Name a negotiation, e.g. ukraine-2025, or one of its views, e.g. ukraine-2025/claims.");
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (parts.Length > 1 ? parts[1] : "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
            if (!query.TryAdd(Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "")) throw new UsageException($"{pair[0]} is in the address more than once.");
        return (path, query);
    }

    /// <summary>The sentence that pages have on top, what is left out, and what is stale.</summary>
    private static string Told(IReadOnlyDictionary<string, string> query, HttpResponseMessage response, byte[] body)
    {
        string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        var state = (query.GetValueOrDefault("asOf"), query.GetValueOrDefault("knownBy"), query.GetValueOrDefault("at")) switch
        {
            (null, null, null) => "Current state",
            ({ } asOf, { } knownBy, _) => $"State on {asOf}, as known on {knownBy}",
            ({ } asOf, null, _) => $"State on {asOf}, as known now",
            (null, { } knownBy, _) => $"State as known on {knownBy}",
            _ => "State as recorded",
        };
        var told = $"{state} - ledger position {Header("Ledger-Position")} of {Header("Ledger-Head")}.";
        var root = JsonElement.Parse(body);
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("leftOut", out var number) && number.TryGetInt64(out var leftOut) && leftOut > 0)
            told += string.Create(CultureInfo.InvariantCulture, $"\n{leftOut} of uncertain date left out: the date may lie before the cut or after it.");
        return Header("Ledger-Stale") is { Length: > 0 } stale ? $"{told}\nStale: {stale}" : told;
    }
}
