using System.Net;
using System.Text;
using System.Text.Json;

namespace ProposalLedger.Cli;

/// <summary>The server refused: what it said, ready to print.</summary>
internal sealed class RefusedException(HttpStatusCode status, string problem) : Exception(Describe(problem, (int)status))
{
    /// <summary>The answer's status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Whether the same request may succeed a little later: the server starts, stops or is overloaded.</summary>
    public bool Passing { get; } = status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // The problem's detail, and each error with its line and column or its pointer.
    private static string Describe(string problem, int status)
    {
        try
        {
            var root = JsonElement.Parse(problem);
            var text = new StringBuilder($"{status} {Text(root, "title")}: {Text(root, "detail")}");
            if (root.TryGetProperty("errors", out var errors))
                foreach (var error in errors.EnumerateArray()) text.Append($"\n  {Place(error)}{Text(error, "code")} {Text(error, "pointer")}: {Text(error, "detail")}");
            return text.ToString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"{status}: {problem}"; // not from our server: a proxy's page, say
        }
    }

    private static string Place(JsonElement error) => error.TryGetProperty("line", out var line) ? $"{line}:{Text(error, "column")} " : "";

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}

/// <summary>The command line or a file that it names is not usable.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The server went away in the middle.</summary>
internal sealed class UnreachableException(string message) : Exception(message);
