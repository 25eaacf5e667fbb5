using System.Globalization;
using System.Text.RegularExpressions;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>Where a machine's PostgreSQL may be installed, in the order of preference.</summary>
internal static partial class MachineDirectories
{
    // Folders with one release each, the newest first: Debian, Red Hat, Homebrew (Apple silicon, Intel, Linux), Windows.
    private static readonly (string Parent, string Pattern)[] Families =
    [
        ("/usr/lib/postgresql", "*"),
        ("/usr", "pgsql-*"),
        ("/opt/homebrew/opt", "postgresql*"),
        ("/usr/local/opt", "postgresql*"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql*"),
        (@"C:\Program Files\PostgreSQL", "*"),
    ];

    public static IEnumerable<string> List() => OnPath().Concat(FromPgConfig()).Concat(Installed()).Distinct();

    private static IEnumerable<string> OnPath() =>
        from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let program = Path.Combine(directory, OperatingSystem.IsWindows() ? "pg_ctl.exe" : "pg_ctl")
        where Path.IsPathFullyQualified(directory) && File.Exists(program)
        // A link leads to the real directory, where its siblings are.
        select Path.GetDirectoryName(new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program);

    private static IEnumerable<string> FromPgConfig()
    {
        // Lazily: the script is not run when the PATH has the programs themselves.
        var said = Tool.RunAsync(null, Path.GetTempPath(), "pg_config", ["--bindir"], CancellationToken.None).GetAwaiter().GetResult();
        if (said.Succeeded && Path.IsPathFullyQualified(said.Output)) yield return said.Output;
    }

    private static IEnumerable<string> Installed() =>
        from family in Families
        where Path.IsPathFullyQualified(family.Parent) && Directory.Exists(family.Parent)
        from release in Directory.EnumerateDirectories(family.Parent, family.Pattern).OrderByDescending(ReleaseOf)
        select Path.Combine(release, "bin");

    // "15", "pgsql-16", "postgresql@17"; a folder without a number is a link to the newest.
    private static int ReleaseOf(string directory) =>
        Number().Match(Path.GetFileName(directory)) is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : int.MaxValue;

    [GeneratedRegex(@"\d{1,4}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
