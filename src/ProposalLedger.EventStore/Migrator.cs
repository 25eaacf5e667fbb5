using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>Installs and checks the ledger's schema.</summary>
public static class Migrator
{
    /// <summary>Applies the steps that are missing, in one transaction and under a lock: any number of nodes may start at once.</summary>
    /// <param name="owner">A connection that may SET ROLE ledger_owner (login ledger_migrator); Bootstrap.sql was run before.</param>
    /// <param name="ct">Cancels; then nothing is changed.</param>
    /// <returns>The names of the steps that this call applied.</returns>
    /// <exception cref="SchemaMismatchException">The ledger is newer than this program, or was not bootstrapped.</exception>
    public static Task<IReadOnlyList<string>> InstallAsync(NpgsqlDataSource owner, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Returns if the ledger has all the steps of this program.</summary>
    /// <exception cref="SchemaMismatchException">Steps are missing, or the ledger is newer; the message says what to do.</exception>
    public static Task CheckAsync(NpgsqlDataSource serving, CancellationToken ct = default) => throw new NotSupportedException("Follows.");
}
