namespace ProposalLedger.EventStore;

/// <summary>An append with its caller. Either the pump takes it, or the caller withdraws it before: never both.</summary>
internal sealed class PendingAppend(Append append)
{
    private readonly TaskCompletionSource<AppendOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int decided;

    public Append Append { get; } = append;

    public Task<AppendOutcome> Outcome => outcome.Task;

    public bool TryTake() => Interlocked.CompareExchange(ref decided, 1, 0) == 0;

    public bool TryWithdraw() => Interlocked.CompareExchange(ref decided, 2, 0) == 0;

    public void Answer(AppendOutcome answer) => outcome.TrySetResult(answer);

    public void Fail(Exception e)
    {
        outcome.TrySetException(e);
        _ = outcome.Task.Exception; // seen: its caller may have gone
    }
}
