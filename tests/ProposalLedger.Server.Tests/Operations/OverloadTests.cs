using ProposalLedger.Load;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>The run of docs/overload.md in short.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    [Fact(Timeout = 120_000)]
    public async Task P1_P14_At_four_times_what_it_can_do_a_node_refuses_in_words_and_keeps_what_it_accepts()
    {
        var result = await new OverloadRun(new OverloadWish(SecondsToMeasure: 2, SecondsOver: 3, SecondsAfter: 1), output.WriteLine).RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(result.Tables);
        Assert.Equal(["reads alone", "commands alone", "reads beside commands", "commands beside reads"], result.Doors.Select(door => door.Asked));
        Assert.All(result.Doors, door =>
        {
            Assert.InRange(door.Accepted, 1, long.MaxValue);
            Assert.Equal((0, 0), (door.WithoutRetryAfter, door.Otherwise));
            Assert.InRange(door.P99, 0, 4 * 2000); // four times, as the machine may be busy with other tests
            Assert.InRange(door.Peak - door.Memory, 0, door.MostGrowth);
        });
        // A door that did little while it was measured, for other tests' sake, may do four times as much afterwards.
        foreach (var kind in new[] { "reads", "commands" })
            Assert.InRange(result.Doors.Where(door => door.Asked.StartsWith(kind, StringComparison.Ordinal)).Sum(door => door.TooMany), 1, long.MaxValue);
        Assert.Equal(result.Acknowledged, result.Kept);
        Assert.InRange(result.Untold, 0, result.Unanswered);
    }
}
