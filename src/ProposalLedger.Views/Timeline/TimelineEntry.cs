namespace ProposalLedger.Views.Timeline;

public enum TimelineKind { Session, Action, Proposal, Draft, Amendment, Status, Claim, Movement }

/// <summary>Something dated. The list is <see cref="Page{T}"/>, by occurred then position.</summary>
public sealed record TimelineEntry
{
    public required TimelineKind Kind { get; init; }

    /// <summary>The entry's id; a draft's <c>p/d</c>; a movement's is that of the claim that moves.</summary>
    public required string Key { get; init; }
    public required Edtf Occurred { get; init; }

    /// <summary>Where from or to was asked for: its date reaches beyond what was asked for, so that it may have happened before or after that.</summary>
    public bool? Uncertain { get; init; }
    public Edtf? PublicSince { get; init; }
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The entry itself, by its runtime type; for a movement the <see cref="Timeline.Movement"/>.</summary>
    public required object Entry { get; init; }

    /// <summary>Of an action: the claims about it, in the order of what was said. Its motive, legality and genuineness are what somebody says of it.</summary>
    public IReadOnlyList<AsRecorded<Claim>>? Claims { get; init; }
}

/// <summary>A holder's stance on one subject, changed between two first-hand claims that are in no conflict with each other. What lies between them, a silence or a refusal to say, does not count.</summary>
public sealed record Movement
{
    public required string Holder { get; init; }
    public required Subject About { get; init; }
    public required Stance From { get; init; }
    public required Stance To { get; init; }
    public required AsRecorded<Claim> Earlier { get; init; }
    public required AsRecorded<Claim> Later { get; init; }
}
