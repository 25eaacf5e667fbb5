using ProposalLedger.Domain.Clocks;
using ProposalLedger.Views.Histories;

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

    /// <summary>When the page was made, UTC.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Of the view's body, as the API sends it.</summary>
    public string? Etag { get; init; }
    public IReadOnlyList<StoppedView> Stopped { get; init; } = [];
    public Follows Follows { get; init; }

    /// <summary>The same as JSON; null where the API has no such address.</summary>
    public string? Api { get; init; }

    /// <summary>How the state that is shown is cited; null where the page is no view's.</summary>
    public Citing.Citation? Citation { get; init; }

    /// <summary>On a page at a position: what was corrected since of what it shows.</summary>
    public Views.Citing.CorrectedSince? Since { get; init; }

    public string Sentence => SentenceOf(Here?.Cut);

    public static string SentenceOf(Cut? cut) => cut switch
    {
        null or { AsOf: null, KnownBy: null, At: null } => "Current state",
        { AsOf: { } on, KnownBy: { } known } => $"State on {Day(on)}, as known on {Day(known)}",
        { AsOf: { } on, At: not null } => $"State on {Day(on)}, as recorded",
        { AsOf: { } on } => $"State on {Day(on)}, as known now",
        { KnownBy: { } known } => $"State as known on {Day(known)}",
        _ => "State as recorded",
    };

    private static string Day(Edtf date) => Words.DateWords.Of(date);
}
