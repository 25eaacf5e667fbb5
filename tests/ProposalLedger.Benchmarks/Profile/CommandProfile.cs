using System.Globalization;
using System.Net;
using ProposalLedger.Benchmarks.Stages;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>Where the time of a command over HTTP goes, for one client: from step to step the server has a little more to do, until it is the whole command.</summary>
internal static class CommandProfile
{
    private const int Rounds = 3;

    public static async Task RunAsync(Extent extent, Action<string> say, CancellationToken ct)
    {
        await using var served = await Served.StartAsync(ct);
        var claims = await SmallTalks.OpenAsync(served.Http, ct);
        (string What, Func<string, Task<Result>> Run)[] steps =
        [
            ("an answer that asks nothing of the database: `GET /health/live`", _ => Meter.RepeatedAsync(1, extent, async (_, _) =>
            {
                await served.Http.GetByteArrayAsync("/health/live", ct);
                return 1;
            })),
            ("a claim without its fields, refused: the token, and who may read the negotiation", _ => SmallTalks.RefusedAsync(served.Http, claims, new { }, HttpStatusCode.BadRequest, extent, ct)),
            ("a claim of a party that is not there, refused: the negotiation's latest state, the rules", _ => SmallTalks.RefusedAsync(served.Http, claims, FishingTalks.Claim("refused", 99), HttpStatusCode.UnprocessableEntity, extent, ct)),
            ("a claim, recorded: the append, and beside it the views, the log and who follows", run => SmallTalks.ClaimAsync(served.Http, claims, 1, run, extent, ct)),
        ];
        var figures = steps.Select(_ => new List<double>()).ToList();
        // What is compiled while it is measured counts against whoever comes first.
        for (var round = -2; round < Rounds; round++)
            for (var i = 0; i < steps.Length; i++)
            {
                var result = await steps[i].Run($"profile-{round}");
                if (round >= 0) figures[i].Add(result.P50!.Value * 1000);
                say(steps[i].What);
            }

        Console.WriteLine($"\nA command over HTTP, one client, p50 in microseconds, medians of {Rounds} rounds in turns\n\n| | |\n|---|--:|");
        foreach (var (step, all) in steps.Zip(figures)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {step.What} | {all.Order().ElementAt(Rounds / 2):0} |"));
    }
}
