using System.Security.Cryptography;
using Npgsql;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Auth;

/// <summary>
/// Tickets stand for a token in an address, where a browser can send no header: for the hub and for server-sent events. Each is good for one
/// connection within a minute, at any node, and kept as a hash alone.
/// </summary>
public sealed class Tickets(NpgsqlDataSource database, Tokens tokens)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Whom a ticket stands for: a live token, or an outside issuer's subject until his credential ends.</summary>
    public sealed record Holder(Token? Token, string? Actor, DateTimeOffset Ends);

    /// <summary>A new one, and when it ends.</summary>
    public Task<(string Ticket, DateTimeOffset Expires)> IssueAsync(Caller caller, CancellationToken ct) => Fault.Guard(async () =>
    {
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var call = database.CreateCommand(caller.Token is null ? "select pl_issue_outside_ticket($1, $2, $4, $3)" : "select pl_issue_ticket($1, $2, $3)");
        call.Parameters.Add(new() { Value = Tokens.Hash(ticket) });
        call.Parameters.Add(new() { Value = caller.Token?.Id ?? caller.Actor });
        call.Parameters.Add(new() { Value = Lifetime });
        if (caller.Token is null) call.Parameters.Add(new() { Value = caller.Ends!.Value.UtcDateTime });
        return (ticket, new DateTimeOffset((DateTime)(await call.ExecuteScalarAsync(ct))!));
    }, ct);

    /// <summary>Whom a ticket stands for; null where it was used, has ended or never was, or its token has ended.</summary>
    /// <param name="ticket">As it was issued.</param>
    /// <param name="use">Uses it up; else it is only looked at.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Holder?> FindAsync(string ticket, bool use, CancellationToken ct)
    {
        var (id, actor, ends) = await Fault.Guard(async () =>
        {
            await using var call = database.CreateCommand(use ? "select token_id, actor, ends_at from pl_use_ticket($1)" : "select token_id, actor, ends_at from pl_tickets where hash = $1 and expires_at > now()");
            call.Parameters.Add(new() { Value = Tokens.Hash(ticket) });
            await using var rows = await call.ExecuteReaderAsync(ct);
            if (!await rows.ReadAsync(ct)) return default;
            return rows.IsDBNull(0) ? (null, rows.GetString(1), rows.GetFieldValue<DateTimeOffset>(2)) : ((string?)rows.GetString(0), (string?)null, default(DateTimeOffset));
        }, ct);
        if (id is not null) return (await tokens.FindAsync([id], ct)).SingleOrDefault() is { } token ? new Holder(token, null, default) : null;
        return actor is null ? null : new Holder(null, actor, ends);
    }
}
