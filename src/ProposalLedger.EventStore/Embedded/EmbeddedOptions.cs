namespace ProposalLedger.EventStore.Embedded;

/// <summary>Where the embedded PostgreSQL keeps its data and how it is found.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>
    /// The directory of this ledger: the cluster (<c>postgresql/</c>), its socket (<c>run/</c>), its access rules and the locks
    /// of the servers that use it. Created when absent.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where the npm package with PostgreSQL's programs is kept; null: the user's cache, for root one that others can read.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Where PostgreSQL's programs may come from.</summary>
    public ProgramSource Programs { get; init; }

    /// <summary>How servers connect. It is fixed when the cluster is created: an existing cluster keeps its way.</summary>
    public Transport Transport { get; init; } = OperatingSystem.IsWindows() ? Transport.Loopback : Transport.Socket;

    /// <summary>Further settings of postgresql.conf. They are in force from the next start of the cluster.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The user's local application data; as root <c>/var/lib/proposal-ledger</c>, which the user that PostgreSQL runs as can enter.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">The user has no home directory.</exception>
    public static string DefaultDataDirectory()
    {
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess) return "/var/lib/proposal-ledger";
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "proposal-ledger")
            : throw new EmbeddedPostgresException(
                "There is no local application data directory", $"user {Environment.UserName}", "Set HOME, or Ledger__DataDirectory to a directory.");
    }
}

/// <summary>Where PostgreSQL's programs may come from.</summary>
public enum ProgramSource
{
    /// <summary>The machine's own, else the npm package.</summary>
    MachineThenNpm,

    /// <summary>Only what is installed on the machine.</summary>
    Machine,

    /// <summary>Only the npm package.</summary>
    Npm,
}

/// <summary>The way to the embedded cluster. Both are closed to other machines.</summary>
public enum Transport
{
    /// <summary>A Unix socket, authenticated by the user at its other end (peer).</summary>
    Socket,

    /// <summary>TCP on 127.0.0.1, authenticated by generated passwords (SCRAM).</summary>
    Loopback,
}
