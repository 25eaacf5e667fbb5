using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Server.Startup;

/// <summary>The database that a server works on, ready to serve: one that the configuration names, else an embedded one.</summary>
public sealed class Ledger : IAsyncDisposable
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(30);
    private readonly Steps steps;

    private Ledger(string connectionString, EmbeddedPostgres? embedded, Steps steps) =>
        (ConnectionString, Embedded, this.steps) = (connectionString, embedded, steps);

    /// <summary>As the serving role.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the history's signing key is kept unless the configuration says otherwise: beside the embedded cluster, not in it. Null with a database of one's own.</summary>
    public string? LogDirectory => Embedded is null ? null : Path.Combine(Embedded.DataDirectory, "log");

    /// <exception cref="StartupException">There is no database, or it is no ledger that this program can serve.</exception>
    public static async Task<Ledger> OpenAsync(IConfiguration configuration, Steps steps, CancellationToken ct)
    {
        var ledger = configuration.GetConnectionString("Ledger") is { Length: > 0 } own ? new Ledger(own, null, steps) : await EmbedAsync(configuration, steps, ct);
        try
        {
            steps.Report("Checking the ledger's schema");
            await PrepareAsync(ledger.ConnectionString, ledger.Embedded?.OwnerConnectionString ?? configuration.GetConnectionString("LedgerOwner"), steps, ct);
            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>The PostgreSQL that is the server's own to keep; null where it is somebody else's.</summary>
    public EmbeddedPostgres? Embedded { get; }

    public async ValueTask DisposeAsync()
    {
        if (Embedded is null) return;
        steps.Report("Stopping PostgreSQL");
        try
        {
            steps.Say(await Embedded.StopAsync() ? "Stopped." : "Stopped; PostgreSQL goes on for another server.");
        }
        catch (EmbeddedPostgresException e)
        {
            steps.Say(Embedded.IsRunning ? e.Message : "It had ended by itself; the next start recovers it.");
        }
    }

    private static async Task<Ledger> EmbedAsync(IConfiguration configuration, Steps steps, CancellationToken ct)
    {
        try
        {
            var directory = configuration["Ledger:DataDirectory"] is { Length: > 0 } given ? given : EmbeddedOptions.DefaultDataDirectory();
            steps.Report($"Opening the ledger in {directory}");
            var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = directory }, steps, ct);
            return new Ledger(postgres.ConnectionString, postgres, steps);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new StartupException(e.Message, StartupException.NoDatabase, e);
        }
    }

    private static async Task PrepareAsync(string serving, string? owner, Steps steps, CancellationToken ct)
    {
        await using var database = Open(serving, "Ledger");
        await AnswersAsync(database, steps, ct);
        try
        {
            try
            {
                await Migrator.CheckAsync(database, ct);
            }
            catch (SchemaMismatchException) when (owner is { Length: > 0 })
            {
                steps.Report("Preparing the ledger's tables");
                await using var owning = Open(owner, "LedgerOwner");
                await Migrator.InstallAsync(owning, steps, ct);
            }
        }
        catch (SchemaMismatchException e)
        {
            throw new StartupException(e.Message, StartupException.WrongSchema, e);
        }
        catch (Exception e) when (e is NpgsqlException or StoreUnavailableException)
        {
            throw new StartupException($"The database refuses: {e.Message}. Look at ConnectionStrings__Ledger and ConnectionStrings__LedgerOwner.", StartupException.NoDatabase, e);
        }
    }

    // A database that starts beside this server may take a moment; one that is not there is told of.
    private static async Task AnswersAsync(NpgsqlDataSource database, Steps steps, CancellationToken ct)
    {
        var until = DateTime.UtcNow + DatabasePatience;
        var waiting = false;
        while (true)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                return;
            }
            catch (NpgsqlException e) when (Fault.IsUnavailable(e, out _) && DateTime.UtcNow < until)
            {
                if (!waiting) steps.Report("Waiting for the database");
                waiting = true;
                await Task.Delay(1000, ct);
            }
            catch (NpgsqlException e)
            {
                throw new StartupException($"The database cannot be reached: {e.Message}. Look at ConnectionStrings__Ledger.", StartupException.NoDatabase, e);
            }
        }
    }

    // What is wrong with a connection string is said without showing it: it may hold a password.
    private static NpgsqlDataSource Open(string connectionString, string name)
    {
        try
        {
            return StoreConnections.Create(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new StartupException($"ConnectionStrings__{name} cannot be read. It looks like Host=...;Database=...;Username=...;Password=...", StartupException.Configuration, e);
        }
    }
}
