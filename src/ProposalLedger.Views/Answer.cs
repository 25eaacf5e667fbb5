namespace ProposalLedger.Views;

/// <summary>What a question gets.</summary>
public abstract record Answer
{
    private Answer() { }

    /// <param name="Value">A record of this project; <see cref="ViewJson"/> writes it.</param>
    public sealed record Body(object Value) : Answer;

    /// <summary>There is no such thing at this cut (404).</summary>
    public sealed record NotFound(string Code, string Detail) : Answer;

    /// <param name="Path">The path after <c>{n}/</c> that the thing has at this cut.</param>
    public sealed record Redirect(string Path) : Answer;

    /// <summary>The query cannot be read (400). A refusal's pointer names the parameter: <c>/limit</c>.</summary>
    public sealed record Refused(IReadOnlyList<Refusal> Refusals) : Answer;
}
