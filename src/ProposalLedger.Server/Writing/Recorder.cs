using ProposalLedger.Domain;
using ProposalLedger.Domain.Clocks;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Writing;

/// <summary>
/// The way of every command: fold, decide, append; and decide again where another writer was faster and the caller did not say which version it had
/// read. Whether it was done before the store tells with the append, or a look does where it is refused: then it has the same answer as the first time.
/// </summary>
internal sealed class Recorder(LedgerStore store, Registers registers)
{
    private const int Attempts = 50;

    /// <exception cref="ProblemException">The command is refused; nothing was written.</exception>
    public async Task<Done> RecordAsync(Order order, CancellationToken ct)
    {
        try
        {
            var wish = order.Read!();
            AccessGate.Require(order.Caller, Role.Recorder, wish.Negotiation);
            // A long history is not waited for by who only asks again.
            return registers.Knows(wish.Negotiation) || await FindDoneAsync(order, ct) is not { } done ? await TryAsync(order, wish, ct) : done;
        }
        catch (Exception e) when (e is ProblemException or AppendRefusedException or StoreOverloadedException or StoreUnavailableException)
        {
            // It may have been done before, or just now by its own twin: a stale version or a taken id is then its own doing (P3). And what was done needs no place in a queue.
            if (await FindDoneAsync(order, ct) is { } before) return before;
            throw;
        }
    }

    private async Task<Done> TryAsync(Order order, Wish wish, CancellationToken ct)
    {
        var position = -1L;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var standing = await registers.LatestAsync(wish.Negotiation, ct);
            var command = wish.Command(standing.Register);
            var (kind, key) = command.Subject();
            if (kind != EntryKind.Negotiation && !standing.Register.Has(EntryKind.Negotiation, wish.Negotiation))
                throw new ProblemException(new Problem("unknown-negotiation", $"There is no negotiation '{wish.Negotiation}'."));

            // What was never said of a negotiation's visibility is said by its opening: it is public.
            var said = standing.Find(kind, key) ?? (command is Command.SetVisibility ? standing.Find(EntryKind.Negotiation, wish.Negotiation) : null);
            // Before it is told how what is there stands: its version is nothing to who may not change it.
            AccessGate.Require(order.Caller, RoleFor(command, said, order.Caller), wish.Negotiation);
            var stream = said?.Stream ?? (command is Command.Record(var entry, _) ? StreamKey.Of(wish.Negotiation, entry) : null);
            if (stream is not null && !wish.If.Allows(standing.VersionOf(stream))) throw Stale(stream, standing.VersionOf(stream));
            var events = Decide(command, standing, order.Actor);
            if (stream is null) throw new InvalidOperationException("The rules accept a change of what is not there.");
            if (events.Count == 0 && order.Id is null) return Answer(new(stream, standing.VersionOf(stream), said!.Position), recorded: false);

            var outcome = await store.AppendAsync(Append(order, wish, standing, stream, events, said?.Position), ct);
            switch (outcome)
            {
                case AppendOutcome.Appended done:
                    return Answer(new(done.Stream, done.Version, done.LastPosition), recorded: true);
                case AppendOutcome.Unchanged done:
                    return Answer(new(done.Stream, done.Version, done.Position), recorded: false);
                case AppendOutcome.Replayed or AppendOutcome.CommandReused:
                    return await FindDoneAsync(order, ct) ?? throw new InvalidOperationException("A command that was done cannot be found.");
                case AppendOutcome.Archived:
                    throw new ProblemException(new Problem("archived", $"{stream} takes no more events."));
                case AppendOutcome.IdTaken taken when standing.Position == position:
                    throw new ProblemException(new Problem("id-taken", $"The id {taken.Id} is taken."));
            }
            position = standing.Position;

            Done Answer(Receipt receipt, bool recorded) => new(receipt, recorded, wish.Negotiation, kind, key);
        }
        throw new StoreOverloadedException();
    }

    private static Role RoleFor(Command command, Said? said, Caller caller) => command switch
    {
        Command.SetVisibility => Role.Administrator,
        Command.Record(var entry, _) => AccessRules.RoleToRecord(entry.EntryKind),
        _ => AccessRules.RoleToChange(command.Subject().Kind, said?.By, caller),
    };

    private static IReadOnlyList<Decided> Decide(Command command, Standing standing, string actor) =>
        Decider.Decide(command, standing.Register, actor) switch
        {
            Decision.Accepted(var events) => events,
            Decision.Refused(var refusals) => throw new ProblemException(refusals.ToProblem()),
            _ => throw new InvalidOperationException("A decision is one of the two."),
        };

    private static Append Append(Order order, Wish wish, Standing standing, string stream, IReadOnlyList<Decided> decided, long? answer)
    {
        var reserves = decided.SelectMany(d => Reservations.Of(wish.Negotiation, d.Event)).ToArray();
        // What is referred to only grows, and a new id is checked by the store: a new entry does not mind what else its stream has
        // taken in since it was read. Whoever replaces something does; so does an asserted link, of which two together could make a circle.
        var minds = wish.If.Versions is not null || decided.Any(d => d.Event is not LedgerEvent.Recorded(not Link { Mode: LinkMode.Asserted })) || reserves.Length == 0;
        return new Append
        {
            Stream = stream,
            Scope = wish.Negotiation,
            ExpectedVersion = minds ? standing.VersionOf(stream) : null,
            Events = [.. decided.Select(d => Stamp.Of(d, EventClocks.Of(d.Event, standing.Register), order.Actor, order.Trace, order.Id))],
            Command = order.Id,
            Reserves = reserves,
            AnswerPosition = decided.Count == 0 ? answer : null,
        };
    }

    /// <summary>What became of the same command before; null where it was not done.</summary>
    /// <exception cref="ProblemException">Its key was used for another body.</exception>
    internal async Task<Done?> FindDoneAsync(Order order, CancellationToken ct)
    {
        if (order.Id is not { } id || await store.FindCommandAsync(id.Actor, id.Key, ct) is not { } done) return null;
        // Of what was redacted no hash is kept.
        if (!done.BodyHash.IsEmpty && !done.BodyHash.Span.SequenceEqual(id.BodyHash.Span)) throw new ProblemException(new Problem("idempotency-key-reused"));
        var said = await store.GetEventAsync(done.Position, ct) ?? throw new InvalidOperationException("A command names an event that is not there.");
        var wish = done.BodyHash.IsEmpty ? ReadAgain(order, done, said) : null;
        // Whoever wrote under this name then may have had a token for more.
        AccessGate.Require(order.Caller, Role.Recorder, said.Scope);
        // An opening that says who may read is about the negotiation; its last event is not.
        var opening = said.Type == EventNames.VisibilitySet && await store.GetEventAsync(done.Position - 1, ct) is { } before && before.Metadata.Command == id.Digest ? before : null;
        var (kind, key) = EventJson.Read((opening ?? said).Type, (opening ?? said).Data.Span).Subject();
        if (wish is not null && !IsSame(wish.Command((await registers.LatestAsync(said.Scope, ct)).Register), (kind, key), done.HadEvents, (opening ?? said).Type)) throw new ProblemException(new Problem("idempotency-key-reused"));
        return new Done(new Receipt(done.Stream ?? said.Stream, done.Version, done.Position), done.HadEvents, said.Scope, kind, key);
    }

    /// <summary>
    /// What a command asks for whose key was used for what has been redacted since. That it is the same is told by what it is about, which no redaction takes
    /// away; of its words nothing is known any more.
    /// </summary>
    private static Wish ReadAgain(Order order, DoneCommand done, StoredEvent said)
    {
        // An import has no stream, and neither it nor a redaction is one of these. Of another negotiation, which he may not read, he is told nothing.
        if (done.Stream is null || order.Read is not { } read) throw new ProblemException(new Problem("idempotency-key-reused"));
        var wish = read();
        // As without the key, whichever he names.
        AccessGate.Require(order.Caller, Role.Recorder, wish.Negotiation);
        return wish.Negotiation == said.Scope ? wish : throw new ProblemException(new Problem("idempotency-key-reused"));
    }

    private static bool IsSame(Command command, (EntryKind, string) about, bool hadEvents, string type) =>
        command.Subject() == about && (!hadEvents || EventNames.Meaning(type)?.Verb == command switch
        {
            Command.Record => EventVerb.Recorded,
            Command.Correct => EventVerb.Corrected,
            Command.Retract => EventVerb.Retracted,
            _ => (EventVerb?)null,
        });

    internal static ProblemException Stale(string stream, long version) => new(
        new Problem("version-conflict", $"{stream} is at version {version}.") { CurrentVersion = version });
}
