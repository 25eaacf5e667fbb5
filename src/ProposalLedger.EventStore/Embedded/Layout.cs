using System.Globalization;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>
/// The paths under a data directory. Only <c>postgresql/</c> and the socket's directory belong to the user that PostgreSQL runs as;
/// the configuration stays with the server, so that a server run by root never writes where another user could plant a link.
/// </summary>
internal sealed record Layout(string Root)
{
    public string Cluster => Path.Combine(Root, "postgresql");
    public string Unfinished => Path.Combine(Root, "postgresql.new");
    public string Settings => Path.Combine(Root, "settings.conf");
    public string AccessRules => Path.Combine(Root, "access.conf");
    public string UserMap => Path.Combine(Root, "users.conf");
    public string Passwords => Path.Combine(Root, "passwords.json");
    public string StartingLock => Path.Combine(Root, "starting.lock");
    public string ServersLock => Path.Combine(Root, "servers.lock");
    public string StartLog => Path.Combine(Cluster, "start.log");
    public string Log => Path.Combine(Cluster, "log");

    public bool ClusterExists => Directory.Exists(Cluster);
    public bool HasCluster => File.Exists(VersionFile);
    private string VersionFile => Path.Combine(Cluster, "PG_VERSION");

    /// <summary>The release that made the cluster.</summary>
    public async Task<int?> MajorAsync(CancellationToken ct)
    {
        var text = (await File.ReadAllTextAsync(VersionFile, ct)).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new EmbeddedPostgresException($"\"{text}\" is no release of PostgreSQL that the ledger knows", VersionFile, "Choose another Ledger__DataDirectory.");
    }

    /// <summary>Makes the root, readable for others (the cluster inside is not): PostgreSQL's user must pass through it.</summary>
    public void Create()
    {
        if (File.Exists(Path.Combine(Root, "PG_VERSION")))
        {
            throw new EmbeddedPostgresException(
                $"This is a cluster of PostgreSQL {File.ReadAllText(Path.Combine(Root, "PG_VERSION")).Trim()} that the ledger did not make", Root,
                "Choose another Ledger__DataDirectory, or start that cluster yourself and set ConnectionStrings__Ledger.");
        }

        try
        {
            if (!Directory.Exists(Root))
            {
                Directory.CreateDirectory(Root);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Root, Modes.Shared);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(error);
        }
    }

    public EmbeddedPostgresException NotWritable(Exception error) => new(
        $"User {Environment.UserName} cannot write to the data directory ({error.Message.TrimEnd('.')})", Root,
        "Set Ledger__DataDirectory to a directory that this user can write, or correct its owner and mode.", error);
}

/// <summary>File modes that are used more than once.</summary>
internal static class Modes
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public const UnixFileMode Shared = Private
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
}
