using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProposalLedger.TransparencyLog.Tests.Oracle;

/// <summary>
/// Programs made of Go's own packages, each compiled once, from Debian's golang-go and golang-golang-x-mod-dev: main.go verifies a log, witness/main.go
/// cosigns checkpoints.
/// </summary>
internal static class GoProgram
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Compiled = [];

    /// <summary>What it says of a log, and whether it verified all.</summary>
    public static async Task<(bool Verified, string Words)> VerifyAsync(string directory, string verifierKey)
    {
        var (exit, output) = await RunAsync("main.go", "", directory, verifierKey);
        return (exit == 0, output.Trim());
    }

    /// <summary>The key of a witness.</summary>
    public static async Task<string> WitnessKeyAsync(string name, string seed) => (await RunAsync("witness/main.go", "", "key", "", name, seed)).Output;

    /// <summary>What a witness answers to add-checkpoint.</summary>
    public static async Task<(int Status, string Body)> WitnessAsync(string state, string logKey, string name, string seed, string body)
    {
        var (exit, output) = await RunAsync("witness/main.go", body, state, logKey, name, seed);
        Assert.True(exit == 0, output);
        var line = output.IndexOf('\n', StringComparison.Ordinal);
        return (int.Parse(output[..line], System.Globalization.CultureInfo.InvariantCulture), output[(line + 1)..]);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string source, string input, params string[] arguments) =>
        await RunAsync(new ProcessStartInfo(await Compiled.GetOrAdd(source, key => new(() => CompileAsync(key))).Value, arguments), input);

    private static async Task<string> CompileAsync(string source)
    {
        var program = Path.Combine(Path.GetTempPath(), $"ledger-oracle-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("go", ["build", "-o", program, Path.Combine(Folder(), source)]);
        (start.Environment["GO111MODULE"], start.Environment["GOPATH"], start.Environment["GOFLAGS"]) = ("off", "/usr/share/gocode", "");
        start.Environment["GOCACHE"] = Path.Combine(Path.GetTempPath(), "ledger-oracle-cache");
        var (exit, output) = await RunAsync(start, "");
        Assert.True(exit == 0, $"{source} does not compile: {output}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(program);
        return program;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static async Task<(int Exit, string Output)> RunAsync(ProcessStartInfo start, string input)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        start.StandardInputEncoding = new System.Text.UTF8Encoding(false);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
