using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;

namespace ProposalLedger.Server.Hub;

/// <summary>Following the ledger live, at <c>/hubs/ledger</c>; docs/following.md is its contract.</summary>
public sealed class LedgerHub(LogTail tail, ViewWatch watch, LiveTokens tokens, IOptions<FollowingOptions> options, ILogger<LedgerHub> log) : Microsoft.AspNetCore.SignalR.Hub
{
    /// <summary>Every event after a position, then what comes.</summary>
    /// <param name="request"><c>{ after?, negotiation?, proposal?, party?, issue?, type? }</c></param>
    /// <param name="ct">Cancelled when the client unsubscribes or is gone.</param>
    /// <exception cref="HubException">The message ends in <c>code: detail</c>.</exception>
    public Task<IAsyncEnumerable<TailMessage>> Tail(JsonElement request, CancellationToken ct) => AdmitAsync(async caller =>
    {
        var wanted = Requests.Tail(request);
        await tail.CheckAsync(wanted, caller, ct);
        return tail.FollowAsync(wanted, caller, ct);
    }, ct);

    /// <summary>A view's state now, then each later one.</summary>
    /// <param name="request"><c>{ view, query?, negotiation? }</c></param>
    /// <param name="ct">Cancelled when the client unsubscribes or is gone.</param>
    /// <exception cref="HubException">The message ends in <c>code: detail</c>.</exception>
    public Task<IAsyncEnumerable<WatchMessage>> Watch(JsonElement request, CancellationToken ct) =>
        AdmitAsync(caller => watch.StartAsync(Requests.Watch(request), caller, ct), ct);

    private Task<IAsyncEnumerable<T>> AdmitAsync<T>(Func<Caller, Task<IAsyncEnumerable<T>>> start, CancellationToken ct) =>
        Subscriptions.Of(Context, options.Value.SubscriptionsPerConnection, log).AdmitAsync(async () =>
        {
            var caller = Caller.Of(Context.User);
            await tokens.RequireAsync(caller, ct);
            return await start(caller);
        });
}
