using System.Globalization;
using System.Runtime.InteropServices;

/// <summary>Runs in the processes whose memory is measured (DOTNET_STARTUP_HOOKS): on a signal that nobody else uses it writes how large the managed heap is.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "The runtime finds it by this name.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "MA0047", Justification = "The runtime finds it by this name.")]
internal static class StartupHook
{
    public const string Variable = "LEDGER_HEAP_FILE";
    public const string Signal = "WINCH";
    private static PosixSignalRegistration? registration;

    public static void Initialize()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Environment.GetEnvironmentVariable(Variable)!;
        registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ =>
        {
            GC.Collect();
            File.WriteAllText(file + ".new", GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
            File.Move(file + ".new", file);
        });
    }
}
