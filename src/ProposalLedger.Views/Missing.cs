namespace ProposalLedger.Views;

/// <summary>The answers for what is not there, with the codes that refusals of writes use too.</summary>
internal static class Missing
{
    public static Answer Draft(string reference) => Entry(EntryKind.Draft, reference);

    public static Answer Entry(EntryKind kind, string key)
    {
        var noun = EventNames.Noun(kind);
        return new Answer.NotFound($"unknown-{noun}", $"This state of the negotiation holds no {noun} '{key}'.");
    }

    public static Answer Path(string path) => new Answer.NotFound("unknown-view", $"There is no view '{path}'.");
}
