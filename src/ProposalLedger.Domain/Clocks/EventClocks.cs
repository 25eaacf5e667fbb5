namespace ProposalLedger.Domain.Clocks;

/// <param name="Occurred">When it happened or was said; null where the thing has no date of its own.</param>
/// <param name="Published">When the public could know it; null means when it was recorded.</param>
public readonly record struct Times(Edtf? Occurred, Edtf? Published);

/// <summary>The two clocks of an event that its content tells; the third, recorded, is the store's.</summary>
public static class EventClocks
{
    public static Times Of(LedgerEvent e, Register register) => e switch
    {
        LedgerEvent.Recorded(var entry) => new(entry.HappenedOn, entry.PublishedOn),
        LedgerEvent.Corrected(var entry) => new(entry.HappenedOn, entry.PublishedOn),
        _ => default,
    };
}
