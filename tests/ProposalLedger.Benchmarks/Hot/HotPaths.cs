using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ProposalLedger.Benchmarks.Hot;

/// <summary>The hot paths by themselves, with what they allocate.</summary>
internal static class HotPaths
{
    /// <summary>In this process: what is measured starts a PostgreSQL, and needs no other build.</summary>
    public static void Run()
    {
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "ledger-hot"));
        BenchmarkRunner.Run([typeof(Filling), typeof(Parsing), typeof(Asking)], config);
    }
}
