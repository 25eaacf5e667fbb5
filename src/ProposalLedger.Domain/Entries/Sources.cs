namespace ProposalLedger.Domain.Entries;

public enum SourceKind { News, Agency, Broadcaster, StateMedia, Tabloid, Aggregator, Blog, Official, Transcript, Interview, Post, Report, Other }

/// <summary>Where something comes from. What nobody graded stays without a grade.</summary>
public sealed record Source : Entry
{
    public required string Publisher { get; init; }
    public required string Title { get; init; }
    public Edtf? Published { get; init; }

    [WrittenAs(@"\Ahttps?://[^\s/@:]+(:\d{1,5})?([/?#][^\s]*)?\z", "not-a-web-address", "Write an absolute http or https address, without user name.")]
    public string? Url { get; init; }
    public required SourceKind Kind { get; init; }

    /// <summary>SHA-256 of the bytes that were read, 64 lower-case hex digits.</summary>
    [WrittenAs(@"\A[0-9a-f]{64}\z", "not-a-sha256", "Write 64 lower-case hex digits.")]
    public string? Sha256 { get; init; }

    /// <summary>A to F, given by a named editor (the actor of the event).</summary>
    [WrittenAs(@"\A[A-F]\z", "unknown-value", "A reliability is one of A, B, C, D, E, F."), Structure]
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

    /// <summary>How many points they say that the draft has, where they say so; from 1.</summary>
    public int? Count { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
}
