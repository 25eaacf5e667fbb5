namespace ProposalLedger.Server.Startup;

/// <summary>The server cannot start. The message says why and what to do; nothing else is shown.</summary>
public sealed class StartupException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    public const int Configuration = 2, PortInUse = 3, NoDatabase = 4, WrongSchema = 5;

    public int ExitCode { get; } = exitCode;
}
