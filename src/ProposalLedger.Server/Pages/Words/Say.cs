using System.Globalization;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Compare;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Search;
using ProposalLedger.Views.Steps;
using ProposalLedger.Views.Since;
using ProposalLedger.Views.Timeline;

namespace ProposalLedger.Server.Pages.Words;

/// <summary>The vocabulary in plain words, as sentences of the pages use it.</summary>
internal static class Say
{
    public static string Fate(Fate fate) => fate switch
    {
        Domain.Entries.Fate.SetAside => "set aside",
        Domain.Entries.Fate.MovedToAnotherTrack => "moved to another track",
        Domain.Entries.Fate.Unknown => "fate unknown",
        _ => Plain(fate),
    };

    public static string Compared(ComparedAs kind) => kind switch
    {
        ComparedAs.Unknown => "fate unknown",
        ComparedAs.Unaccounted => "not accounted for",
        ComparedAs.Unlinked => "origin not recorded",
        ComparedAs.Suggested => "suggested, not asserted",
        ComparedAs.OriginSuggested => "origin suggested, not asserted",
        ComparedAs.InParts => "accounted for in parts",
        ComparedAs.WithParent => "not spoken of apart from their point",
        ComparedAs.Unspoken => "not spoken of",
        _ => Plain(kind),
    };

    /// <summary>The same for a count's JSON name.</summary>
    public static string Compared(string name) => Compared(Enum.GetValues<ComparedAs>().First(kind => Slug(kind) == name));

    public static string Confidence(Confidence confidence) => confidence switch
    {
        Domain.Entries.Confidence.Unknown => "confidence unknown",
        _ => Plain(confidence),
    };

    public static string Basis(Basis basis) => basis switch
    {
        Domain.Entries.Basis.FirstHand => "first-hand",
        Domain.Entries.Basis.Attributed => "attributed",
        Domain.Entries.Basis.OutletReported => "reported by an outlet in its own voice",
        _ => "an observer's judgement",
    };

    public static string Stance(Stance stance) => stance switch
    {
        Domain.Entries.Stance.SupportsIf => "supports on a condition",
        Domain.Entries.Stance.Mixed => "mixed: parts suit, parts do not",
        Domain.Entries.Stance.Silent => "says nothing on it",
        Domain.Entries.Stance.Declines => "declines to say",
        Domain.Entries.Stance.Reserves => "reserves its position",
        _ => Plain(stance),
    };

    /// <summary>A stance toward something, as a sentence goes on after the party.</summary>
    public static string StanceOn(Stance stance, string what) => stance switch
    {
        Domain.Entries.Stance.SupportsIf => $"supports {what} on a condition",
        Domain.Entries.Stance.Mixed => $"finds parts of {what} to suit it, and parts not",
        Domain.Entries.Stance.Silent => $"says nothing on {what}",
        Domain.Entries.Stance.Declines => $"declines to say what it holds of {what}",
        Domain.Entries.Stance.Reserves => $"reserves its position on {what}",
        _ => $"{Plain(stance)} {what}",
    };

    /// <summary>A condition is a sentence of its own: it stands in brackets after the stance, without its full stop.</summary>
    public static string Condition(string? condition) => condition is null ? "" : $" ({condition.TrimEnd('.')})";

    /// <summary>What stands in a cell of the matrix.</summary>
    public static string Letter(Stance stance) => stance switch
    {
        Domain.Entries.Stance.SupportsIf => "if",
        Domain.Entries.Stance.Silent => "–",
        Domain.Entries.Stance.Declines => "N",
        _ => stance.ToString()[..1],
    };

    public static string Status(PointStatus status) => status == PointStatus.Unknown ? "status unknown" : Plain(status);

    public static string State(PointState state) => state switch
    {
        PointState.Unknown => "reported unknown",
        PointState.ReportsDiffer => "reports differ",
        PointState.KeptOrReworded => "kept or reworded, no status reported",
        _ => Plain(state),
    };

    public static string Extent(TextExtent text) => text switch
    {
        TextExtent.Full => "full text",
        TextExtent.Partial => "part of the text",
        _ => "text not known",
    };

    public static string TextKind(TextKind kind) => kind switch
    {
        Domain.Entries.TextKind.Verbatim => "the wording itself",
        Domain.Entries.TextKind.Translation => "a translation",
        Domain.Entries.TextKind.Paraphrase => "a paraphrase: the words are the ledger's",
        Domain.Entries.TextKind.Oral => "as told aloud: no wording was released",
        _ => "of unknown kind",
    };

    /// <summary>Where a text stands, and in whose words: who tells of it is never left out.</summary>
    public static string TextBy(TextKind kind, string publishers) => kind switch
    {
        Domain.Entries.TextKind.Verbatim => $"the text itself, in the copy of {publishers}",
        Domain.Entries.TextKind.Translation => $"a translation of the text, by {publishers}",
        Domain.Entries.TextKind.Paraphrase => $"a paraphrase, by the ledger, of the text as printed by {publishers}",
        Domain.Entries.TextKind.Oral => $"as described aloud; reported by {publishers}",
        _ => $"a text of unknown kind, by {publishers}",
    };

    public static string Timeline(TimelineKind kind) => kind switch
    {
        TimelineKind.Status => "status of a point",
        TimelineKind.Movement => "change of position",
        TimelineKind.Action => "action outside the table",
        _ => Plain(kind),
    };

    public static string Timelines(TimelineKind kind) => kind switch
    {
        TimelineKind.Status => "statuses of points",
        TimelineKind.Movement => "changes of position",
        TimelineKind.Action => "actions outside the table",
        _ => Plain(kind) + "s",
    };

    public static string Changed(SinceChange change) => change switch
    {
        SinceChange.Corrected => "Corrected since",
        SinceChange.Retracted => "Retracted since",
        SinceChange.Gone => "No longer in this state, after a date was corrected",
        SinceChange.New => "Came in only since",
        _ => "Known then, and unchanged",
    };

    /// <summary>Entries of a kind, counted: 1 claim, 2 claims.</summary>
    public static string Count(int count, EntryKind kind) => Count(count, Plain(kind), Plural(Plain(kind)));

    public static string Searched(SearchKind kind) => kind == SearchKind.Action ? "actions" : Plural(Plain(kind));

    /// <summary>Of the words that lists have in addresses: party, parties.</summary>
    public static string Plural(string word) => word.EndsWith('y') ? word[..^1] + "ies" : word.EndsWith('s') ? word + "es" : word + "s";

    public static string Conflict(ConflictKind kind) => kind switch
    {
        ConflictKind.TwoVoices => "two voices of one party",
        ConflictKind.SourceError => "error of a source",
        ConflictKind.CutQuotation => "cut quotation",
        ConflictKind.Rendering => "differing renderings",
        _ => Plain(kind),
    };

    /// <summary>What the kind means, for a reader who meets it first.</summary>
    public static string ConflictMeans(ConflictKind kind) => kind switch
    {
        ConflictKind.Contradiction => "Reports or statements that cannot all be true.",
        ConflictKind.Rendering => "One text or one interview, given differently by those who print or translate it.",
        ConflictKind.CutQuotation => "One saying, quoted at different lengths, so that it seems to mean different things.",
        ConflictKind.TwoVoices => "Two who speak for the same party say different things.",
        _ => "A source has made a mistake, as another source or the source itself shows.",
    };

    public static string Standing(ConflictStanding standing) => standing switch
    {
        ConflictStanding.Open => "not resolved",
        ConflictStanding.Resolved => "resolved",
        _ => "lapsed",
    };

    /// <summary>A heading for claims of one basis: whose word they are.</summary>
    public static string BasisGroup(Basis basis) => basis switch
    {
        Domain.Entries.Basis.FirstHand => "First-hand: in their own words",
        Domain.Entries.Basis.Attributed => "Attributed: one speaks of another",
        Domain.Entries.Basis.OutletReported => "Outlets in their own voice",
        _ => "Observers and commentators",
    };

    public static string Session(SessionStatus status) => status == SessionStatus.NotHeld ? "announced, not held" : Plain(status);

    public static string Replayed(Clock clock) => clock switch { Clock.AsOf => "as it happened", Clock.KnownBy => "as it became known", _ => "as it was recorded" };

    /// <summary>draft-tabled.v1: draft tabled.</summary>
    public static string EventType(string type) => type.Split('.')[0].Replace('-', ' ');

    public static string Number(decimal number) => number.ToString("#,##0.############", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    public static string Term(Term term)
    {
        var amount = (term.Value, term.Range) switch
        {
            ({ } value, _) => Number(value),
            (_, { From: { } from, To: { } to }) => $"{Number(from)} to {Number(to)}",
            (_, { From: { } from }) => $"at least {Number(from)}",
            (_, { To: { } to }) => $"at most {Number(to)}",
            _ => "no figure",
        };
        return $"{amount} {term.Unit}{(term.Scope is { } scope ? $", {scope}" : "")}";
    }

    /// <summary>The earlier draft has it and the later one too, as far as anybody says: nothing changed.</summary>
    public static bool IsChange(ComparedAs kind) => kind is not (ComparedAs.Unchanged or ComparedAs.Carried);

    /// <summary>After a count: how many of them nobody reported, but somebody inferred.</summary>
    public static string Inferred(int inferred, int of) => inferred == 0 ? "" : inferred == of ? " (inferred)" : $" ({Number(inferred)} of them inferred)";

    /// <summary>A line of a text; what is cut off is counted.</summary>
    public static string Short(string text, int most = 240) => text.Length <= most ? text
        : $"{text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)} … ({Number(text.Length)} characters)";

    public static string Count(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>Of the words that lists have in addresses: parties, party.</summary>
    public static string Singular(string word) => word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y" : word[..^1];

    public static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    /// <summary>The beginning of a text of others, cut between two words; whole where it is not long.</summary>
    public static string Brief(string text) => Views.Brief.Of(text);

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>An enumeration's name as words: MovedToAnotherTrack, moved to another track.</summary>
    public static string Plain<T>(T value) where T : struct, Enum => Slug(value).Replace('-', ' ');

    /// <summary>The same as in JSON and in class names: moved-to-another-track.</summary>
    public static string Slug<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
