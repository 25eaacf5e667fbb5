namespace ProposalLedger.Views.Claims;

/// <summary>In which order claims are listed.</summary>
public enum ClaimGrouping
{
    /// <summary>By when it was said.</summary>
    Time,

    /// <summary>By whose word it is, first-hand first; within that by when it was said.</summary>
    Basis,
}

/// <summary>Claims that fit, with how many there are of whose word.</summary>
public sealed record ClaimList : Page<AsRecorded<Claim>>
{
    /// <summary>The order; <c>basis</c> where a session is chosen and nothing else is asked for.</summary>
    public required ClaimGrouping Group { get; init; }

    /// <summary>All that fit, also beyond this part, by whose word they are: every basis, also those of which there is none.</summary>
    public required IReadOnlyList<ClaimGroup> Groups { get; init; }

    /// <summary>Id of the earliest claim that is first-hand: up to it others speak. Null where nobody is heard first-hand.</summary>
    public string? FirstHandFrom { get; init; }

    /// <summary>Of those that fit, how many have a date so vague that it may lie outside of <c>from</c> and <c>to</c>.</summary>
    public required int Vaguer { get; init; }

    /// <summary>
    /// Of the parties of the session that is chosen, or, where a time alone is asked for, of those that these claims are of: those of which no first-hand claim is here.
    /// They may be heard on other things and at other times. Empty where anything else narrows the list.
    /// </summary>
    public required IReadOnlyList<string> NotHeardFirstHand { get; init; }

    /// <summary>Ids of the claims of this part whose sources are all of one publisher.</summary>
    public required IReadOnlyList<string> OneOutlet { get; init; }
}

/// <summary>How many claims are of one basis.</summary>
public sealed record ClaimGroup(Basis Basis, int Total);
