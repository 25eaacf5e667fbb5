using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Pages;

/// <summary>The events that an audit is of.</summary>
/// <param name="Scopes">As events have them.</param>
/// <param name="UpTo">The last position; null: all.</param>
/// <param name="Within">Where a cut goes by other clocks, the positions within it.</param>
/// <param name="LeftOut">How many straddle the cut.</param>
public sealed record AuditScope(IReadOnlyList<string> Scopes, long? UpTo, IReadOnlyList<long>? Within = null, int LeftOut = 0)
{
    /// <summary>A negotiation's, with what happened to its tokens and roles: who may read the one may read the other (<see cref="Doors.MayRead"/>).</summary>
    public static async Task<AuditScope> OfAsync(LedgerStore store, Snapshot snapshot, CancellationToken ct)
    {
        var (cut, access) = (snapshot.Cut, StreamKey.Access(snapshot.Negotiation));
        IReadOnlyList<string> scopes = [snapshot.Negotiation, access];
        if (cut is { AsOf: null, KnownBy: null }) return new AuditScope(scopes, cut.At);
        // Which of a negotiation's own lie within a cut by date the views know. Of tokens and roles there are few, and no views.
        var granted = await store.ReadFilteredAsync(new EventFilter(access) { UpTo = cut.At, Until = cut.KnownBy?.End }, 0, int.MaxValue, ct);
        return new AuditScope(scopes, cut.At, [.. snapshot.EventsWithin.After(0, int.MaxValue).Concat(granted.Where(HasOccurred).Select(e => e.Position)).Order()], snapshot.EventsWithin.LeftOut);

        bool HasOccurred(StoredEvent e) => cut.AsOf is not { } asOf || (Edtf.TryParse(e.Metadata.Occurred, out var day) ? day.End : e.Recorded) <= asOf.End;
    }

    /// <summary>Every event that a caller may read, up to a position for which <see cref="Doors.ReadyAsync"/> was asked.</summary>
    public static async Task<AuditScope> OfAllAsync(LedgerStore store, Doors doors, Caller caller, long upTo, CancellationToken ct) =>
        new([.. (await store.ReadScopesAsync(ct)).Where(scope => doors.MayRead(caller, scope))], upTo);

    /// <summary>Whether an event is among them.</summary>
    public bool Holds(StoredEvent e) => Scopes.Contains(e.Scope, StringComparer.Ordinal) && (UpTo is null || e.Position <= UpTo);

    /// <summary>Whether one of them lies within the cut.</summary>
    public bool IsWithin(long position) => Within?.Contains(position) != false;
}
