using System.Security.Cryptography;
using Npgsql;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Auth;

/// <summary>That a browser has signed in.</summary>
/// <param name="Hash">Of what its cookie holds, in hexadecimal digits.</param>
/// <param name="Expires">When it ends, unless its token ends before.</param>
public sealed record BrowserSession(string Hash, DateTimeOffset Expires);

/// <summary>
/// Sessions stand for a token in a browser: what the cookie holds is random and says nothing, and the token itself is looked at again with each
/// request, so one that was revoked ends its sessions at once, at every node.
/// </summary>
public sealed class Sessions(NpgsqlDataSource database, Tokens tokens)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>Begins one, for a token that is live.</summary>
    /// <returns>What the cookie holds, and the session.</returns>
    public Task<(string Secret, BrowserSession Session)> BeginAsync(Token token, CancellationToken ct) => Fault.Guard(async () =>
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var hash = Tokens.Hash(secret);
        await using var call = database.CreateCommand("select pl_begin_session($1, $2, $3)");
        call.Parameters.Add(new() { Value = hash });
        call.Parameters.Add(new() { Value = token.Id });
        call.Parameters.Add(new() { Value = Lifetime });
        return (secret, new BrowserSession(Convert.ToHexStringLower(hash), new DateTimeOffset((DateTime)(await call.ExecuteScalarAsync(ct))!)));
    }, ct);

    /// <summary>The live session of a cookie, with its token, which is live too; null where there is none.</summary>
    public async Task<(BrowserSession Session, Token Token)?> FindAsync(string secret, CancellationToken ct)
    {
        var hash = Tokens.Hash(secret);
        var found = await Fault.Guard(async () =>
        {
            await using var query = database.CreateCommand("select token_id, expires_at from pl_sessions where hash = $1 and expires_at > now()");
            query.Parameters.Add(new() { Value = hash });
            await using var rows = await query.ExecuteReaderAsync(ct);
            return await rows.ReadAsync(ct) ? (Id: rows.GetString(0), Expires: rows.GetFieldValue<DateTimeOffset>(1)) : default;
        }, ct);
        if (found.Id is null || (await tokens.FindAsync([found.Id], ct)).SingleOrDefault() is not { } token) return null;
        return (new BrowserSession(Convert.ToHexStringLower(hash), found.Expires), token);
    }

    /// <summary>Those of these that are live, by their hashes; whether their tokens are, <see cref="Tokens"/> says.</summary>
    public Task<HashSet<string>> LiveAsync(IReadOnlyCollection<BrowserSession> sessions, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var query = database.CreateCommand("select encode(hash, 'hex') from pl_sessions where hash = any($1) and expires_at > now()");
        query.Parameters.Add(new() { Value = sessions.Select(session => Convert.FromHexString(session.Hash)).ToArray() });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var live = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) live.Add(rows.GetString(0));
        return live;
    }, ct);

    /// <summary>Ends one, at every node.</summary>
    public Task EndAsync(BrowserSession session, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var call = database.CreateCommand("select pl_end_session($1)");
        call.Parameters.Add(new() { Value = Convert.FromHexString(session.Hash) });
        return await call.ExecuteNonQueryAsync(ct);
    }, ct);
}
