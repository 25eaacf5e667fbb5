using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.Server.Auth;

/// <summary>Who does something to a token or a role, and why (P10): what its event says beside what was done.</summary>
/// <param name="By">The actor.</param>
/// <param name="Reason">In words.</param>
/// <param name="Trace">Ties the event to the request.</param>
public sealed record Act(string By, string? Reason, string? Trace)
{
    internal void AddTo(NpgsqlCommand call)
    {
        foreach (var text in new[] { By, Reason, Trace }) call.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
    }
}
