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

    /// <summary>Who is asked to sign the checkpoints, too: of each its key and its address (C2SP tlog-witness), separated by a space.</summary>
    public IList<string> Witnesses { get; } = [];

    /// <summary>A witness is asked at most once in so long.</summary>
    public TimeSpan WitnessInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>At most one checkpoint is signed in so long.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What is wrong with it, in words; null where nothing is.</summary>
    public string? Fault()
    {
        if (Interval < TimeSpan.FromMilliseconds(10) || Interval > TimeSpan.FromSeconds(2)) return "Ledger__Log__Interval may be from 00:00:00.0100000 to 00:00:02: a checkpoint is promised within two seconds.";
        if (WitnessInterval < TimeSpan.FromMilliseconds(10)) return "Ledger__Log__WitnessInterval may be from 00:00:00.0100000 on.";
        try
        {
            _ = Witnesses.Select(Witness.Parse).ToList();
            return null;
        }
        catch (FormatException e)
        {
            return $"Ledger__Log__Witnesses: {e.Message}";
        }
    }
}
