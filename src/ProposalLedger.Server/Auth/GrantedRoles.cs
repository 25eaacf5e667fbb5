using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using NpgsqlTypes;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;

namespace ProposalLedger.Server.Auth;

/// <summary>A role that was granted to an actor whom an outside issuer vouches for.</summary>
/// <param name="Id">To revoke it by.</param>
/// <param name="Actor">As <c>jwt:</c> and the subject.</param>
/// <param name="Role">What he may do.</param>
/// <param name="Negotiation">Where; absent: in the whole ledger.</param>
/// <param name="Granted">Since when.</param>
/// <param name="Revoked">Until when.</param>
public sealed record GrantedRole(string Id, string Actor, Role? Role, string? Negotiation, DateTimeOffset Granted, DateTimeOffset? Revoked);

/// <summary>Roles of actors who have no token of the ledger's own. Each grant and its end is an event, in the same transaction.</summary>
public sealed class GrantedRoles(NpgsqlDataSource database) : IDisposable
{
    private const string Columns = "select id, actor, role, negotiation, granted_at, revoked_at from pl_roles ";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    // As with tokens: a reader asks often, and whoever an issuer vouches for is kept, so there is a limit.
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 1_000 });

    /// <summary>What an actor may do now.</summary>
    public async Task<IReadOnlyList<Grant>> FindAsync(string actor, CancellationToken ct) => [.. (await FindAsync([actor], ct))[actor]];

    /// <summary>The same for a reader: as of a few seconds ago.</summary>
    public async Task<IReadOnlyList<Grant>> FindForReadingAsync(string actor, CancellationToken ct)
    {
        if (!known.TryGetValue(actor, out IReadOnlyList<Grant>? grants))
            known.Set(actor, grants = await FindAsync(actor, ct), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return grants!;
    }

    /// <summary>What each of these may do now.</summary>
    public Task<ILookup<string, Grant>> FindAsync(IReadOnlyCollection<string> actors, CancellationToken ct) => Fault.Guard(async () =>
        (await ReadAsync(Columns + "where revoked_at is null and actor = any($1) order by id", ct, (object)actors.ToArray())).Where(granted => granted.Role is not null).ToLookup(granted => granted.Actor, granted => new Grant(granted.Role!.Value, granted.Negotiation), StringComparer.Ordinal), ct);

    /// <summary>Every one that there ever was.</summary>
    public Task<List<GrantedRole>> ListAsync(CancellationToken ct) => Fault.Guard(() => ReadAsync(Columns + "order by granted_at, id", ct), ct);

    public Task<GrantedRole?> GetAsync(string id, CancellationToken ct) => Fault.Guard(async () => (await ReadAsync(Columns + "where id = $1", ct, id)).SingleOrDefault(), ct);

    /// <summary>The id of the grant, and its event's position; 0 where he has the role already, which is not given again.</summary>
    public Task<(string Id, long Position)> GrantAsync(string id, string actor, Grant grant, Act act, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select id, position from pl_grant_role($1, $2, $3, $4, $5, $6, $7)");
        call.Parameters.Add(new() { Value = id });
        foreach (var text in new[] { actor, grant.Role.Word(), grant.Negotiation }) call.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        act.AddTo(call);
        await using var row = await call.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var granted = (row.GetString(0), row.GetInt64(1));
        while (await row.NextResultAsync(ct)) { } // only at the end is it committed
        known.Clear();
        return granted;
    }, ct);

    /// <summary>The event's position; 0 where it was revoked before, null where there is none.</summary>
    public Task<long?> RevokeAsync(string id, Act act, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_revoke_role($1, $2, $3, $4)");
        call.Parameters.Add(new() { Value = id });
        act.AddTo(call);
        var position = await call.ExecuteScalarAsync(ct) as long?;
        known.Clear();
        return position;
    }, ct);

    /// <inheritdoc/>
    public void Dispose() => known.Dispose();

    private async Task<List<GrantedRole>> ReadAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var query = database.CreateCommand(sql);
        query.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await using var rows = await query.ExecuteReaderAsync(ct);
        var roles = new List<GrantedRole>();
        while (await rows.ReadAsync(ct))
        {
            roles.Add(new GrantedRole(rows.GetString(0), rows.GetString(1), Roles.Read([rows.GetString(2)]) is [var role] ? role : null, rows.IsDBNull(3) ? null : rows.GetString(3),
                rows.GetFieldValue<DateTimeOffset>(4), rows.IsDBNull(5) ? null : rows.GetFieldValue<DateTimeOffset>(5)));
        }

        return roles;
    }
}
