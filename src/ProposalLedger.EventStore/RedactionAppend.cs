using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>The event of a redaction, and what is to be kept of what it takes away.</summary>
public sealed record RedactionAppend
{
    /// <summary>The event whose data go.</summary>
    public required long Position { get; init; }

    /// <summary>What the log commits to of its data: with the salt gone, nobody can compute it any more.</summary>
    public required string DataCommitment { get; init; }

    /// <summary>The same of its metadata; used where the redaction takes something of them away.</summary>
    public required string MetadataCommitment { get; init; }

    /// <summary>The redaction's own stream.</summary>
    public required string Stream { get; init; }

    /// <summary>Its partition, which is that of what it redacts.</summary>
    public required string Scope { get; init; }

    /// <summary>The version that its stream must have; null is any.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Its data name <c>position</c>, <c>stream</c>, <c>version</c> and <c>type</c> of what it redacts, and have the <c>tombstone</c> that takes the place of the data; <c>metadata</c> where something of these goes, too.</summary>
    public required NewEvent Event { get; init; }

    /// <summary>Makes a repetition harmless.</summary>
    public CommandId? Command { get; init; }

    internal Task<AppendOutcome> SendAsync(NpgsqlDataSource dataSource, CancellationToken ct) => Fault.Guard(async () =>
    {
        await using var redact = dataSource.CreateCommand("select result, version, first, last, other from pl_redact($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        var p = redact.Parameters;
        p.Add(new() { Value = Position });
        p.Add(new() { Value = DataCommitment });
        p.Add(new() { Value = MetadataCommitment });
        p.Add(Text(Stream));
        p.Add(Text(Scope));
        p.Add(new() { Value = (object?)ExpectedVersion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        p.Add(Text(Command?.Actor));
        p.Add(Text(Command?.Key));
        p.Add(new() { Value = Command is { } c ? Batch.Bytes(c.BodyHash) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        p.Add(new() { Value = Event.Id });
        p.Add(new() { Value = Batch.Bytes(Event.Data), NpgsqlDbType = NpgsqlDbType.Jsonb });
        p.Add(new() { Value = Headers.Write(Event.Metadata), NpgsqlDbType = NpgsqlDbType.Jsonb });
        p.Add(Text(Event.Metadata.CorrelationId));
        try
        {
            await using var row = await redact.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            var outcome = Batch.Outcome(row.GetString(0), Stream, row.IsDBNull(1) ? 0 : row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), null, row.IsDBNull(4) ? null : row.GetString(4));
            while (await row.NextResultAsync(ct)) { } // only at the end is it committed
            return outcome;
        }
        catch (PostgresException e) when (!Fault.IsUnavailable(e, out _))
        {
            throw new AppendRefusedException(e.SqlState, $"The redaction cannot be stored: {e.MessageText}", e);
        }
    }, ct);

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };
}
