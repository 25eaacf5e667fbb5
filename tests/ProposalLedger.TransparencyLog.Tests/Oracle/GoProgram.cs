using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProposalLedger.TransparencyLog.Tests.Oracle;

/// <summary>main.go, which verifies a log with Go's own packages: compiled once, from Debian's golang-go and golang-golang-x-mod-dev.</summary>
internal static class GoProgram
{
    private static readonly Lazy<Task<string>> Compiled = new(CompileAsync);

    /// <summary>What it says, and whether it verified all.</summary>
    public static async Task<(bool Verified, string Words)> VerifyAsync(string directory, string verifierKey)
    {
        var (exit, output) = await RunAsync(new ProcessStartInfo(await Compiled.Value, [directory, verifierKey]));
        return (exit == 0, output.Trim());
    }

    private static async Task<string> CompileAsync()
    {
        var program = Path.Combine(Path.GetTempPath(), $"ledger-oracle-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("go", ["build", "-o", program, Path.Combine(Folder(), "main.go")]);
        (start.Environment["GO111MODULE"], start.Environment["GOPATH"], start.Environment["GOFLAGS"]) = ("off", "/usr/share/gocode", "");
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "ledger-oracle-cache");
        var (exit, output) = await RunAsync(start);
        Assert.True(exit == 0, $"The oracle does not compile: {output}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(program);
        return program;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static async Task<(int Exit, string Output)> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
