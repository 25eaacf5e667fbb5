using System.Globalization;
using System.Text.RegularExpressions;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>A directory with PostgreSQL's <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</summary>
internal sealed partial record Programs(string Directory, int Major, string Version)
{
    /// <summary>The oldest release that a new cluster is made with.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string Path(string program) => System.IO.Path.Combine(Directory, OperatingSystem.IsWindows() ? program + ".exe" : program);

    /// <summary>Null when a program is missing or does not run for the user that PostgreSQL runs as.</summary>
    public static async Task<Programs?> InspectAsync(string directory, OsUser user, CancellationToken ct)
    {
        var programs = new Programs(directory, 0, "");
        if (!Needed.All(name => File.Exists(programs.Path(name)))) return null;
        var said = await Tool.RunAsync(user.Switch, System.IO.Path.GetPathRoot(directory)!, programs.Path("postgres"), ["--version"], ct);
        var version = VersionPattern().Match(said.Output);
        return said.Succeeded && version.Success
            ? programs with { Major = int.Parse(version.Groups["major"].Value, CultureInfo.InvariantCulture), Version = version.Groups["all"].Value }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<all>(?<major>\d+)\S*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
