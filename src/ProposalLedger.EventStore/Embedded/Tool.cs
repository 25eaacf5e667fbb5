using System.ComponentModel;
using System.Diagnostics;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>What a program said and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <exception cref="EmbeddedPostgresException">The program failed; the message has what it said.</exception>
    public void OrThrow(string what, string where, string remedy = "Correct what the program names, and start again.")
    {
        if (!Succeeded) throw new EmbeddedPostgresException($"{what} ({Output.ReplaceLineEndings(" ")})", where, remedy);
    }
}

/// <summary>Runs PostgreSQL's and the system's programs to their end, as another user where asked.</summary>
internal static class Tool
{
    /// <summary>Exit code when the program does not exist or may not be run, as in a shell.</summary>
    public const int NotRun = 127;

    /// <param name="user">The user to become; null stays who we are. Only root can become another.</param>
    public static async Task<ToolResult> RunAsync(string? user, string directory, string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null) info.UserName = user;
        // Whoever starts the server may have libpq's variables set for another database.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) info.Environment.Remove(name);
        info.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(info)!;
            process.StandardInput.Close();
            var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            try
            {
                await process.WaitForExitAsync(ct);
                // Not for ever: on Windows a started cluster inherits the pipes and never closes them.
                await Task.WhenAny(said, Task.Delay(TimeSpan.FromSeconds(2), ct));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new ToolResult(process.ExitCode, said.IsCompletedSuccessfully ? string.Concat(said.Result).Trim() : "");
        }
        catch (Win32Exception error)
        {
            return new ToolResult(NotRun, error.Message);
        }
    }
}
