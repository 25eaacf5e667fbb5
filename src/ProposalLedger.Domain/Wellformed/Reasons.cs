namespace ProposalLedger.Domain.Wellformed;

/// <summary>Why something was done: corrections, retractions, resolutions and status reports must say it (P10).</summary>
public static class Reasons
{
    internal static Refusal Missing { get; } = new("reason-required", "/reason", "Say why: this is kept with the event, for everybody to read.");

    /// <summary>What is wrong with a reason where there must be one.</summary>
    public static IEnumerable<Refusal> Required(string? reason) => reason is null ? [Missing] : Texts.Check(reason, "/reason");

    /// <summary>A comment that says nothing is none.</summary>
    public static string? OrNone(string? reason) => reason is null || Texts.IsBlank(reason) ? null : reason;
}
