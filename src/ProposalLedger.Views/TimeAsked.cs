namespace ProposalLedger.Views;

/// <summary>A time that is asked about; open where an end is not given.</summary>
internal sealed record TimeAsked(Edtf? From, Edtf? To)
{
    public bool IsAsked => From is not null || To is not null;

    /// <summary>It may lie within: a vague date is all that it covers.</summary>
    public bool Touches(Edtf? date) => date is not null && !(date.End <= From?.Start) && !(date.Start >= To?.End);

    /// <summary>It certainly lies within.</summary>
    public bool Holds(Edtf date) => (From?.Start is not { } start || date.Start >= start) && (To?.End is not { } end || date.End <= end);
}
