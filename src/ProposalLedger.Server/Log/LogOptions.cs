namespace ProposalLedger.Server.Log;

/// <summary>The transparency log's signer; configuration section <c>Ledger:Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>
    /// Where the signing key and the last checkpoint are kept: outside the database, or who rolls that back rolls back the memory of it, too. Without it
    /// a directory beside the embedded PostgreSQL's; a ledger with a database of its own is signed only where this is set.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>The log's name, in every checkpoint: an address without its scheme, best the one at which <c>/log</c> is reached. It is fixed by the first checkpoint.</summary>
    public string? Origin { get; set; }

    /// <summary>At most one checkpoint is signed in so long.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);
}
