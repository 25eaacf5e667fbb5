using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain;

/// <summary>Who does something is known from the caller's credentials, never from what is sent (P10).</summary>
public static class Actors
{
    public const int MaxLength = 200;

    /// <summary>Null when events may carry this actor; else the refusal <c>actor-required</c> or <c>actor-not-usable</c>.</summary>
    public static Refusal? Check(string? actor) =>
        actor is null || Texts.IsBlank(actor) ? new Refusal("actor-required", "", "Every event names who recorded it; this caller has no name.")
        : actor.Length > MaxLength || Texts.Check(actor, "").Any() || actor.AsSpan().ContainsAny('\n', '\t')
            ? new Refusal("actor-not-usable", "", $"A caller's name is one line of at most {MaxLength} characters.")
        : null;
}
