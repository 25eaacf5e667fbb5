using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ProposalLedger.Cli;

/// <summary>The server and the caller, from options and environment. A token is never taken from the command line, where others could read it.</summary>
internal static class Connection
{
    private const string ServerVariable = "LEDGER_SERVER";
    private const string TokenVariable = "LEDGER_TOKEN";
    private const string DefaultServer = "http://localhost:5080";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may say nothing: until an answer begins, and in the middle of it. An import tells of each of its stages, and the longest of them has 30 s.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    public static Option<string?> Server { get; } = new("--server", "-s")
    {
        Description = $"Address of the server. Default: the environment variable {ServerVariable}, else {DefaultServer}.",
        Recursive = true,
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
        var named = parsed.GetValue(Server) ?? Environment.GetEnvironmentVariable(ServerVariable) ?? DefaultServer;
        if (!Uri.TryCreate(named, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            throw new UsageException($"'{named}' is no http(s) address. It looks like {DefaultServer}.");
        var token = parsed.GetValue(TokenFile) is { } file ? File.ReadAllText(file.FullName).Trim() : Environment.GetEnvironmentVariable(TokenVariable);
        if (string.IsNullOrEmpty(token) && toWrite)
            throw new UsageException($"This writes, so it needs a token: put it into {TokenVariable} or name a file with --token-file.");
        if (token?.Any(c => c is <= ' ' or > '~') is true) throw new UsageException("The token holds characters that no token has. Is it the right file?");
        // Nothing limits how long a whole answer may take (a large import, a tail); being there at all is limited, and so is silence.
        var handler = new SocketsHttpHandler { ConnectTimeout = Patience, Expect100ContinueTimeout = Patience };
        var client = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(token)) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <exception cref="RefusedException">The server answered with a problem.</exception>
    public static async Task<HttpResponseMessage> SendChecked(this HttpClient client, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).WaitAsync(Silence, ct);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw new RefusedException(response.StatusCode, await response.Content.ReadAsStringAsync(ct).WaitAsync(Silence, ct));
        }
        catch (Exception e) when (e is TimeoutException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new TimeoutException($"{client.BaseAddress} did not answer: {(e.InnerException ?? e).Message}", e);
        }
    }

    public static async Task<JsonElement> SendJson(this HttpClient client, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await client.SendChecked(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct).WaitAsync(Silence, ct);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
