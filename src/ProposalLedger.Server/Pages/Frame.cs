using ProposalLedger.Domain.Clocks;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Steps;

namespace ProposalLedger.Server.Pages;

/// <summary>How an open page hears of news.</summary>
public enum Follows
{
    /// <summary>It does not: nothing changes at its address.</summary>
    Nothing,

    /// <summary>Through the hub's <c>Watch</c> of the page's own view.</summary>
    View,

    /// <summary>Through the hub's <c>Tail</c>: the page shows events, or several negotiations.</summary>
    Log,
}

/// <summary>What stands around the content of every page.</summary>
public sealed record Frame
{
    public required string Title { get; init; }

    /// <summary>Null on pages of no negotiation.</summary>
    public Here? Here { get; init; }

    /// <summary>After <c>{n}/</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The parameters of the view; those of the cut are not among them.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();
    public long Position { get; init; }
    public long Head { get; init; }

    /// <summary>What became of anything that is shown, up to this position, is told: on a page of the past that is later than what it shows.</summary>
    public long Known { get => known ?? Position; init => known = value; }

    private readonly long? known;

    /// <summary>A page of no negotiation that goes by the log itself: how far is said all the same.</summary>
    public bool IsOfLog { get; init; }

    /// <summary>A page of no negotiation at a position.</summary>
    public bool IsPinned { get => Here?.Cut.At is not null || isPinned; init => isPinned = value; }

    private readonly bool isPinned;

    /// <summary>Events of this scope are shown, too, and told to nobody who follows the negotiation.</summary>
    public string? Beside { get; init; }

    /// <summary>Who reads it. Every page is given one as it is made.</summary>
    public Visitor Visitor { get; init; } = Visitor.Nobody;

    /// <summary>When the page was made, UTC.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Of the view's body, as the API sends it.</summary>
    public string? Etag { get; init; }
    public IReadOnlyList<StoppedView> Stopped { get; init; } = [];
    public Follows Follows { get; init; }

    /// <summary>What is new is shown at once: nobody reads here whose place must be kept.</summary>
    public bool AtOnce { get; init; }

    /// <summary>The same as JSON; null where the API has no such address.</summary>
    public string? Api { get; init; }

    /// <summary>How the state that is shown is cited; null where the page is no view's.</summary>
    public Citing.Citation? Citation { get; init; }

    /// <summary>On a page at a position: what was corrected since of what it shows.</summary>
    public Views.Citing.CorrectedSince? Since { get; init; }

    /// <summary>What is shown lacks the text of these events: it was taken away.</summary>
    public IReadOnlyList<Change> Redacted { get; init; } = [];

    /// <summary>Null on pages of no negotiation.</summary>
    public Replay? Replay { get; init; }

    /// <summary>How many records are left out because their date straddles the cut.</summary>
    public int Uncertain { get; init; }

    public string Sentence => SentenceOf(Here?.Cut);

    public static string SentenceOf(Cut? cut) => cut switch
    {
        null or { AsOf: null, KnownBy: null, At: null } => "Current state",
        { AsOf: { } on, KnownBy: { } known } => $"State {Day(on)}, as known {Day(known)}{Recorded(cut)}",
        { AsOf: { } on, At: null } => $"State {Day(on)}, as known now",
        { AsOf: { } on } => $"State {Day(on)}{Recorded(cut)}",
        { KnownBy: { } known } => $"State as known {Day(known)}{Recorded(cut)}",
        _ => "State as recorded",
    };

    /// <summary>What a past state does not show; null where nothing is cut off.</summary>
    public string? LeftOut
    {
        get
        {
            if (Here?.Cut is not { } cut || cut == Cut.Now) return null;
            var later = new[] { cut.AsOf is null ? null : "happened", cut.KnownBy is null ? null : "was published", cut.At is null ? null : "was recorded" }.OfType<string>();
            var uncertain = Uncertain == 0 ? "" : $", and {Words.Say.Count(Uncertain, "record")} of uncertain date";
            return $"Left out: what {string.Join(" or ", later)} later{uncertain}.";
        }
    }

    /// <summary>The page's path in its address.</summary>
    public string Place => $"/{Here?.Negotiation}{(Path.Length > 0 ? "/" : "")}{Path}";

    /// <summary>What stays of the view's parameters where the state changes: a cursor is of one state.</summary>
    public IEnumerable<KeyValuePair<string, string>> Lasting => Query.Where(q => q.Key != "next" && q.Value.Length > 0);

    /// <summary>This page at another cut.</summary>
    public string To(Cut cut, Clock? replayed = null) => Address(Place, Lasting, cut, replayed);

    /// <summary>An address as it is cited: the view's parameters, the cut, and last what only the page knows.</summary>
    public static string Address(string place, IEnumerable<KeyValuePair<string, string>> query, Cut cut, Clock? replayed = null)
    {
        var all = query.Select(q => $"{q.Key}={Here.Encode(q.Value)}").Append(Of(cut, replayed)).Where(p => p.Length > 0);
        return string.Join('?', new[] { place, string.Join('&', all) }.Where(p => p.Length > 0));
    }

    /// <summary>A cut as addresses have it.</summary>
    public static string Of(Cut cut, Clock? replayed) => string.Join('&', new[]
    {
        cut.AsOf is { } asOf ? $"asOf={Uri.EscapeDataString(asOf.Text)}" : "",
        cut.KnownBy is { } knownBy ? $"knownBy={Uri.EscapeDataString(knownBy.Text)}" : "",
        cut.At is { } at ? $"at={at.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "",
        replayed is { } clock ? $"{Replay.Parameter}={clock.Name()}" : "",
    }.Where(p => p.Length > 0));

    private static string Recorded(Cut cut) => cut.At is null ? "" : ", as recorded";

    private static string Day(Edtf date) => (date.End - date.Start)?.TotalDays <= 1 ? $"on {Words.DateWords.Of(date)}" : $"at the end of {Words.DateWords.Of(date)}";
}
