using System.Diagnostics;
using System.Globalization;

namespace ProposalLedger.Fuzz;

/// <summary>Gives one parser inputs for some time.</summary>
internal static class Fuzzing
{
    /// <summary>Of one input, on a machine that does much else besides: what hangs, hangs for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly string? Asked = Environment.GetEnvironmentVariable("LEDGER_FUZZ_SECONDS");

    private static readonly int Seed = Environment.GetEnvironmentVariable("LEDGER_FUZZ_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Asked is { Length: > 0 } ? Environment.TickCount & 0xFFFFFF : 1;

    public static void Run(string parser, double seconds)
    {
        var target = Targets.All.Single(t => t.Name == parser);
        var time = TimeSpan.FromSeconds(Asked is { Length: > 0 } asked ? double.Parse(asked, CultureInfo.InvariantCulture) : seconds);
        var mutator = new Mutator(Seed, target.Valid);
        var (inputs, taken, slowest, largest) = (0L, 0L, TimeSpan.Zero, 0L);
        foreach (var valid in target.Valid) Assert.True(Run(target, valid).Taken, $"A valid input of {parser} is refused: {Convert.ToBase64String(valid)}");
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            var input = mutator.Next();
            var ran = Run(target, input);
            inputs++;
            if (ran.Taken) taken++;
            (slowest, largest) = (ran.Time > slowest ? ran.Time : slowest, Math.Max(largest, ran.Bytes));
            // For the inputs that fail alone: there are millions.
            if (ran.Wrong is null && ran.Time < Longest && ran.Bytes < (64 << 20) + (input.Length * 4_000L)) continue;
            Assert.Fail($"{ran.Wrong ?? $"It took {ran.Time} and allocated {ran.Bytes >> 20} MiB."}\n{parser}, seed {Seed}, input {inputs}: {Convert.ToBase64String(input)}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{parser}: seed {Seed}, {inputs} inputs in {clock.Elapsed.TotalSeconds:0.0} s, {taken} of them read; slowest {slowest.TotalMilliseconds:0} ms, most memory {largest / 1024} KiB"));
    }

    private static (bool Taken, string? Wrong, TimeSpan Time, long Bytes) Run(Target target, byte[] input)
    {
        var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var (wasTaken, wrong) = (false, (string?)null);
        try
        {
            // What can be read and printed reads the same again.
            var printed = target.Read(input);
            wasTaken = printed is not null;
            if (printed is not null && target.Read(printed) is var again && again?.AsSpan().SequenceEqual(printed) != true) wrong = $"It prints {Text(printed)}, and that {(again is null ? "is refused" : $"prints {Text(again)}")}.";
        }
        catch (Exception e) when (target.Refuses.Any(type => type.IsInstanceOfType(e)))
        {
            // That is how it refuses.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            wrong = e.ToString();
        }

        return (wasTaken, wrong, clock.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
