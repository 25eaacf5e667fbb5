using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Testing;

/// <summary>A database of one test's own, with the ledger's roles and tables in it; dropped when disposed.</summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    // Nobody may be connected to a database that is copied, so these two are for copying alone.
    private const string Bare = "ledger_bare";
    private const string Template = "ledger_template";
    private static readonly Lazy<Task> BareMade = new(MakeBareAsync);
    private static readonly Lazy<Task> TemplateMade = new(MakeTemplateAsync);
    private readonly EmbeddedPostgres _cluster;

    private LedgerDatabase(EmbeddedPostgres cluster, string name)
    {
        _cluster = cluster;
        Name = name;
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>As a server connects: <c>ledger_app</c>.</summary>
    public string ConnectionString => Named(_cluster.ConnectionString);

    /// <summary>As migrations connect: <c>ledger_migrator</c>.</summary>
    public string OwnerConnectionString => Named(_cluster.OwnerConnectionString);

    /// <summary>As the superuser, for what a test does behind the application's back.</summary>
    public string AdminConnectionString => Named(_cluster.AdminConnectionString);

    /// <summary>A copy of the migrated template: some tens of milliseconds.</summary>
    public static async Task<LedgerDatabase> CreateAsync()
    {
        await TemplateMade.Value;
        return await CopyAsync(Template);
    }

    /// <summary>With roles and rights, but no migration run.</summary>
    public static async Task<LedgerDatabase> CreateEmptyAsync()
    {
        await BareMade.Value;
        return await CopyAsync(Bare);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var pooled in new[] { ConnectionString, OwnerConnectionString, AdminConnectionString })
        {
            await using var connection = new NpgsqlConnection(pooled);
            NpgsqlConnection.ClearPool(connection);
        }

        await ExecuteAsync(_cluster, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    private static async Task<LedgerDatabase> CopyAsync(string template)
    {
        var cluster = await LedgerCluster.GetAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(cluster, $"CREATE DATABASE {name} OWNER ledger_owner TEMPLATE {template}");
        // Rights on the database itself are not copied; the same as in Schema/Bootstrap.sql.
        await ExecuteAsync(cluster, $"REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO ledger_serving, ledger_migrator");
        return new LedgerDatabase(cluster, name);
    }

    private static async Task MakeBareAsync() =>
        await ExecuteAsync(await LedgerCluster.GetAsync(), $"CREATE DATABASE {Bare} OWNER ledger_owner TEMPLATE ledger");

    private static async Task MakeTemplateAsync()
    {
        await using var made = await CreateEmptyAsync();
        await using (var owner = NpgsqlDataSource.Create(made.OwnerConnectionString + ";Pooling=false")) await Migrator.InstallAsync(owner);
        await ExecuteAsync(await LedgerCluster.GetAsync(), $"CREATE DATABASE {Template} OWNER ledger_owner TEMPLATE {made.Name}");
    }

    private string Named(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Database = Name }.ConnectionString;

    private static async Task ExecuteAsync(EmbeddedPostgres cluster, string sql)
    {
        var admin = new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString) { Database = "postgres" };
        await using var connection = new NpgsqlConnection(admin.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
