using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Domain.Negotiations;
using ProposalLedger.Domain.Positions;
using ProposalLedger.Domain.Proposals;
using ProposalLedger.Domain.Redactions;
using ProposalLedger.Domain.Wellformed;
using static ProposalLedger.Domain.Decision;

namespace ProposalLedger.Domain;

/// <summary>Every rule of the ledger, pure: what is asked and what is known in, events or refusals out.</summary>
public static class Decider
{
    /// <summary>All refusals of one command are told together; accepted without events means that it is already so.</summary>
    public static Decision Decide(Command command, Register register) => command switch
    {
        Command.Record record => Record(record, register),
        Command.Correct(var entry, var reason) => Correct(entry, reason, register),
        Command.SetVisibility(var visibility, var reason) => SetVisibility(visibility, reason, register),
        Command.Retract retraction => Retract(retraction, register),
        Command.Redact redaction => Redact(redaction),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    /// <summary>The same for a named caller: an actor left blank is refused with <c>actor-required</c> (P10).</summary>
    public static Decision Decide(Command command, Register register, string? actor)
    {
        var decision = Decide(command, register);
        if (Actors.Check(actor) is not { } refusal) return decision;
        return new Refused([refusal, .. (decision as Refused)?.Refusals ?? []]);
    }

    private static Decision Record(Command.Record command, Register register)
    {
        var (entry, reason) = command;
        var held = register.Find(entry.EntryKind, entry.Key);
        Refusal[] otherwise = [.. Openings.Otherwise(command.Visibility, register)];
        // What is already so stays so, even where a later release would refuse it.
        if (held?.Entry == entry) return held.Retracted ? new Refused([Ids.Retracted(entry)]) : Answer(otherwise);
        var decision = Answer(
            [.. Openings.Needed(entry, register), .. Ids.Taken(entry, held, register), .. Rules(entry, register), .. Comment(reason), .. otherwise],
            new LedgerEvent.Recorded(entry), Reasons.OrNone(reason) ?? ReasonWithin(entry));
        // In one decision, so in one append: nobody sees it opened and not yet closed.
        return decision is Accepted(var events) && command.Visibility is { } visibility && visibility != register.Visibility
            ? new Accepted([.. events, new Decided(new LedgerEvent.VisibilitySet(visibility), Openings.Reason(visibility))]) : decision;
    }

    private static Decision Correct(Entry entry, string reason, Register register)
    {
        var refusals = Reasons.Required(reason);
        var held = register.Find(entry.EntryKind, entry.Key);
        if (held is null) return new Refused([.. refusals, Unknown.Of(entry.EntryKind, entry.Key, "/id")]);
        if (held.Retracted) return new Refused([.. refusals, Ids.Retracted(entry)]);
        return held.Entry == entry
            ? Answer([.. refusals])
            : Answer([.. refusals, .. Rules(entry, register), .. Corrections.Check(held.Entry, entry, register)], new LedgerEvent.Corrected(entry), reason);
    }

    private static Decision SetVisibility(Visibility visibility, string reason, Register register)
    {
        Refusal[] refusals = [.. Openings.Needed(register), .. Reasons.Required(reason)];
        return register.Visibility == visibility ? Answer(refusals) : Answer(refusals, new LedgerEvent.VisibilitySet(visibility), reason);
    }

    private static Decision Retract(Command.Retract command, Register register)
    {
        Refusal[] refusals =
        [
            .. Reasons.Required(command.Reason),
            .. command.Sources.SelectMany((id, i) => register.Has(EntryKind.Source, id) ? [] : new[] { Unknown.Of(EntryKind.Source, id, $"/sources/{i}") }),
        ];
        var held = register.Find(command.Kind, command.Key);
        if (held is null) return new Refused([.. refusals, Unknown.Of(command.Kind, command.Key, "/id")]);
        return held.Retracted
            ? Answer(refusals)
            : Answer([.. refusals, .. Periods.CheckPublished(held.Entry.HappenedOn, command.Published)], new LedgerEvent.Retracted(command.Kind, command.Key, command.Published, command.Sources), command.Reason);
    }

    private static Decision Redact(Command.Redact command)
    {
        Refusal[] refusals = [.. Reasons.Required(command.Reason), .. Cannot(command)];
        if (command.IsGone || command.Event is null || Tombstone.Of(command.Event) is not { } left) return Answer(refusals);
        return Answer(refusals, new LedgerEvent.Redacted(command.Position, command.Stream, command.Version, EventNames.Of(command.Event),
            JsonSerializer.SerializeToElement(JsonNode.Parse(EventJson.Write(left))), Tombstone.OfMetadata(command.Metadata)), command.Reason);
    }

    private static IEnumerable<Refusal> Cannot(Command.Redact command) => command.Event switch
    {
        null when StreamKey.IsAccess(command.Stream, out _) => [new Refusal("not-redactable", "", "An event of tokens, roles or sessions cannot be redacted: who could do what stays on record.")],
        null => [new Refusal("not-redactable", "", "This release cannot read the event, so it cannot tell what of it is text. Use the release that recorded it.")],
        LedgerEvent.Redacted => [new Refusal("not-redactable", "", "A redaction cannot itself be redacted: it holds no text of what it took away.")],
        _ => [],
    };

    /// <summary>One decider for each kind of stream.</summary>
    private static IEnumerable<Refusal> Rules(Entry entry, Register register) => Form.Check(entry, register).Concat(entry switch
    {
        Proposal or Draft or Rendering or Amendment or StatusReport => ProposalRules.Check(entry, register),
        Claim claim => PositionRules.Check(claim, register),
        _ => NegotiationRules.Check(entry, register),
    });

    private static Decision Answer(Refusal[] refusals, LedgerEvent? e = null, string? reason = null) =>
        refusals.Length > 0 ? new Refused(refusals) : new Accepted(e is null ? [] : [new Decided(e, reason)]);

    private static IEnumerable<Refusal> Comment(string? reason) => Reasons.OrNone(reason) is { } said ? Texts.Check(said, "/reason") : [];

    private static string? ReasonWithin(Entry entry) => entry switch
    {
        StatusReport status => status.Reason,
        Resolution resolution => resolution.Reason,
        _ => null,
    };
}
