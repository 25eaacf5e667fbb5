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

    /// <summary>What it allows.</summary>
    [JsonIgnore]
    public IReadOnlyList<Grant> Grants => Negotiations is null ? [new Grant(Role.Administrator)] : [.. Negotiations.Select(negotiation => new Grant(Role.Editor, negotiation))];
}

/// <summary>Tokens are random, shown once, and kept as SHA-256 alone: who reads the database cannot write with what is there.</summary>
public sealed class Tokens(NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private const string Columns = "select id, name, created_at, expires_at, revoked_at, last_used_at, negotiations from pl_tokens ";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    // A reader asks often, and may keep what it has read anyway: for that a token is looked up once in a while. Whatever is sent as one is kept, so there is a limit.
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 1_000 });

    public static string NewSecret() => "ledger_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Keeps a new token. False where the secret is another's already.</summary>
    /// <exception cref="ProblemException">409: a live token has this name, or one that reads the same; or it is the actor of the seeds.</exception>
    public Task<bool> IssueAsync(string id, string name, string secret, DateTimeOffset? expires, IReadOnlyList<string>? negotiations, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_issue_token($1, $2, $3, $4, $5)");
        call.Parameters.Add(new() { Value = id });
        call.Parameters.Add(new() { Value = name });
        call.Parameters.Add(new() { Value = Hash(secret) });
        call.Parameters.Add(new() { Value = expires is { } end ? end.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        call.Parameters.Add(new() { Value = (object?)negotiations?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        try
        {
            return await call.ExecuteScalarAsync(ct) is true;
        }
        catch (PostgresException e) when (e.SqlState is "PL007")
        {
            throw new ProblemException(Problem.At("name-taken", "/name", $"Somebody else writes as '{name}': with a token that is in use, or it is the ledger itself that records its seeds."));
        }
    }, ct);

    /// <summary>The live token of this secret, if there is one, as of now. That it is in use is noted, at most once a minute.</summary>
    public async Task<Token?> FindAsync(string secret, CancellationToken ct)
    {
        // The hash is looked up as a whole, so the time that it takes tells nothing of the secret.
        var token = (await LookUpAsync("hash = $1", Hash(secret), ct)).SingleOrDefault();
        if (token is not null && (token.LastUsed is null || token.LastUsed < time.GetUtcNow().AddMinutes(-1))) await TouchAsync(token.Id, ct);
        return token;
    }

    /// <summary>The same for a reader: as of a few seconds ago.</summary>
    public async Task<Token?> FindForReadingAsync(string secret, CancellationToken ct)
    {
        var hash = Convert.ToHexString(Hash(secret));
        if (!known.TryGetValue(hash, out Token? token))
            known.Set(hash, token = await FindAsync(secret, ct), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return token is null || HasEnded(token) ? null : token;
    }

    /// <summary>Those of these ids that are live.</summary>
    public Task<List<Token>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken ct) => LookUpAsync("id = any($1)", ids.ToArray(), ct);

    public Task<IReadOnlyList<Token>> ListAsync(CancellationToken ct) => Fault.Guard(async () =>
        (IReadOnlyList<Token>)await ReadAsync(Columns + "order by created_at, id", [], ct), ct);

    /// <summary>True where no token was ever issued.</summary>
    public Task<bool> NoneAsync(CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select not exists (select from pl_tokens)");
        return await query.ExecuteScalarAsync(ct) is true;
    }, ct);

    /// <summary>Ends a token: for writing at once and on every node. False where there is none of this id.</summary>
    public Task<bool> RevokeAsync(string id, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_revoke_token($1)");
        call.Parameters.Add(new() { Value = id });
        var revoked = await call.ExecuteScalarAsync(ct) is true;
        known.Clear();
        return revoked;
    }, ct);

    /// <inheritdoc/>
    public void Dispose() => known.Dispose();

    private Task<int> TouchAsync(string id, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_touch_token($1)");
        call.Parameters.Add(new() { Value = id });
        return await call.ExecuteNonQueryAsync(ct);
    }, ct);

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private bool HasEnded(Token token) => token.Expires <= time.GetUtcNow();

    private Task<List<Token>> LookUpAsync(string which, object value, CancellationToken ct) => Fault.Guard(async () =>
    {
        var found = await ReadAsync(Columns + $"where revoked_at is null and {which}", [new() { Value = value }], ct);
        found.RemoveAll(HasEnded);
        return found;
    }, ct);

    private async Task<List<Token>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var query = database.CreateCommand(sql);
        query.Parameters.AddRange(parameters);
        await using var rows = await query.ExecuteReaderAsync(ct);
        var tokens = new List<Token>();
        while (await rows.ReadAsync(ct))
        {
            DateTimeOffset? Time(int column) => rows.IsDBNull(column) ? null : rows.GetFieldValue<DateTimeOffset>(column);
            tokens.Add(new Token(rows.GetString(0), rows.GetString(1), Time(2)!.Value, Time(3), Time(4), Time(5)) { Negotiations = rows.IsDBNull(6) ? null : rows.GetFieldValue<string[]>(6) });
        }
        return tokens;
    }
}
