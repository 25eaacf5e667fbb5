namespace ProposalLedger.EventStore;

/// <summary>The database cannot be reached or did not answer in time. Retry later, with the same command id.</summary>
/// <param name="message">What happened, for people.</param>
/// <param name="outcomeUnknown">True when the write may have been done all the same: only a repetition with the same command id can tell.</param>
/// <param name="inner">The cause.</param>
public sealed class StoreUnavailableException(string message, bool outcomeUnknown = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the write may have been done all the same.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>Too many appends are waiting already; nothing was written. Retry after a moment.</summary>
public sealed class StoreOverloadedException() : Exception("Too many appends are waiting; retry after a moment.");

/// <summary>PostgreSQL cannot store this append (not JSON, U+0000 in a text, a duplicate event id ...); nothing was written.</summary>
public sealed class AppendRefusedException(string sqlState, string message, Exception inner) : Exception(message, inner)
{
    /// <summary>PostgreSQL's reason.</summary>
    public string SqlState { get; } = sqlState;
}

/// <summary>The database's schema and this program do not fit together; the message says what to do.</summary>
public sealed class SchemaMismatchException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another projector has moved a view's checkpoint, or the view was swapped: read its state again.</summary>
public sealed class ViewFencedException(string message, Exception? inner = null) : Exception(message, inner);
