namespace ProposalLedger.Domain.Wellformed;

/// <summary>An id once given is never given again, not even after a retraction.</summary>
internal static class Ids
{
    public static IEnumerable<Refusal> Taken(Entry entry, Held? held, Register register)
    {
        if (held is not null)
            yield return new Refusal("id-taken", "/id", $"The {EventNames.Noun(entry.EntryKind)} '{entry.Key}' is on record with other content; correct it, or choose another id.");
        if (held is not null && entry is Draft)
            yield return new Refusal("draft-is-fixed", "", "A draft is never edited after tabling: table a new draft, or correct the transcription of this one.");
        if (held is null && entry is Draft draft && register.DraftKey(draft.Id) is { } other)
            yield return new Refusal("id-taken", "/id", $"'{other}' has this id; draft ids are unique in a negotiation.");
    }

    public static Refusal Retracted(Entry entry) =>
        new("retracted", "/id", $"The {EventNames.Noun(entry.EntryKind)} '{entry.Key}' was retracted; what no longer holds is neither corrected nor recorded again under its id.");
}
