using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>Which events of some scopes are wanted: those that fit everything that is named.</summary>
/// <param name="Scopes">Whose.</param>
public sealed record EventFilter(params IReadOnlyList<string> Scopes)
{
    /// <summary>Who did it.</summary>
    public string? Actor { get; init; }

    /// <summary>Stored names.</summary>
    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>A stream's key.</summary>
    public string? Stream { get; init; }

    /// <summary>Recorded then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Up to a position (inclusive).</summary>
    public long? UpTo { get; init; }

    /// <summary>Only these.</summary>
    public IReadOnlyList<long>? Positions { get; init; }

    /// <summary>The condition in SQL, with its parameters; those of the query itself come first.</summary>
    internal (string Where, NpgsqlParameter[] Parameters) Sql(params NpgsqlParameter[] own)
    {
        var (conditions, parameters) = (new List<string>(), own.ToList());
        void Add(string condition, object? value, NpgsqlDbType type)
        {
            if (value is null) return;
            parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
            conditions.Add(condition.Replace("?", $"${parameters.Count}", StringComparison.Ordinal));
        }

        // One scope is read in the order of its own index.
        if (Scopes is [var scope]) Add("pl_scope = ?", scope, NpgsqlDbType.Varchar);
        else Add("pl_scope = any(?)", Scopes.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Varchar);
        Add("seq_id <= ?", UpTo, NpgsqlDbType.Bigint);
        Add("headers ->> 'actor' = ?", Actor, NpgsqlDbType.Text);
        Add("type = any(?)", Types?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Varchar);
        Add("stream_id = ?", Stream, NpgsqlDbType.Varchar);
        Add("timestamp >= ?", From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("timestamp < ?", Until?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add("seq_id = any(?)", Positions?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return (string.Join(" and ", conditions), [.. parameters]);
    }
}
