using System.Diagnostics;
using System.Globalization;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>What <c>postmaster.pid</c> says of the process that runs, or ran, the cluster.</summary>
internal sealed record Postmaster(int ProcessId, string Directory, int Port, string SocketDirectory, bool Ready)
{
    public static string FileIn(Layout layout) => Path.Combine(layout.Cluster, "postmaster.pid");

    /// <summary>Null when there is no such file, or a file that is not whole.</summary>
    public static Postmaster? Read(Layout layout)
    {
        try
        {
            var lines = File.ReadAllLines(FileIn(layout));
            return lines.Length >= 5
                && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? new Postmaster(process, lines[1], port, lines[4], lines.Length >= 8 && lines[7].Trim() == "ready")
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether the process still is PostgreSQL: after a crash, and in every new container, its number may be another program's.</summary>
    public bool Runs()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName is "postgres" or "postmaster" && !IsZombie(ProcessId);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// PostgreSQL itself clears up after a process that is gone. It gives up when the number has come to belong to another program
    /// of its user, so that case is ours, once no child of the crashed cluster works in its directory any more.
    /// </summary>
    public static async Task RemoveStaleAsync(Layout layout, CancellationToken ct)
    {
        if (Read(layout) is { } left && left.Runs()) return;
        while (Process.GetProcessesByName("postgres").Any(p => WorksIn(p.Id, layout.Cluster))) await Task.Delay(50, ct);
        File.Delete(FileIn(layout));
    }

    // Killed in a container whose first process collects nobody: the number stays taken.
    private static bool IsZombie(int process) => OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z');

    private static bool WorksIn(int process, string directory)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == directory;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
