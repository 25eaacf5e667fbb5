using ProposalLedger.Load;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>The run of docs/overload.md in short.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    [Fact(Timeout = 120_000)]
    public async Task P1_P14_At_four_times_what_it_can_do_a_node_refuses_in_words_and_keeps_what_it_accepts()
    {
        var result = await new OverloadRun(new OverloadWish(SecondsToMeasure: 2, SecondsOver: 3, SecondsAfter: 2), output.WriteLine).RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(result.Row);
        Assert.InRange(result.TooMany, 1, long.MaxValue);
        Assert.Equal((0, 0), (result.WithoutRetryAfter, result.Otherwise));
        Assert.Equal(result.Acknowledged, result.Kept);
        Assert.InRange(result.P99, 0, 4 * 2000); // four times, as the machine may be busy with other tests
        Assert.InRange(result.Peak - result.Memory, 0, 256L * 1024 * 1024);
    }
}
