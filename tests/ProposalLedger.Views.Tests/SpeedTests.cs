using System.Diagnostics;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Views.Tests;

public sealed class SpeedTests(ITestOutputHelper output)
{
    /// <summary>The figures show where a change of the views leaves their speed; what has to hold is that nothing is lost on the way.</summary>
    [Fact]
    public async Task Twenty_thousand_claims_are_projected_rebuilt_and_all_found()
    {
        const int Claims = 20_000;
        await using var ledger = await Ledger.CreateAsync();
        var story = Story.OfTalks();
        var before = (int)story.Json("claims")["total"]!;
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
        var list = System.Text.Json.Nodes.JsonNode.Parse(ViewJson.Write(((Answer.Body)await AskAsync("claims")).Value))!;
        Assert.Equal(Claims + 1, (int)list["total"]! - before);

        async Task ReadAsync() => ViewJson.Write(((Answer.Body)await AskAsync("positions")).Value);

        async Task<Answer> AskAsync(string path) =>
            Questions.Answer((await ledger.Dossiers.OpenAsync(Story.N))!.At(Cut.Now), path, new Dictionary<string, string>());
    }

    private async Task MeasureAsync(string what, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms");
    }
}
