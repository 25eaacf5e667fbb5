using System.Text.Json;
using Npgsql;
using ProposalLedger.Domain;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Access;

/// <summary>
/// Which negotiations there are and who may read them, as a node knows it: read off the log, and brought up to whatever position is about to
/// be shown. What may not be read and what is not there are refused alike, after one look at the log, so that nobody can tell which it is.
/// </summary>
public sealed class Doors(NpgsqlDataSource database, Follower follower, LiveTokens tokens)
{
    private static readonly Known Nothing = new(-1, [], AllPublic: true, Ledger: 0);
    private volatile Known known = Nothing;
    private SharedRun? reading;

    /// <summary>Replaced, never changed: readers take no lock.</summary>
    /// <param name="UpTo">A position that the follower has heard of, so where it hears of an earlier one later, the ledger went back to an older copy.</param>
    /// <param name="Negotiations">All that there are.</param>
    /// <param name="AllPublic">Whether they are.</param>
    /// <param name="Ledger">See <see cref="Doors.Ledger"/>.</param>
    private sealed record Known(long UpTo, Dictionary<string, Visibility> Negotiations, bool AllPublic, int Ledger);

    /// <summary>Another number than before where the ledger went back to an older copy: what was noted of it is void.</summary>
    public int Ledger => known.Ledger;

    /// <summary>Whether a caller may read a negotiation, or the events of tokens and roles, as far as this node knows: for what <see cref="ReadyAsync"/> was asked for.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="scope">As events have it.</param>
    public bool MayRead(Caller caller, string scope)
    {
        var now = known;
        // Who was let in is told to whoever may read what they were let into. Of a negotiation that is not there yet nobody knows how it will be.
        if (StreamKey.IsAccess(scope, out var into)) return into is null || AccessRules.MayRead(caller, into, now.Negotiations.GetValueOrDefault(into, Visibility.Private));
        return now.AllPublic || AccessRules.MayRead(caller, scope, now.Negotiations.GetValueOrDefault(scope, Visibility.Private));
    }

    /// <summary>Whether there is nothing that a caller may not read, as far as this node knows.</summary>
    public bool MayReadAll(Caller caller) => known.AllPublic || AccessRules.MayReadAll(caller);

    /// <summary>Makes sure that nothing up to a position is shown by an older rule than holds there, nor to a token that nobody has asked about for long.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async Task ReadyAsync(Caller caller, long position, CancellationToken ct)
    {
        if (known.UpTo < position || follower.Progress.Head < known.UpTo) await Reading.RunAsync(ct);
        if (caller.HasCredential) await tokens.NotLongAgoAsync(ct);
    }

    /// <summary>Whether there is such a negotiation and the caller may read it now, with all that was recorded up to a position.</summary>
    /// <exception cref="StoreUnavailableException">The database is down.</exception>
    public async Task<bool> MayReadAsync(Caller caller, string negotiation, long position, CancellationToken ct)
    {
        await ReadyAsync(caller, position, ct);
        if (StreamKey.IsAccess(negotiation, out _)) return MayRead(caller, negotiation);
        if (IsOpen()) return true;
        // It may have been opened, or opened up, a moment ago at another node.
        await Reading.RunAsync(ct);
        return IsOpen();

        bool IsOpen() => known.Negotiations.TryGetValue(negotiation, out var visibility) && AccessRules.MayRead(caller, negotiation, visibility);
    }

    /// <summary>As of what this node has heard of.</summary>
    /// <exception cref="ProblemException">404: there is no such negotiation, for this caller; 403: there is, and its contents are not for him.</exception>
    public async Task RequireReadAsync(Caller caller, string negotiation, CancellationToken ct)
    {
        if (!await MayReadAsync(caller, negotiation, follower.Progress.Head, ct)) throw new ProblemException(Refusal(negotiation));
    }

    /// <summary>Who may read the negotiation, as far as this node knows.</summary>
    public Visibility VisibilityOf(string negotiation) => known.Negotiations.GetValueOrDefault(negotiation, Visibility.Private);

    /// <summary>Whether the negotiation may be read by anybody.</summary>
    public bool IsPublic(string negotiation) => VisibilityOf(negotiation) == Visibility.Public;

    /// <summary>Whether a caller may know of a negotiation and its title, as far as this node knows.</summary>
    public bool MayKnow(Caller caller, string negotiation) => AccessRules.MayKnow(caller, negotiation, VisibilityOf(negotiation));

    /// <summary>Why somebody may not read a negotiation: there is none, as far as he may know, or it is listed.</summary>
    public Problem Refusal(string negotiation) => VisibilityOf(negotiation) == Visibility.Listed
        ? new("listed-only", $"'{negotiation}' is listed: what is in it is for those who have a role there.")
        : new("unknown-negotiation", $"There is no negotiation '{negotiation}'.");

    private SharedRun Reading => LazyInitializer.EnsureInitialized(ref reading, () => new SharedRun(ReadAsync));

    private async Task ReadAsync()
    {
        var (old, heard) = (known, follower.Progress.Head);
        var start = heard < old.UpTo ? Nothing with { Ledger = old.Ledger + 1 } : old;
        known = await Fault.Guard(() => ReadAfterAsync(start, heard), CancellationToken.None);
    }

    private async Task<Known> ReadAfterAsync(Known old, long heard)
    {
        // One statement, so one state of the log: whatever was said up to its head is there.
        await using var connection = await database.OpenConnectionAsync();
        await using var query = new NpgsqlCommand("select c.last_position, v.negotiation, v.visibility from pl_counter c left join pl_visibility v on v.position > $1 order by v.position", connection);
        query.Parameters.Add(new() { Value = old.UpTo });
        await query.PrepareAsync();
        await using var rows = await query.ExecuteReaderAsync();
        var (head, negotiations) = (0L, old.Negotiations);
        while (await rows.ReadAsync())
        {
            head = rows.GetInt64(0);
            if (rows.IsDBNull(1)) break;
            if (StreamKey.IsAccess(rows.GetString(1), out _)) continue; // said for nodes of an earlier release
            if (ReferenceEquals(negotiations, old.Negotiations)) negotiations = new(old.Negotiations, StringComparer.Ordinal);
            var said = rows.IsDBNull(2) ? null : rows.GetString(2);
            negotiations[rows.GetString(1)] = said is null ? negotiations.GetValueOrDefault(rows.GetString(1), Visibility.Public) : Read(said);
        }

        if (head < old.UpTo) return await ReadAfterAsync(Nothing with { Ledger = old.Ledger + 1 }, heard);
        return new Known(Math.Min(head, heard), negotiations, ReferenceEquals(negotiations, old.Negotiations) ? old.AllPublic : negotiations.Values.All(visibility => visibility == Visibility.Public), old.Ledger);
    }

    // What a later release may say is private here.
    private static Visibility Read(string said) => Enum.GetValues<Visibility>().Where(visibility => said == JsonNamingPolicy.KebabCaseLower.ConvertName(visibility.ToString())).DefaultIfEmpty(Visibility.Private).Single();
}
