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

    /// <summary>A new one, and when it ends.</summary>
    public Task<(string Ticket, DateTimeOffset Expires)> IssueAsync(Token token, CancellationToken ct) => Fault.Guard(async () =>
    {
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var call = database.CreateCommand("select pl_issue_ticket($1, $2, $3)");
        call.Parameters.Add(new() { Value = Tokens.Hash(ticket) });
        call.Parameters.Add(new() { Value = token.Id });
        call.Parameters.Add(new() { Value = Lifetime });
        return (ticket, new DateTimeOffset((DateTime)(await call.ExecuteScalarAsync(ct))!));
    }, ct);

    /// <summary>The live token that a ticket stands for; null where the ticket was used, has ended or never was.</summary>
    /// <param name="ticket">As it was issued.</param>
    /// <param name="use">Uses it up; else it is only looked at.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Token?> FindAsync(string ticket, bool use, CancellationToken ct)
    {
        var id = await Fault.Guard(async () =>
        {
            await using var call = database.CreateCommand(use ? "select pl_redeem_ticket($1)" : "select token_id from pl_tickets where hash = $1 and expires_at > now()");
            call.Parameters.Add(new() { Value = Tokens.Hash(ticket) });
            return await call.ExecuteScalarAsync(ct) as string;
        }, ct);
        return id is null ? null : (await tokens.FindAsync([id], ct)).SingleOrDefault();
    }
}
