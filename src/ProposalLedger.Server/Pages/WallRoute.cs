using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Reading;

namespace ProposalLedger.Server.Pages;

public static partial class PageRoutes
{
    /// <summary>The wall dashboard follows the log: it shows several views, and what was recorded last.</summary>
    private static async Task<IResult> WallAsync(HttpContext http, string n, ViewReader reader, Follower follower, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        if (PageAddress.Plain(http.Request, query) is { } plain) return TypedResults.Redirect(plain);
        var (_, frame, snapshot, refused) = await OpenAsync(http, n, "live", query, reader, follower, ct);
        if (refused is not null) return refused;
        if (frame!.Query.Keys.FirstOrDefault() is { } unknown) return Refused(http, [new("unknown-parameter", "/" + unknown, $"'{unknown}' is no parameter here.")], frame);
        return Page(http, new("Live", typeof(LivePage), new() { ["Wall"] = Wall.Of(snapshot!, frame.Made), ["Made"] = frame.Made }), frame with
        {
            Title = "Live", AtOnce = true, Follows = snapshot!.Cut.At is null ? Follows.Log : Follows.Nothing,
        });
    }
}
