using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Telemetry;

/// <summary>
/// Each command that was accepted, as a line of the log: where it stands in the ledger, and which command it was. Neither names nor texts; the
/// Idempotency-Key may hold what others are not to read, so that its digest stands for it, as in the event itself.
/// </summary>
internal static partial class CommandLog
{
    /// <summary>Silent unless the log is structured, or its level is set: on a console nobody reads thousands of lines.</summary>
    public const string Category = "ProposalLedger.Commands";

    public static void Accepted(HttpContext http, CommandId? command, string? trace, string? stream, long version, long position, bool recorded)
    {
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        if (!log.IsEnabled(LogLevel.Information)) return;
        if (recorded) Recorded(log, position, stream, version, command?.Digest, trace);
        else Repeated(log, position, stream, version, command?.Digest, trace);
    }

    /// <summary>A token or a role was given or taken; nothing is said where it had been before.</summary>
    public static void AccessChanged(HttpContext http, string? trace, long? position)
    {
        if (position > 0) Access(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category), position.Value, trace);
    }

    [LoggerMessage(1, LogLevel.Information, "Recorded: position {Position}, {Stream} at version {Version}, command {Command}, trace {Trace}")]
    private static partial void Recorded(ILogger log, long position, string? stream, long version, string? command, string? trace);

    [LoggerMessage(3, LogLevel.Information, "Recorded: position {Position}, a token or a role, trace {Trace}")]
    private static partial void Access(ILogger log, long position, string? trace);

    [LoggerMessage(2, LogLevel.Information, "Nothing new: position {Position}, {Stream} at version {Version}, command {Command}, trace {Trace}")]
    private static partial void Repeated(ILogger log, long position, string? stream, long version, string? command, string? trace);
}
