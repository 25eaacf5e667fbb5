using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;

namespace ProposalLedger.Server.Problems;

/// <summary>The rules of the record that a command can break, by the codes that the domain gives them. The detail says which value, and where.</summary>
internal static class RuleProblems
{
    private static readonly ProblemType[] Named =
    [
        Conflict("id-taken", "The id is taken", "An id once given keeps its content. Choose another id, or correct what is on record."),
        Conflict("draft-is-fixed", "A draft is never edited after tabling", "Table a new draft that is based on it, or correct its transcription."),
        Conflict("retracted", "It was retracted", "What no longer holds is neither corrected nor recorded again. Record it anew under another id."),
        Conflict("visibility-differs", "The negotiation is there, and others may read it than you say", "Leave visibility out, or say what it is. An administrator sets it: POST /api/negotiations/{n}/visibility."),

        Conflict("not-redactable", "This event cannot be redacted", "A redaction holds no text of what it took away. Of an event that this release cannot read nothing can be taken away: use the release that recorded it."),

        Rule("actor-required", "The caller has no name", "Use a token with a name."),
        Rule("actor-not-usable", "The caller's name cannot be recorded", "Use a token whose name is one short line."),
        Rule("reason-required", "A reason is required", "Say why: it is kept with the event."),
        Rule("source-required", "A source is required", "Name the source that says so."),
        Rule("blank", "A text is blank", "Write something, or leave the field out where it may be."),
        Rule("empty-list", "A list is empty", "Name at least one."),
        Rule("list-too-long", "A list is too long", "Split it."),
        Rule("text-too-long", "A text is too long", "A text has at most 16 KiB of UTF-8."),
        Rule("forbidden-character", "A text holds a character that no text may hold", "Remove control characters, U+0000 among them, and what is no character."),
        Rule("not-a-slug", "An id is no slug", "An id has lower-case letters a-z, digits and hyphens, 64 at most, and begins with a letter or digit."),
        Rule("reserved-id", "The id is reserved", "Choose another id."),
        Rule("not-a-language", "This is no language tag", "Write a BCP 47 tag: en, uk, ru, fr-CH."),
        Rule("not-a-web-address", "This is no web address", "Write an address that begins with https:// or http://."),
        Rule("not-a-sha256", "This is no SHA-256", "Write 64 lower-case hex digits."),
        Rule("end-before-beginning", "An end lies before its beginning", "Swap or correct the dates or numbers."),
        Rule("published-before-it-occurred", "It was published before it occurred", "Correct one of the two dates; the day of publication may be that of the saying."),
        Rule("value-or-range", "A term has a value or a range", "Give one of the two."),

        Rule("about-one-thing", "A claim is about exactly one thing", "Name one proposition, point, draft, session, action or claim."),
        Rule("about-itself", "A claim is about itself", "Name another claim."),
        Rule("stance-required", "A position has a stance", "Say which: proposes, supports, demands, supports-if, mixed, silent, declines, reserves, opposes."),
        Rule("stance-not-allowed", "Only a position has a stance", "Leave it out, or record a position."),
        Rule("stance-needs-a-text", "A stance is on something that can be supported or opposed", "Name a proposition, a point or a draft."),
        Rule("condition-required", "supports-if has a condition", "Say what it depends on."),
        Rule("holder-required", "A position has a holder", "Say whose position it is."),
        Rule("basis-contradicts", "The basis contradicts speaker and holder", "First-hand is the holder's own voice; else say attributed, outlet-reported or observer."),

        Rule("agreed-between-whom", "Agreed is between two or more", "Name the parties."),
        Rule("point-removed", "A correction leaves out a point", "A point that was on record stays."),
        Rule("point-required", "A point is required", "Name points where the draft's text is full."),
        Rule("text-is-unknown", "A text that has points is not unknown", "Write partial."),
        Rule("text-not-allowed", "There is no text here", "Leave it out."),
        Rule("same-draft", "The two drafts are one", "Name another draft."),
        Rule("backward-link", "A link leads to a text that was there before", "Links lead from the earlier text to the later one, by the dates on which the drafts occurred. Turn the link around, or correct the date of a draft."),
        Rule("own-ancestor", "A provision would be its own ancestor", "Links lead from the earlier text to the later one. Turn the link around, or retract the one that leads back."),
        Rule("points-of-several-drafts", "A link leads from one draft to one draft", "Write a link for each."),
        Rule("split-needs-two-targets", "A split has two or more targets", "Name them in to."),
        Rule("join-needs-two-sources", "A joined point has two or more origins", "Name them in from."),
        Rule("inserted-has-no-source", "What was inserted was not there before", "Leave from empty, and name the base in fromDraft."),
        Rule("dropped-has-no-target", "What was dropped has no target", "Leave to empty, and name the draft in toDraft."),
        Rule("conflict-needs-two", "A conflict is between two or more", "Name what cannot all hold."),
        Rule("not-in-conflict", "The choice is not in the conflict", "Choose one of its claims or links, or none."),
        Rule("unknown-point", "There is no such point", "Name a point as proposal/draft/point."),
        Rule("elsewhere", "Address and body name different things", "Let both name the same, or send the body to its own address."),
        Rule("id-fixed", "An id stays what it is", "Retract what has it, and record another."),
        new("unknown-negotiation", 404, "There is no such negotiation", "GET /api/negotiations lists the negotiations."),
    ];

    public static readonly ProblemType[] All =
    [
        .. Named,
        .. Enum.GetValues<EntryKind>().Where(kind => kind != EntryKind.Negotiation).Select(EventNames.Noun)
            .Select(noun => Rule($"unknown-{noun}", $"There is no such {noun}", $"Record the {noun} first, or name another. In an address this is 404.")),
    ];

    private static ProblemType Rule(string code, string title, string remedy) => new(code, StatusCodes.Status422UnprocessableEntity, title, remedy);

    private static ProblemType Conflict(string code, string title, string remedy) => new(code, StatusCodes.Status409Conflict, title, remedy);
}
