using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ProposalLedger.Cli;

/// <summary>The server and the caller, from options and environment. A token is never taken from the command line, where others could read it.</summary>
internal static class Connection
{
    public const string TokenVariable = "LEDGER_TOKEN";

    public static Option<Uri> Server { get; } = new("--server", "-s")
    {
        Description = "Address of the server. Default: LEDGER_SERVER, else http://localhost:5080.",
        Recursive = true,
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("LEDGER_SERVER") ?? "http://localhost:5080"),
        HelpName = "url",
    };

    public static Option<FileInfo?> TokenFile { get; } = new("--token-file")
    {
        Description = $"File that holds the write token. Default: the environment variable {TokenVariable}.",
        Recursive = true,
        HelpName = "file",
    };

    public static HttpClient Open(ParseResult parsed, bool toWrite)
    {
        var server = parsed.GetValue(Server)!;
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https")) throw new UsageException($"--server {server} is no http(s) address.");
        var client = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        var token = parsed.GetValue(TokenFile) is { } file ? File.ReadAllText(file.FullName).Trim() : Environment.GetEnvironmentVariable(TokenVariable);
        if (!string.IsNullOrEmpty(token)) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else if (toWrite) throw new UsageException($"This writes, so it needs a token: put it into {TokenVariable} or name a file with --token-file.");
        return client;
    }

    /// <exception cref="RefusedException">With the problem's detail, and each error with its line and column or its pointer.</exception>
    public static async Task<HttpResponseMessage> SendChecked(this HttpClient client, HttpRequestMessage request, CancellationToken ct)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode) return response;
        throw new RefusedException(response.StatusCode, Describe(await response.Content.ReadAsStringAsync(ct), (int)response.StatusCode));
    }

    public static async Task<JsonElement> SendJson(this HttpClient client, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await client.SendChecked(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public static string Describe(string problem, int status)
    {
        try
        {
            var root = JsonElement.Parse(problem);
            var text = new StringBuilder($"{status} {Text(root, "title")}: {Text(root, "detail")}");
            if (root.TryGetProperty("errors", out var errors))
            {
                foreach (var error in errors.EnumerateArray())
                {
                    var place = error.TryGetProperty("line", out var line) && line.ValueKind == JsonValueKind.Number
                        ? $"{line}:{Text(error, "column")} " : "";
                    text.Append($"\n  {place}{Text(error, "code")} {Text(error, "pointer")}: {Text(error, "detail")}");
                }
            }
            return text.ToString();
        }
        catch (JsonException)
        {
            return $"{status}: {problem}";
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
