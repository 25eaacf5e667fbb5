using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Problems;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.Views;
using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Json;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Server.Reading;

/// <summary>A view's body as it is sent, hashed and cited.</summary>
/// <param name="Body">Canonical JSON (RFC 8785).</param>
/// <param name="ETag">Strong, with its quotes.</param>
/// <param name="Position">The ledger position that it was computed at.</param>
/// <param name="Head">The ledger's last position, as far as this node knows.</param>
public sealed record ViewBody(ReadOnlyMemory<byte> Body, string ETag, long Position, long Head)
{
    /// <summary>The views behind it that go no further, and why; empty where nothing is wrong.</summary>
    public IReadOnlyList<StoppedView> Stopped { get; init; } = [];
}

/// <summary>An answer, and what it rests on.</summary>
/// <param name="Answer">What the question gets.</param>
/// <param name="Position">Every event up to this one is in it, but for those of stopped views.</param>
/// <param name="Head">The ledger's last position, as far as this node knows.</param>
/// <param name="Stale">The views behind it that stopped before that position.</param>
public sealed record Asked(Answer Answer, long Position, long Head, IReadOnlyList<StoppedView> Stale)
{
    /// <summary>The negotiation's state that was asked; of the list of negotiations there is none.</summary>
    public Snapshot Snapshot { get; init; } = null!;

    /// <summary>Of the list of negotiations: the states that were asked.</summary>
    public IReadOnlyList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>Of the entries in the answer the events whose text was taken away.</summary>
    public IReadOnlyList<Change> Redacted => Answer is Answer.Body(var body) ? RedactedIn.Of(Snapshot is null ? Snapshots : [Snapshot], body) : [];

    /// <summary>Of an answer at a position that the caller named: what has been recorded since of the entries in it.</summary>
    public CorrectedSince? Since { get; init; }
}

/// <summary>The one way to a view, for the API, the hub and whoever else shows one: open the dossier, cut it, ask, write.</summary>
public sealed class ViewReader(Dossiers dossiers, Searches searches, Follower follower, Doors doors)
{
    private const int SinceKept = 200;
    private readonly ConditionalWeakTable<Snapshot, ConcurrentDictionary<string, CorrectedSince>> since = [];

    /// <summary>
    /// The gate: API, hub and pages open a negotiation here and nowhere else, before they cut it. Whoever may not read it now does not read
    /// its past either, and what is refused does not depend on the cut.
    /// </summary>
    /// <returns>Null where there is none of this name, for this caller.</returns>
    public async Task<Dossier?> OpenAsync(Caller caller, string negotiation, CancellationToken ct) =>
        NegotiationId.CouldBe(negotiation) && await dossiers.OpenAsync(negotiation, ct) is { } dossier && await doors.MayReadAsync(caller, negotiation, dossier.Position, ct) ? dossier : null;

    /// <summary>The same for all that the caller may read, and for those of which he may know no more than that they are there.</summary>
    private async Task<(IReadOnlyList<Dossier> Open, IReadOnlyList<Dossier> Listed)> OpenAllAsync(Caller caller, CancellationToken ct)
    {
        var all = await dossiers.AllAsync(ct);
        await doors.ReadyAsync(caller, all.Select(dossier => dossier.Position).DefaultIfEmpty().Max(), ct);
        var known = all.ToLookup(dossier => doors.MayRead(caller, dossier.Negotiation));
        return ([.. known[true]], [.. known[false].Where(dossier => doors.MayKnow(caller, dossier.Negotiation))]);
    }

    /// <param name="caller">Who asks.</param>
    /// <param name="negotiation">The first part of the address.</param>
    /// <param name="path">What stands after it, e.g. <c>drafts/us-peace-plan/us-28</c>; empty for the overview.</param>
    /// <param name="query">Parameters by name, the cut's among them.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProblemException">404, or 400 where the query cannot be read.</exception>
    public async Task<Asked> AskAsync(
        Caller caller, string negotiation, string path, IReadOnlyDictionary<string, string> query, CancellationToken ct)
    {
        var (dossier, snapshot, head) = await CutAsync(caller, negotiation, query, ct);
        var behind = Questions.ViewsBehind(path);
        var answer = await AnswerAsync(snapshot, path, query, ct);
        return new Asked(answer, snapshot.Position, head, [.. snapshot.Stopped.Where(s => s.Position <= snapshot.Position && behind.Contains(s.View))])
        {
            Snapshot = snapshot,
            Since = answer is Answer.Body(var body) ? await SinceAsync(dossier, snapshot, path, query, body, ct) : null,
        };
    }

    /// <summary>What has been recorded since of what a pinned body shows, and whether the same address says the same now; null where nothing is pinned.</summary>
    public async Task<CorrectedSince?> SinceAsync(Dossier dossier, Snapshot snapshot, string path, IReadOnlyDictionary<string, string> query, object body, CancellationToken ct)
    {
        if (snapshot.Cut.At is null) return null;
        // A snapshot is one dossier's, so what is kept beside it is of one later position and goes when that is no longer the latest.
        var kept = since.GetValue(snapshot, _ => new());
        var address = QueryString.Create(query.Where(q => !Permanent.IsOfTheState(q.Key)).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)));
        if (kept.TryGetValue(path + address, out var known)) return known;
        var now = dossier.At(snapshot.Cut with { At = null });
        var same = now.Position == snapshot.Position || (await AnswerAsync(now, path, query, ct) is Answer.Body(var current) && ViewJson.Write(current).AsSpan().SequenceEqual(ViewJson.Write(body)));
        if (kept.Count >= SinceKept) kept.Clear();
        return kept[path + address] = CorrectedSince.Of(dossier, snapshot, body, same);
    }

    /// <summary>What an address gets at a cut. Only a search asks the database: it has the words.</summary>
    public async Task<Answer> AnswerAsync(Snapshot snapshot, string path, IReadOnlyDictionary<string, string> query, CancellationToken ct) =>
        path == Searches.Path ? await searches.AskAsync(snapshot, query, ct) : Questions.Answer(snapshot, path, query);

    /// <summary>A negotiation's state at the cut of a query: for what asks it more than one question.</summary>
    /// <exception cref="ProblemException">404, or 400 where the cut cannot be read.</exception>
    public async Task<(Dossier Dossier, Snapshot Snapshot, long Head)> CutAsync(Caller caller, string negotiation, IReadOnlyDictionary<string, string> query, CancellationToken ct)
    {
        if (Cut.TryRead(query, out var cut) is { Count: > 0 } refusals) throw new ProblemException(refusals.ToBadCut());
        var dossier = await OpenAsync(caller, negotiation, ct) ?? throw new ProblemException(doors.Refusal(negotiation));
        if (cut.At > dossier.Position) throw new ProblemException(BeyondHead(cut.At.Value, dossier.Position));
        return (dossier, dossier.At(cut), Math.Max(follower.Progress.Head, dossier.Position));
    }

    /// <summary>The views of a negotiation that met an event which they cannot apply.</summary>
    public async Task<IReadOnlyList<StoppedView>> StoppedAsync(Caller caller, string negotiation, CancellationToken ct) =>
        (await OpenAsync(caller, negotiation, ct))?.Stopped ?? [];

    /// <summary>The list of negotiations.</summary>
    /// <exception cref="ProblemException">400, or 404 where <c>at</c> is beyond the head.</exception>
    public async Task<Asked> ListAsync(Caller caller, IReadOnlyDictionary<string, string> query, CancellationToken ct)
    {
        if (Cut.TryRead(query, out var cut) is { Count: > 0 } refusals) throw new ProblemException(refusals.ToBadCut());
        var (all, listed) = await OpenAllAsync(caller, ct);
        var (projected, head) = (follower.Progress.Projected, follower.Progress.Head);
        var position = all.Count == 0 ? projected : all.Max(dossier => dossier.Position);
        if (cut.At > position) throw new ProblemException(BeyondHead(cut.At.Value, position));
        var upTo = Math.Min(cut.At ?? long.MaxValue, position);
        IReadOnlyList<Snapshot> snapshots = [.. all.Select(dossier => dossier.At(cut))];
        return new Asked(Questions.Negotiations(snapshots, listed.Select(dossier => dossier.At(cut)), query), upTo, Math.Max(head, position),
            [.. all.SelectMany(dossier => dossier.Stopped).Where(s => s.Position <= upTo).DistinctBy(s => s.View)]) { Snapshots = snapshots };
    }

    /// <summary>As <see cref="AskAsync"/>, for an answer that has a body; null where the thing is at another address or is not there.</summary>
    public async Task<ViewBody?> ReadAsync(Caller caller, string negotiation, string path, IReadOnlyDictionary<string, string> query, CancellationToken ct) =>
        await AskAsync(caller, negotiation, path, query, ct) is (Answer.Body(var value), var position, var head, _) ? Write(value, position, head) : null;

    public static ViewBody Write(object value, long position, long head)
    {
        var body = Canonical.Bytes(ViewJson.Write(value));
        return new ViewBody(body, Conditional.TagOf(body), position, head);
    }

    public static Problem BeyondHead(long position, long head) =>
        new("position-beyond-head", $"Position {position} is not there yet; the ledger stands at {head}.") { Head = head };
}
