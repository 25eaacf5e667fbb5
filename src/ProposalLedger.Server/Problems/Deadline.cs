namespace ProposalLedger.Server.Problems;

/// <summary>How long a request waits for the database, all that it asks of it together: then it gets its 503, and never hangs.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.7);
    private static readonly object Key = new();

    /// <summary>Cancelled when the caller leaves, or has waited long enough since the request's first question.</summary>
    public static CancellationToken InTime(this HttpContext http)
    {
        if (http.Items.TryGetValue(Key, out var known)) return ((CancellationTokenSource)known!).Token;
        var source = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        source.CancelAfter(Patience);
        http.Items[Key] = source;
        http.Response.RegisterForDispose(source);
        return source.Token;
    }
}
