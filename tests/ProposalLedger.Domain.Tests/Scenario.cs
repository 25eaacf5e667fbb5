namespace ProposalLedger.Domain.Tests;

/// <summary>Given what is on record, when a command comes, then these events, a refusal, or nothing.</summary>
internal static class Scenario
{
    public static Given Given(params Entry[] entries) => Given([.. entries.Select(e => (LedgerEvent)new LedgerEvent.Recorded(e))]);

    public static Given Given(params LedgerEvent[] events) => new([.. events]);
}

internal sealed record Given(LedgerEvent[] Events)
{
    public Given And(LedgerEvent e) => new([.. Events, e]);

    public Given And(params Entry[] entries) => new([.. Events, .. entries.Select(e => new LedgerEvent.Recorded(e))]);

    public Register Register => Events.Aggregate(Register.Empty, (register, e) => register.Evolve(e));

    public When When(Command command) => new(Decider.Decide(command, Register));

    public When When(Entry entry) => When(new Command.Record(entry));

    public When WhenCorrected(Entry entry, string reason = "Miscoded.") => When(new Command.Correct(entry, reason));

    public When WhenRetracted(Entry entry, string reason = "Entered by mistake.") =>
        When(new Command.Retract(entry.EntryKind, entry.Key, reason, null, []));
}

internal sealed record When(Decision Decision)
{
    public void Then(params LedgerEvent[] events) => Assert.Equal(events, Accepted().Select(d => d.Event));

    public void ThenRecorded(Entry entry) => Then(new LedgerEvent.Recorded(entry));

    public void ThenReason(string? reason) => Assert.Equal(reason, Assert.Single(Accepted()).Reason);

    public void ThenNothingHappened() => Assert.Empty(Accepted());

    public void ThenRefused(string code, string pointer) => ThenRefused((code, pointer));

    /// <summary>Exactly these, and no other beside them.</summary>
    public void ThenRefused(params (string Code, string Pointer)[] refusals)
    {
        var refused = Assert.IsType<Decision.Refused>(Decision);
        Assert.Equal(refusals.Order(), refused.Refusals.Select(r => (r.Code, r.Pointer)).Order());
        Assert.All(refused.Refusals, r => Assert.False(string.IsNullOrWhiteSpace(r.Detail)));
    }

    private IReadOnlyList<Decided> Accepted() => Decision switch
    {
        Decision.Accepted a => a.Events,
        Decision.Refused r => throw new Xunit.Sdk.XunitException("Refused: " + string.Join("; ", r.Refusals)),
        _ => throw new InvalidOperationException(),
    };
}
