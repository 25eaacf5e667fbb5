using System.Security.Cryptography;
using System.Text.Json;
using ProposalLedger.TransparencyLog.Notes;

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

    /// <summary>What was verified is not what was signed.</summary>
    public const int Unverified = 4;

    /// <summary>This program failed where it should not.</summary>
    public const int Fault = 5;

    /// <summary>This machine has no OpenSSL that hashes and verifies signatures.</summary>
    public const int Incapable = 6;

    public const int Interrupted = 130;

    public static int Of(Task<int> run)
    {
        if (run.IsCanceled) return Interrupted;
        if (run.Exception?.GetBaseException() is not { } error) return run.Result;
        var (code, text) = error switch
        {
            RefusedException { Passing: true } => (Unreachable, error.Message),
            RefusedException => (Refused, error.Message),
            UsageException or FormatException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (Usage, error.Message),
            UnreachableException => (Unreachable, error.Message),
            HttpRequestException or HttpIOException or TimeoutException =>
                (Unreachable, $"{error.Message}\nIs the server running? Name it with --server, e.g. --server http://localhost:5080."),
            OperationCanceledException => (Interrupted, "Interrupted."),
            JsonException => (Unreachable, $"The answer is not what a ProposalLedger server sends: {error.Message}"),
            CryptoUnavailableException => (Incapable, $"This machine cannot verify: {error.Message}"),
            CryptographicException => (Incapable, $"This machine cannot verify: OpenSSL's libcrypto does not do SHA-256 here; a restricted (FIPS) configuration may forbid it. {error.Message}"),
            IOException => (Usage, error.Message),
            _ => (Fault, $"This is a fault of ledger itself; please report it with what follows.\n{error}"),
        };
        Console.Error.WriteLine(Terminal.Safe(text));
        return code;
    }
}
