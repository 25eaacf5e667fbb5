using System.Net;
using System.Text.Json;
using Spectre.Console;

namespace ProposalLedger.Cli;

/// <summary>What a script can tell apart.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The server understood and refused; nothing was written.</summary>
    public const int Refused = 1;

    /// <summary>The command line, the file or the token file is not usable.</summary>
    public const int Usage = 2;

    /// <summary>The server could not be reached or did not answer.</summary>
    public const int Unreachable = 3;

    public const int Interrupted = 130;

    public static int Of(Task<int> run)
    {
        if (run.IsCanceled) return Interrupted;
        if (run.Exception?.GetBaseException() is not { } error) return run.Result;
        var (code, text) = error switch
        {
            RefusedException refused => (Refused, refused.Message),
            UsageException usage => (Usage, usage.Message),
            HttpRequestException { StatusCode: null } or HttpIOException or TaskCanceledException { InnerException: TimeoutException } =>
                (Unreachable, $"{error.Message}\nIs the server running? Name it with --server, e.g. --server http://localhost:5080."),
            OperationCanceledException => (Interrupted, "Interrupted."),
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (Usage, error.Message),
            JsonException => (Unreachable, $"The answer is not what a ProposalLedger server sends: {error.Message}"),
            _ => (Unreachable, error.ToString()),
        };
        Console.Error.WriteLine(Terminal.Safe(text));
        return code;
    }
}

/// <summary>The server refused: what it said, ready to print.</summary>
internal sealed class RefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}

internal sealed class UsageException(string message) : Exception(message);

internal static class Terminal
{
    /// <summary>Texts come from users: control characters (terminal escapes) are shown, not sent.</summary>
    public static string Safe(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? $"\\u{(int)c:x4}" : c.ToString()));

    public static string SafeMarkup(string text) => Markup.Escape(Safe(text));
}
