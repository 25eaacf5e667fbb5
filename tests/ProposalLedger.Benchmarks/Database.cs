using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks;

/// <summary>A database on the same server for a contender that is not ours; dropped at the end.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder settings;

    private Database(NpgsqlConnectionStringBuilder settings) => this.settings = settings;

    /// <summary>As a program connects. What is idle is closed soon: others want the server's connections next.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = true, MaxPoolSize = 24, ConnectionIdleLifetime = 3, ConnectionPruningInterval = 1 }.ConnectionString;

    /// <summary>As libpq's and node-postgres' settings name it.</summary>
    public (string Host, int Port, string User, string? Password, string Name) Settings =>
        (settings.Host!, settings.Port, settings.Username!, settings.Password, settings.Database!);

    public static async Task<Database> CreateAsync(string contender)
    {
        var server = new NpgsqlConnectionStringBuilder((await LedgerCluster.GetAsync()).AdminConnectionString) { Pooling = false };
        var database = new Database(new(server.ConnectionString) { Database = $"benchmark_{contender.Replace('-', '_')}_{Environment.ProcessId}" });
        await ExecuteAsync(server.ConnectionString, $"create database {database.settings.Database}");
        return database;
    }

    public Task ExecuteAsync(string sql) => ExecuteAsync(settings.ConnectionString, sql);

    public async ValueTask DisposeAsync() =>
        await ExecuteAsync(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "postgres" }.ConnectionString, $"drop database {settings.Database} with (force)");

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }
}
