using System.Diagnostics;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Views.Tests;

public sealed class SpeedTests(ITestOutputHelper output)
{
    /// <summary>Not a promise: run it by hand (<c>-explicit only</c>) to see where a change of the views leaves their speed.</summary>
    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_events()
    {
        const int Claims = 100_000;
        await using var ledger = await Ledger.CreateAsync();
        var story = Story.OfTalks();
        var stances = Enum.GetValues<Stance>();
        for (var i = 0; i < Claims; i++)
            story.Given(A.Claim($"c{i}", i % 3 == 0 ? "north" : "south", stances[i % stances.Length], $"2025-{(i % 12) + 1:D2}-{(i % 28) + 1:D2}"));
        await MeasureAsync("append", () => ledger.AppendAsync(story.Events));
        await MeasureAsync("project", () => ledger.ProjectAsync());
        await MeasureAsync("rebuild one view", () => new Rebuild(ledger.Store, ledger.Views).RunAsync("claims"));
        await MeasureAsync("open the dossier", () => ledger.Dossiers.OpenAsync(Story.N));
        await MeasureAsync("positions, first", ReadAsync);
        await MeasureAsync("positions, again", ReadAsync);
        await ledger.AppendAsync(new Story().Given(A.Claim("more", "north", Stance.Mixed, "2025-12-31")).Events);
        await MeasureAsync("project one more", () => ledger.ProjectAsync());
        await MeasureAsync("positions after one more", ReadAsync);

        async Task ReadAsync() => ViewJson.Write(((Answer.Body)Questions.Answer(
            (await ledger.Dossiers.OpenAsync(Story.N))!.At(Cut.Now), "positions", new Dictionary<string, string>())).Value);
    }

    private async Task MeasureAsync(string what, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms");
    }
}
