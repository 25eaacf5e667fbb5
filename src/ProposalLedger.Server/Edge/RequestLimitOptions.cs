namespace ProposalLedger.Server.Edge;

/// <summary>How often one may ask; configuration section <c>Ledger:Limits</c>. Of each pair the first holds in the long run, the second after a rest.</summary>
public sealed class RequestLimitOptions
{
    /// <summary>Requests of one address in a second. Files of the pages and what belongs to a stream are not counted: a stream has limits of its own.</summary>
    public int RequestsPerSecond { get; set; } = 1_000;

    /// <summary>And at once: a wall of screens that all fetch what is new.</summary>
    public int RequestsAtOnce { get; set; } = 10_000;

    /// <summary>Requests of one actor in a second, from wherever.</summary>
    public int ActorPerSecond { get; set; } = 500;

    /// <summary>And at once.</summary>
    public int ActorAtOnce { get; set; } = 5_000;

    /// <summary>Tokens and tickets of one address that do not hold, in a minute. While there are none left, each further one is refused with 429; one that holds never is.</summary>
    public int FailuresPerMinute { get; set; } = 60;

    /// <summary>And at once.</summary>
    public int FailuresAtOnce { get; set; } = 100;

    /// <summary>Attempts of one address to sign in that fail, in a minute.</summary>
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>And at once.</summary>
    public int SignInsAtOnce { get; set; } = 30;
}
