using System.Data;
using Npgsql;

namespace ProposalLedger.EventStore.Doctor;

/// <summary>What was found of one invariant.</summary>
/// <param name="Invariant">Its name.</param>
/// <param name="Holds">In words, as it should be.</param>
/// <param name="Broken">What breaks it, at most <see cref="Examination.Most"/> of it; nothing where it holds.</param>
/// <param name="IsMore">There is more of that than is told.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Examined(string Invariant, string Holds, IReadOnlyList<Symptom> Broken, bool IsMore, string Remedy);

/// <param name="Position">Of the event that it is about; null where it is about none.</param>
/// <param name="Detail">In words.</param>
public sealed record Symptom(long? Position, string Detail);

/// <summary>Checks what holds in every ledger, on one state of the database, with the rights of a serving login. It changes nothing.</summary>
public static class Examination
{
    /// <summary>Of what breaks one invariant.</summary>
    public const int Most = 10;

    /// <summary>Seconds for one of them: on a large ledger each reads all of it.</summary>
    private const int Longest = 3600;

    /// <summary>How many invariants there are.</summary>
    public static int Count => Invariant.All.Count;

    /// <summary>One after the other, as each is done.</summary>
    public static async IAsyncEnumerable<Examined> RunAsync(NpgsqlDataSource database, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        foreach (var invariant in Invariant.All)
        {
            var found = new List<Symptom>();
            await using var query = new NpgsqlCommand(invariant.Broken, connection, transaction) { CommandTimeout = Longest };
            await using var rows = await query.ExecuteReaderAsync(ct);
            while (found.Count <= Most && await rows.ReadAsync(ct)) found.Add(new Symptom(rows.IsDBNull(0) ? null : rows.GetInt64(0), rows.GetString(1)));
            yield return new Examined(invariant.Name, invariant.Holds, [.. found.Take(Most)], found.Count > Most, invariant.Remedy);
        }
    }
}
