using System.Globalization;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>Steps of which each does a little more than the one before, measured in turns.</summary>
internal static class Turns
{
    private const int Rounds = 3;

    /// <param name="what">Is done, by how many.</param>
    /// <param name="units">How the table names what is counted: many, and one.</param>
    /// <param name="digits">Of the microseconds.</param>
    /// <param name="steps">A step that cannot be taken here answers null.</param>
    /// <param name="say">Progress.</param>
    public static async Task PrintAsync(string what, (string Many, string One) units, string digits, IReadOnlyList<(string What, Func<Task<Result?>> Run)> steps, Action<string> say)
    {
        var figures = steps.Select(_ => new List<double>()).ToList();
        for (var round = 0; round <= Rounds; round++)
            for (var i = 0; i < steps.Count; i++)
            {
                // The first round is for the compiler.
                if (await steps[i].Run() is { } result && round > 0) figures[i].Add(result.PerSecond);
                say(steps[i].What);
            }

        Console.WriteLine($"\n{what}, medians of {Rounds} rounds in turns\n\n| | {units.Many}/s | microseconds {units.One} |\n|---|--:|--:|");
        foreach (var (step, all) in steps.Zip(figures))
        {
            if (all.Count == 0) continue;
            var median = all.Order().ElementAt(all.Count / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {step.What} | {median:#,0} | {(1e6 / median).ToString(digits, CultureInfo.InvariantCulture)} |"));
        }
    }
}
