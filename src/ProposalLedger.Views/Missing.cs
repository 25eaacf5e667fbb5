namespace ProposalLedger.Views;

/// <summary>The answers for what is not there, with the codes that refusals of writes use too.</summary>
internal static class Missing
{
    public static Answer Draft(Snapshot snapshot, string reference) => Entry(snapshot, EntryKind.Draft, reference);

    /// <summary>What is on record but outside of the cut is not there either; the detail says so, and by which clock.</summary>
    public static Answer Entry(Snapshot snapshot, EntryKind kind, string key)
    {
        var noun = EventNames.Noun(kind);
        return new Answer.NotFound($"unknown-{noun}", snapshot.WhyNotHeld(kind, key) is { } why
            ? $"The {noun} '{key}' is on record, but not in this state of the negotiation: {why}." : $"This state of the negotiation holds no {noun} '{key}'.");
    }

    public static Answer Path(string path) => new Answer.NotFound("unknown-view", $"There is no view '{path}'.");
}
