using System.Globalization;
using ProposalLedger.Domain;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Pages;

/// <summary>The audit of a negotiation and of the whole ledger: the table of events, and the page of each.</summary>
public static partial class PageRoutes
{
    private const int EventsShown = 100;

    private static async Task<IResult> AuditAsync(HttpContext http, string n, ViewReader reader, Follower follower, LedgerStore store, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        if (PageAddress.Plain(http.Request, query) is { } plain) return TypedResults.Redirect(plain);
        var (here, frame, snapshot, refused) = await OpenAsync(http, n, "audit", query, reader, follower, ct);
        if (refused is not null) return refused;
        var refusals = Read(query, AuditFilter.Unknown(frame!.Query, "after"), out var filter, out var after);
        if (refusals.Count > 0) return Refused(http, refusals, frame);
        var audited = await AuditedEvents.ReadAsync(store, await AuditScope.OfAsync(store, snapshot!, ct), filter, after, EventsShown, ct);
        return Table(http, audited, filter, after, new AuditPlace(here!), frame! with
        {
            Follows = snapshot!.Cut.At is null ? Follows.Log : Follows.Nothing, Beside = StreamKey.Access(n),
            // The API tells of tokens and roles apart.
            Api = audited.Events.All(e => e.Scope == n) ? ApiOf(filter, after, $"negotiation={n}&") : null,
        });
    }

    /// <summary>Every event that the caller may read, by the API's own rule.</summary>
    private static async Task<IResult> LedgerAuditAsync(HttpContext http, ViewReader reader, LedgerStore store, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        if (PageAddress.Plain(http.Request, query) is { } plain) return TypedResults.Redirect(plain);
        var (scope, cut, frame, refused) = await OpenLedgerAsync(http, "audit", query, store, ct);
        if (refused is not null) return refused;
        var refusals = Read(query, AuditFilter.Unknown(query, "at", "after"), out var filter, out var after);
        if (refusals.Count > 0) return Refused(http, refusals, frame);
        var audited = await AuditedEvents.ReadAsync(store, scope!, filter, after, EventsShown, ct);
        return Table(http, audited, filter, after, new AuditPlace(cut!, await HeresAsync(http, audited.Events, cut!, reader, ct)), frame! with
        {
            Follows = cut!.At is null ? Follows.Log : Follows.Nothing, Api = cut.At is null ? ApiOf(filter, after, "") : null,
        });
    }

    private static async Task<IResult> EventAsync(HttpContext http, string n, long position, ViewReader reader, Follower follower, LedgerStore store, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        var (here, frame, snapshot, refused) = await OpenAsync(http, n, $"audit/{position}", query, reader, follower, ct);
        if (refused is not null) return refused;
        var refusals = Read(query, AuditFilter.Unknown(frame!.Query), out var filter, out _);
        if (refusals.Count > 0) return Refused(http, refusals, frame);
        var scope = await AuditScope.OfAsync(store, snapshot!, ct);
        // What was recorded after the cut's position is not there to be told of.
        if (position > snapshot!.Position || await store.GetEventAsync(position, ct) is not { } found || !scope.Holds(found))
            return Failure(http, StatusCodes.Status404NotFound, $"This negotiation has no event at position {position}{(snapshot.Cut.At is { } at ? $" up to position {at}" : "")}.", frame);
        if (!scope.IsWithin(position))
            return Failure(http, StatusCodes.Status404NotFound, $"The event at position {position} is on record, but outside this cut: by its own clocks it happened after asOf, was published after knownBy, or straddles one of them.", frame);
        return await EventAsync(http, found, scope, filter, found.Scope == n ? snapshot : null, snapshot.Position, new AuditPlace(here!), frame!, store, ct);
    }

    private static async Task<IResult> LedgerEventAsync(HttpContext http, long position, ViewReader reader, LedgerStore store, CancellationToken ct)
    {
        var query = PageAddress.Query(http.Request);
        var (scope, cut, frame, refused) = await OpenLedgerAsync(http, $"audit/{position}", query, store, ct);
        if (refused is not null) return refused;
        var refusals = Read(query, AuditFilter.Unknown(query, "at"), out var filter, out _);
        if (refusals.Count > 0) return Refused(http, refusals, frame);
        // What may not be read and what is not there are refused alike, as by the API.
        if (await store.GetEventAsync(position, ct) is not { } found || !scope!.Holds(found))
            return Failure(http, StatusCodes.Status404NotFound, $"There is no event at position {position} that you may read. Positions are 1 to {scope!.UpTo}.", frame);
        var snapshot = StreamKey.IsAccess(found.Scope, out _) ? null : (await reader.OpenAsync(Caller.Of(http), found.Scope, ct))?.At(cut!);
        return await EventAsync(http, found, scope, filter, snapshot, scope.UpTo!.Value, new AuditPlace(cut!, snapshot is null ? [] : [new Here(snapshot, Frame.Of(cut!, null))]), frame!, store, ct);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<Document> Table(HttpContext http, AuditedEvents audited, AuditFilter filter, long after, AuditPlace place, Frame frame)
    {
        RedactedHeader.Set(http, audited.Events);
        return Page(http, new("Audit", typeof(AuditPage), new() { ["Audited"] = audited, ["Filter"] = filter, ["After"] = after, ["Place"] = place }), frame with { Title = "Audit" });
    }

    private static async Task<IResult> EventAsync(HttpContext http, StoredEvent found, AuditScope scope, AuditFilter filter, Snapshot? snapshot, long upTo, AuditPlace place, Frame frame, LedgerStore store, CancellationToken ct)
    {
        var (title, services) = ($"Event at position {found.Position}", http.RequestServices);
        var audited = await AuditedEvent.ReadAsync(found, snapshot, upTo, store, services.GetRequiredService<LogTables>(), services.GetRequiredService<Coverage>(), ct);
        var near = filter.IsEmpty ? default : await AuditedEvents.NextToAsync(store, scope, filter, found.Position, ct);
        RedactedHeader.Set(http, [found]);
        return Page(http, new(title, typeof(EventPage), new() { ["Audited"] = audited, ["Filter"] = filter, ["Before"] = near.Before, ["After"] = near.After, ["Place"] = place }),
            frame with { Title = title, Api = $"/api/events/{found.Position.ToString(CultureInfo.InvariantCulture)}" });
    }

    /// <summary>The log as far as the caller may read it, up to the position that is asked for.</summary>
    private static async Task<(AuditScope? Scope, Cut? Cut, Frame? Frame, IResult? Refused)> OpenLedgerAsync(HttpContext http, string path, Dictionary<string, string> query, LedgerStore store, CancellationToken ct)
    {
        // Dates are of negotiations: where one is given it is refused as a parameter that is none here.
        var refusals = Cut.TryRead(query.Where(part => part.Key == "at").ToDictionary(), out var cut);
        var (caller, doors) = (Caller.Of(http), http.RequestServices.GetRequiredService<Doors>());
        var head = await store.GetHeadAsync(ct);
        await doors.ReadyAsync(caller, head, ct);
        var frame = new Frame
        {
            Title = "Audit", Path = path, Made = Now(http), Position = Math.Min(cut.At ?? head, head), Head = head, Known = head, IsOfLog = true, IsPinned = cut.At is not null,
            Query = query.Where(part => part.Key != "at").ToDictionary(StringComparer.Ordinal),
        };
        if (refusals.Count > 0) return (null, null, frame, Refused(http, refusals, frame));
        if (cut.At > head) return (null, null, frame, Failure(http, StatusCodes.Status404NotFound, ViewReader.BeyondHead(cut.At.Value, head).Detail, frame));
        return (await AuditScope.OfAllAsync(store, doors, caller, frame.Position, ct), cut, frame, null);
    }

    /// <summary>The negotiations that events are of, for their titles.</summary>
    private static async Task<IReadOnlyList<Here>> HeresAsync(HttpContext http, IReadOnlyList<StoredEvent> events, Cut cut, ViewReader reader, CancellationToken ct)
    {
        var heres = new List<Here>();
        foreach (var negotiation in events.Select(e => e.Scope).Where(scope => !StreamKey.IsAccess(scope, out _)).Distinct(StringComparer.Ordinal))
            if (await reader.OpenAsync(Caller.Of(http), negotiation, ct) is { } dossier) heres.Add(new Here(dossier.At(cut), Frame.Of(cut, null)));
        return heres;
    }

    private static IReadOnlyList<Refusal> Read(Dictionary<string, string> query, IReadOnlyList<Refusal> unknown, out AuditFilter filter, out long after)
    {
        IReadOnlyList<Refusal> refusals = [.. unknown, .. AuditFilter.TryRead(query, out filter)];
        return long.TryParse(query.GetValueOrDefault("after", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out after) ? refusals
            : [.. refusals, new("bad-parameter", "/after", "A position is a whole number from 0.")];
    }

    // The API narrows by type alone: other filters' events are not what it would send.
    private static string? ApiOf(AuditFilter filter, long after, string negotiation) => filter.Set.Keys.Any(name => name != "type") ? null
        : $"/api/events?{negotiation}after={after}&limit={EventsShown}{(filter["type"] is { } types ? $"&type={Here.Encode(types)}" : "")}";
}
