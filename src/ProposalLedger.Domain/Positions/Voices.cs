namespace ProposalLedger.Domain.Positions;

/// <summary>Who may speak for whom. Only what cannot be so is refused: the rest is for editors to judge.</summary>
internal static class Voices
{
    public static IEnumerable<Refusal> Check(Claim claim, Register register)
    {
        if (claim.Basis == Basis.Attributed && claim.Holder is null)
            yield return new Refusal("holder-required", "/holder", "An attributed claim is about somebody else's view: say whose.");
        if (claim.Basis == Basis.Attributed && claim.Holder is not null && claim.Holder == claim.Speaker.Party)
            yield return new Refusal("basis-contradicts", "/basis", "The speaker is of the holder's own party, so this is not attributed.");
        if (claim.Basis == Basis.FirstHand && claim is { Holder: { } holder, Speaker.Party: { } party } && !MaySpeakFor(party, claim.Speaker.Person, holder, register))
            yield return new Refusal("basis-contradicts", "/basis", $"A speaker of '{party}' does not speak first-hand for '{holder}': this is attributed.");
    }

    private static bool MaySpeakFor(string party, string? person, string holder, Register register) =>
        party == holder || IsMember(party, holder, register) || IsMember(holder, party, register) || HasMandate(person, holder, register);

    private static bool IsMember(string member, string group, Register register) =>
        register.Find(EntryKind.Party, group)?.Entry is Party party && party.Members.Contains(member);

    private static bool HasMandate(string? person, string holder, Register register) => person is not null
        && register.All<Mandate>().Any(mandate => mandate.Person == person && mandate.Party == holder);
}
