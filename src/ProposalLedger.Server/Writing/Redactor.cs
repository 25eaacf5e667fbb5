using System.Text.Json;
using ProposalLedger.Domain;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Problems;
using ProposalLedger.TransparencyLog.Entries;

namespace ProposalLedger.Server.Writing;

/// <summary>Takes the text of one event away (docs/redaction.md): decided as every command, written by the one function that may.</summary>
internal sealed class Redactor(Recorder recorder, Registers registers, LedgerStore store, LogTables log)
{
    /// <param name="order">Who asks; its wish is not read.</param>
    /// <param name="find">The event; refuses where there is none for this caller.</param>
    /// <param name="read">Reads the reason, and what If-Match asks of the negotiation's stream.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProblemException">It is refused; nothing was written.</exception>
    public async Task<Done> RedactAsync(Order order, Func<Task<StoredEvent>> find, Func<(string Reason, Precondition If)> read, CancellationToken ct)
    {
        if (await recorder.FindDoneAsync(order, ct) is { } before) return before;
        var stored = await find();
        var position = stored.Position;
        AccessGate.Require(order.Caller, Role.Administrator, stored.Scope);

        var ((reason, precondition), stream) = (read(), StreamKey.Of(stored.Scope));
        // As it is committed to, and with the salts. It may have been redacted since it was read above; the store tells.
        var logged = (await log.ReadEventsAsync(position - 1, 1, ct))[0];
        using var metadata = JsonDocument.Parse(logged.Metadata);
        var standing = await registers.LatestAsync(stored.Scope, ct);
        if (!precondition.Allows(standing.VersionOf(stream))) throw Recorder.Stale(stream, standing.VersionOf(stream));
        var command = new Command.Redact(position, stored.Stream, stored.Version, Standing.Read(stored.Type, logged.Data), metadata.RootElement, logged.RedactedBy is not null, reason);
        var decided = Decider.Decide(command, standing.Register, order.Actor) switch
        {
            Decision.Accepted(var events) => events,
            Decision.Refused(var refusals) => throw new ProblemException(refusals.ToProblem()),
            _ => throw new InvalidOperationException("A decision is one of the two."),
        };
        var (kind, key) = command.Subject();
        if (decided.Count == 0)
        {
            var append = new Append { Stream = stream, Scope = stored.Scope, Events = [], Command = order.Id, AnswerPosition = logged.RedactedBy };
            return order.Id is null ? Answer(new(stream, standing.VersionOf(stream), logged.RedactedBy!.Value), recorded: false) : await AnsweredAsync(await store.AppendAsync(append, ct));
        }

        return await AnsweredAsync(await store.RedactAsync(new RedactionAppend
        {
            Position = position,
            DataCommitment = logged.CommittedData!,
            MetadataCommitment = logged.CommittedMetadata!,
            Stream = stream,
            Scope = stored.Scope,
            ExpectedVersion = precondition.Versions is null ? null : standing.VersionOf(stream),
            Event = Stamp.Of(decided[0], default, order.Actor, order.Trace, order.Id),
            Command = order.Id,
        }, ct));

        Done Answer(Receipt receipt, bool recorded) => new(receipt, recorded, stored.Scope, kind, key);

        async Task<Done> AnsweredAsync(AppendOutcome outcome) => outcome switch
        {
            AppendOutcome.Appended done => Answer(new(done.Stream, done.Version, done.LastPosition), recorded: true),
            AppendOutcome.Unchanged done => Answer(new(done.Stream, done.Version, done.Position), recorded: false),
            AppendOutcome.Replayed or AppendOutcome.CommandReused => await recorder.FindDoneAsync(order, ct) ?? throw new InvalidOperationException("A command that was done cannot be found."),
            AppendOutcome.VersionConflict conflict => throw Recorder.Stale(stream, conflict.CurrentVersion),
            _ => throw new ProblemException(new Problem("archived", $"{stream} takes no more events.")),
        };
    }
}
