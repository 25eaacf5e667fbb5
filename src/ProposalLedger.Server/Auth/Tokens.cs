using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using NpgsqlTypes;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Auth;

/// <summary>A token without its secret. Its name is the actor of what is written with it.</summary>
public sealed record Token(string Id, string Name, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked, DateTimeOffset? LastUsed)
{
    /// <summary>The negotiations that it is for; null: the whole ledger.</summary>
    public IReadOnlyList<string>? Negotiations { get; init; }

    /// <summary>What it may do there.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Each role in each negotiation.</summary>
    [JsonIgnore]
    public IReadOnlyList<Grant> Grants => [.. from role in Roles from negotiation in Places select new Grant(role, negotiation)];

    /// <summary>Where; null is the whole ledger.</summary>
    [JsonIgnore]
    public IEnumerable<string?> Places => Negotiations ?? (IEnumerable<string?>)[null];
}

/// <param name="Id">To revoke it by.</param>
/// <param name="Name">The actor.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Negotiations">Where; null: in the whole ledger.</param>
/// <param name="Expires">When it ends by itself, if it does.</param>
public sealed record NewToken(string Id, string Name, IReadOnlyList<Role> Roles, IReadOnlyList<string>? Negotiations, DateTimeOffset? Expires);

/// <summary>Tokens are random, shown once, and kept as SHA-256 alone: who reads the database cannot write with what is there.</summary>
public sealed class Tokens(NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private const string Columns = "select id, name, created_at, expires_at, revoked_at, last_used_at, negotiations, roles from pl_tokens ";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    // A reader asks often, and may keep what it has read anyway: for that a token is looked up once in a while. Whatever is sent as one is kept, so there is a limit.
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 1_000 });

    public static string NewSecret() => "ledger_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Keeps a new token, and records that it was issued. The event's position; 0 where this very token is there already, null where its id or secret is another's.</summary>
    /// <exception cref="ProblemException">409: a live token has this name, or one that differs from it in case, width or spaces alone; or somebody else speaks under it.</exception>
    public Task<long?> IssueAsync(NewToken token, string secret, Act act, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_issue_token($1, $2, $3, $4, $5, $6, $7, $8, $9)");
        call.Parameters.Add(new() { Value = token.Id });
        call.Parameters.Add(new() { Value = token.Name });
        call.Parameters.Add(new() { Value = HashTwice(secret) });
        call.Parameters.Add(new() { Value = token.Expires is { } end ? end.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        call.Parameters.Add(new() { Value = token.Roles.Select(role => role.Word()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        call.Parameters.Add(new() { Value = (object?)token.Negotiations?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        act.AddTo(call);
        try
        {
            return await call.ExecuteScalarAsync(ct) as long?;
        }
        catch (PostgresException e) when (e.SqlState is "PL007")
        {
            throw new ProblemException(Problem.At("name-taken", "/name", $"Somebody else writes as '{token.Name}': with a token that is in use, or it is a name of the ledger's own or of an outside issuer's."));
        }
    }, ct);

    /// <summary>The live token of this secret, if there is one, as of now. That it is in use is noted, at most once a minute.</summary>
    public async Task<Token?> FindAsync(string secret, CancellationToken ct)
    {
        // The hash is looked up as a whole, so the time that it takes tells nothing of the secret.
        return (await LookUpAsync("(roles is null and hash = $1 or roles is not null and hash = $2)", ct, Hash(secret), HashTwice(secret))).SingleOrDefault();
    }

    /// <summary>The same for a reader: as of a few seconds ago.</summary>
    public async Task<Token?> FindForReadingAsync(string secret, CancellationToken ct)
    {
        var hash = Convert.ToHexString(Hash(secret));
        if (!known.TryGetValue(hash, out Token? token))
            known.Set(hash, token = await FindAsync(secret, ct), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return token is null || HasEnded(token) ? null : token;
    }

    /// <summary>Those of these ids that are live: of sessions, tickets and open streams, which are uses of them, too.</summary>
    public Task<List<Token>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken ct) => LookUpAsync("id = any($1)", ct, (object)ids.ToArray()); // one value, not as many as there are ids

    public Task<IReadOnlyList<Token>> ListAsync(CancellationToken ct) => Fault.Guard(async () =>
        (IReadOnlyList<Token>)await ReadAsync(Columns + "order by created_at, id", [], ct), ct);

    /// <summary>True where no token was ever issued.</summary>
    public Task<bool> NoneAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select not exists (select from pl_tokens)");
        return await query.ExecuteScalarAsync(ct) is true;
    }, ct);

    /// <summary>The token of an id, whatever became of it.</summary>
    public Task<Token?> GetAsync(string id, CancellationToken ct) => Fault.Guard(async () =>
        (await ReadAsync(Columns + "where id = $1", [new() { Value = id }], ct)).SingleOrDefault(), ct);

    /// <summary>Ends a token, and records it: for writing at once and on every node. The event's position; 0 where it was ended before, null where there is none.</summary>
    public Task<long?> RevokeAsync(string id, Act act, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_revoke_token($1, $2, $3, $4)");
        call.Parameters.Add(new() { Value = id });
        act.AddTo(call);
        var position = await call.ExecuteScalarAsync(ct) as long?;
        known.Clear();
        return position;
    }, ct);

    /// <inheritdoc/>
    public void Dispose() => known.Dispose();

    private async Task TouchAsync(string[] ids, CancellationToken ct)
    {
        await using var call = database.CreateCommand("select pl_touch_token(id) from unnest($1) id order by id"); // in one order, as other nodes do it
        call.Parameters.Add(new() { Value = ids });
        await call.ExecuteNonQueryAsync(ct);
    }

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    // How the secret of a token with roles is kept: a node of a release that knows of none finds no such token.
    private static byte[] HashTwice(string secret) => SHA256.HashData(Hash(secret));

    private bool HasEnded(Token token) => token.Expires <= time.GetUtcNow();

    private Task<List<Token>> LookUpAsync(string which, CancellationToken ct, params object[] values) => Fault.Guard(async () =>
    {
        var found = await ReadAsync(Columns + $"where revoked_at is null and {which}", [.. values.Select(value => new NpgsqlParameter { Value = value })], ct);
        found.RemoveAll(HasEnded);
        if (found.Where(token => token.LastUsed is null || token.LastUsed < time.GetUtcNow().AddMinutes(-1)).Select(token => token.Id).ToArray() is { Length: > 0 } used) await TouchAsync(used, ct);
        return found;
    }, ct);

    private async Task<List<Token>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var query = new NpgsqlCommand(sql, connection);
        query.Parameters.AddRange(parameters);
        await query.PrepareAsync(ct); // every command asks for its token
        await using var rows = await query.ExecuteReaderAsync(ct);
        var tokens = new List<Token>();
        while (await rows.ReadAsync(ct))
        {
            DateTimeOffset? Time(int column) => rows.IsDBNull(column) ? null : rows.GetFieldValue<DateTimeOffset>(column);
            var negotiations = rows.IsDBNull(6) ? null : rows.GetFieldValue<string[]>(6);
            tokens.Add(new Token(rows.GetString(0), rows.GetString(1), Time(2)!.Value, Time(3), Time(4), Time(5))
            {
                Negotiations = negotiations,
                Roles = !rows.IsDBNull(7) ? Roles.Read(rows.GetFieldValue<string[]>(7)) : [negotiations is null ? Role.Administrator : Role.Editor],
            });
        }
        return tokens;
    }
}
