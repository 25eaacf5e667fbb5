namespace ProposalLedger.Domain.Wellformed;

/// <summary>Why something was done: corrections, retractions, resolutions and status reports must say it (P10).</summary>
internal static class Reasons
{
    public static Refusal Missing { get; } = new("reason-required", "/reason", "Say why: this is kept with the event, for everybody to read.");

    public static IEnumerable<Refusal> Required(string? reason) => reason is null ? [Missing] : Texts.Check(reason, "/reason");

    /// <summary>A comment that says nothing is none.</summary>
    public static string? OrNone(string? reason) => reason is null || Texts.IsBlank(reason) ? null : reason;
}
