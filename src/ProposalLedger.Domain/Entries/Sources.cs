namespace ProposalLedger.Domain.Entries;

public enum SourceKind { News, Agency, Broadcaster, StateMedia, Tabloid, Aggregator, Blog, Official, Transcript, Interview, Post, Report, Other }

/// <summary>Where something comes from. What nobody graded stays without a grade.</summary>
public sealed record Source : Entry
{
    public required string Publisher { get; init; }
    public required string Title { get; init; }
    public Edtf? Published { get; init; }
    public string? Url { get; init; }
    public required SourceKind Kind { get; init; }

    /// <summary>SHA-256 of the bytes that were read, 64 lower-case hex digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>A to F, given by a named editor (the actor of the event).</summary>
    public string? Reliability { get; init; }
    public string? Note { get; init; }
    public override EntryKind EntryKind => EntryKind.Source;
    public override Edtf? HappenedOn => Published;
    public override Edtf? PublishedOn => Published;
}

/// <summary>A text with the sources that report it.</summary>
public sealed record Reported
{
    public required string Text { get; init; }
    public required Values<string> Sources { get; init; }
}
