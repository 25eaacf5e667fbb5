using System.Diagnostics;
using System.Globalization;

namespace ProposalLedger.Fuzz;

/// <summary>
/// Every parser that reads what strangers send. In the tests each has a moment; <c>LEDGER_FUZZ_SECONDS=60</c> gives it a minute, with a seed that is another each time and is printed,
/// and <c>LEDGER_FUZZ_SEED</c> repeats one.
/// </summary>
public sealed class ParserTests
{
    /// <summary>Of one input, on a machine that does much else besides: what hangs, hangs for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly string? Asked = Environment.GetEnvironmentVariable("LEDGER_FUZZ_SECONDS");

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(Asked is { Length: > 0 } seconds ? double.Parse(seconds, CultureInfo.InvariantCulture) : 0.5);

    private static readonly int Seed = Environment.GetEnvironmentVariable("LEDGER_FUZZ_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Asked is { Length: > 0 } ? Environment.TickCount & 0xFFFFFF : 1;

    public static TheoryData<string> Parsers => [.. Targets.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Parsers))]
    public void P14_No_input_throws_what_is_not_documented_hangs_or_fills_the_memory(string parser)
    {
        var target = Targets.All.Single(t => t.Name == parser);
        var mutator = new Mutator(Seed, target.Valid);
        var (inputs, taken, slowest, largest) = (0L, 0L, TimeSpan.Zero, 0L);
        foreach (var valid in target.Valid) Assert.True(Run(target, valid).Taken, $"A valid input of {parser} is refused: {Convert.ToBase64String(valid)}");
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Time)
        {
            var input = mutator.Next();
            var ran = Run(target, input);
            inputs++;
            if (ran.Taken) taken++;
            (slowest, largest) = (ran.Time > slowest ? ran.Time : slowest, Math.Max(largest, ran.Bytes));
            var where = $"{parser}, seed {Seed}, input {inputs}: {Convert.ToBase64String(input)}";
            Assert.True(ran.Wrong is null, $"{ran.Wrong}\n{where}");
            Assert.True(ran.Time < Longest, $"It took {ran.Time}.\n{where}");
            Assert.True(ran.Bytes < (64 << 20) + (input.Length * 4_000L), $"It allocated {ran.Bytes >> 20} MiB.\n{where}");
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
