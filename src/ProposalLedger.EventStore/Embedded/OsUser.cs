namespace ProposalLedger.EventStore.Embedded;

/// <summary>The user that PostgreSQL runs as: PostgreSQL refuses root.</summary>
/// <param name="Name">Its login name.</param>
/// <param name="Switch">What to hand to <see cref="Tool"/>: null when it is the user that we are.</param>
internal sealed record OsUser(string Name, string? Switch)
{
    private static readonly string[] InsteadOfRoot = ["postgres", "nobody"];

    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>As root the owner of the existing cluster, else <c>postgres</c>, else <c>nobody</c>. Anybody else is himself, and owns his cluster.</summary>
    public static async Task<OsUser> ForAsync(Layout layout, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows()) return new OsUser(Environment.UserName, null);
        var candidates = new List<OsUser>();
        foreach (var name in IsRoot ? InsteadOfRoot : [Environment.UserName])
        {
            if (!IsRoot || (await Tool.RunAsync(null, "/", "id", ["-u", name], ct)).Succeeded) candidates.Add(new OsUser(name, IsRoot ? name : null));
        }

        if (candidates.Count == 0)
        {
            throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and neither the user postgres nor nobody exists", layout.Root,
                "Add one of them (useradd --system postgres), or start the server as an ordinary user.");
        }

        foreach (var user in candidates)
        {
            if (!await user.TestAsync("cd \"$1\"", layout.Root, ct)) throw user.CannotEnter(layout.Root);
            if (!layout.ClusterExists || await user.TestAsync("[ -O \"$1\" ]", layout.Cluster, ct)) return user;
        }

        throw new EmbeddedPostgresException(
            $"The cluster belongs to another user than {string.Join(" or ", candidates.Select(c => c.Name))}", layout.Cluster,
            "Start the server as the user that made it, or choose another Ledger__DataDirectory.");
    }

    /// <summary>Hands a directory over to this user, closed to everybody else.</summary>
    public async Task OwnAsync(string directory, CancellationToken ct)
    {
        Directory.CreateDirectory(directory);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(directory, Modes.Private);
        if (Switch is not null) (await Tool.RunAsync(null, "/", "chown", [Switch, directory], ct)).OrThrow("Cannot give the directory to the user " + Name, directory);
    }

    /// <summary>Writes a file that only this user reads.</summary>
    public async Task WriteAsync(string path, string content, CancellationToken ct)
    {
        File.Delete(path);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(path, create)) await file.WriteAsync(content.AsMemory(), ct);
        if (Switch is not null) (await Tool.RunAsync(null, "/", "chown", [Switch, path], ct)).OrThrow("Cannot give the file to the user " + Name, path);
    }

    private async Task<bool> TestAsync(string condition, string path, CancellationToken ct) =>
        (await Tool.RunAsync(Switch, "/", "/bin/sh", ["-c", condition, "sh", path], ct)).Succeeded;

    private EmbeddedPostgresException CannotEnter(string directory) => new(
        $"The user {Name}, as which PostgreSQL runs, cannot enter the data directory", directory,
        "Choose a Ledger__DataDirectory outside of private directories (such as /var/lib/proposal-ledger), or open the way to it (chmod o+x on its parents).");
}
