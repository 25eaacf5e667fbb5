using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Auth;

/// <summary>A token for writing, without its secret. Its name is the actor of what is written with it.</summary>
public sealed record Token(string Id, string Name, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked, DateTimeOffset? LastUsed);

/// <summary>Tokens are random, shown once, and kept as SHA-256 alone: who reads the database cannot write with what is there.</summary>
public sealed class Tokens(NpgsqlDataSource database, TimeProvider time)
{
    private const string Columns = "select id, name, created_at, expires_at, revoked_at, last_used_at from pl_tokens ";

    public static string NewSecret() => "ledger_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Keeps a new token. False where the secret is another's already.</summary>
    /// <exception cref="ProblemException">409: a live token has this name, or one that reads the same; or it is the actor of the seeds.</exception>
    public Task<bool> IssueAsync(string id, string name, string secret, DateTimeOffset? expires, CancellationToken ct) => Patiently(async () =>
    {
        await using var call = database.CreateCommand("select pl_issue_token($1, $2, $3, $4)");
        call.Parameters.Add(new() { Value = id });
        call.Parameters.Add(new() { Value = name });
        call.Parameters.Add(new() { Value = Hash(secret) });
        call.Parameters.Add(new() { Value = expires is { } end ? end.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        try
        {
            return await call.ExecuteScalarAsync(ct) is true;
        }
        catch (PostgresException e) when (e.SqlState is "PL007")
        {
            throw new ProblemException(Problem.At("name-taken", "/name", $"Somebody else writes as '{name}': with a token that is in use, or it is the ledger itself that records its seeds."));
        }
    });

    /// <summary>The live token of this secret, if there is one.</summary>
    public Task<Token?> FindAsync(string secret, CancellationToken ct) => Patiently(async () =>
    {
        var found = await ReadAsync(Columns + "where hash = $1 and revoked_at is null", [new() { Value = Hash(secret) }], ct);
        // The hash was looked up as a whole, so the time that it took tells nothing of the secret.
        return found.FirstOrDefault(token => token.Expires is null || token.Expires > time.GetUtcNow());
    });

    public Task<IReadOnlyList<Token>> ListAsync(CancellationToken ct) => Patiently(async () =>
        (IReadOnlyList<Token>)await ReadAsync(Columns + "order by created_at, id", [], ct));

    /// <summary>True where no token was ever issued.</summary>
    public Task<bool> NoneAsync(CancellationToken ct) => Patiently(async () =>
    {
        await using var query = database.CreateCommand("select not exists (select from pl_tokens)");
        return await query.ExecuteScalarAsync(ct) is true;
    });

    /// <summary>Ends a token, at once and on every node. False where there is none of this id.</summary>
    public Task<bool> RevokeAsync(string id, CancellationToken ct) => Patiently(async () =>
    {
        await using var call = database.CreateCommand("select pl_revoke_token($1)");
        call.Parameters.Add(new() { Value = id });
        return await call.ExecuteScalarAsync(ct) is true;
    });

    /// <summary>Notes that a token is in use; at most once a minute.</summary>
    public Task TouchAsync(string id, CancellationToken ct) => Patiently(async () =>
    {
        await using var call = database.CreateCommand("select pl_touch_token($1)");
        call.Parameters.Add(new() { Value = id });
        return await call.ExecuteNonQueryAsync(ct);
    });

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private async Task<List<Token>> ReadAsync(string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var query = database.CreateCommand(sql);
        query.Parameters.AddRange(parameters);
        await using var rows = await query.ExecuteReaderAsync(ct);
        var tokens = new List<Token>();
        while (await rows.ReadAsync(ct))
        {
            DateTimeOffset? Time(int column) => rows.IsDBNull(column) ? null : rows.GetFieldValue<DateTimeOffset>(column);
            tokens.Add(new Token(rows.GetString(0), rows.GetString(1), Time(2)!.Value, Time(3), Time(4), Time(5)));
        }
        return tokens;
    }

    // A database that is down is the same to a caller here as in the store: 503 within 5 seconds.
    private static async Task<T> Patiently<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().WaitAsync(TimeSpan.FromSeconds(4));
        }
        catch (Exception e) when (e is TimeoutException or NpgsqlException { SqlState: null } or PostgresException { IsTransient: true } or System.Net.Sockets.SocketException)
        {
            throw new StoreUnavailableException("The database does not answer.", outcomeUnknown: true, e);
        }
    }
}
