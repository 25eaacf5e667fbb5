using Npgsql;

namespace ProposalLedger.EventStore;

/// <summary>Connections as the store needs them: named, prepared, and with a limit on every wait.</summary>
public static class StoreConnections
{
    /// <summary>A pool of connections. What the connection string says itself is kept, the timeouts excepted.</summary>
    public static NpgsqlDataSource Create(string connectionString, string application = "proposal-ledger") =>
        new NpgsqlDataSourceBuilder(Settings(connectionString, application).ConnectionString) { Name = application }.Build(); // what is measured of it bears that name

    internal static NpgsqlConnectionStringBuilder Settings(string connectionString, string application) => new(connectionString)
    {
        ApplicationName = application,
        Timeout = 3,              // seconds to connect, or to get a connection from the pool
        CommandTimeout = 5,       // above the append's lock_timeout of 3.5 s, so that the server's own answer comes first
        CancellationTimeout = 500,
        KeepAlive = 10,
        TcpKeepAlive = true,
        // Lets PostgreSQL notice within 5 s that this node's machine is gone, and give its lease and its locks to others.
        Options = (new NpgsqlConnectionStringBuilder(connectionString).Options + " -c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3").TrimStart(),
        MaxAutoPrepare = 0,       // commands prepare themselves: an automatic one that fails confuses the driver (10.0.0) later
        WriteBufferSize = 64 << 10, // a batch in one piece or few
        ReadBufferSize = 64 << 10,  // a stream or a good part of a page comes with one wait, not one for each 8 KiB
        NoResetOnClose = true,    // no session state is ever set on a pooled connection
        IncludeErrorDetail = true, // the details are our own functions' (import) and the ledger's data, shown to no caller
    };
}
