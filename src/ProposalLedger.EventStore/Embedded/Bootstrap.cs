using Npgsql;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>Makes the database and runs <c>Schema/Bootstrap.sql</c> in it, as superuser. Safe to repeat.</summary>
internal static class Bootstrap
{
    /// <returns>The version of the PostgreSQL that runs, which may be older than the programs found now.</returns>
    public static async Task<string> RunAsync(Endpoint endpoint, CancellationToken ct)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await OpenAsync(endpoint, Endpoint.Database, ct);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using (var elsewhere = await OpenAsync(endpoint, "postgres", ct))
            {
                await ExecuteAsync(elsewhere, $"CREATE DATABASE {Endpoint.Database}", ct);
            }

            connection = await OpenAsync(endpoint, Endpoint.Database, ct);
        }

        await using (connection)
        {
            using var script = new StreamReader(typeof(Bootstrap).Assembly.GetManifestResourceStream("ProposalLedger.EventStore.Schema.Bootstrap.sql")!);
            await ExecuteAsync(connection, await script.ReadToEndAsync(ct), ct);
            foreach (var login in endpoint.Passwords is null ? [] : new[] { Endpoint.App, Endpoint.Owner })
            {
                // Hexadecimal digits, so nothing to escape; a parameter is not possible here.
                await ExecuteAsync(connection, $"ALTER ROLE {login} PASSWORD '{endpoint.Passwords!.Of(login)}'", ct);
            }

            return connection.PostgreSqlVersion.ToString(2);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(Endpoint endpoint, string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(endpoint.ConnectionString(Endpoint.Superuser, database) + ";Pooling=false");
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
