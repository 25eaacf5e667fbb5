namespace ProposalLedger.Server.Reading;

internal static class EventStream
{
    public static Task WriteAsync(HttpContext http, long after, string? negotiation, CancellationToken ct) => throw new NotSupportedException();
}
