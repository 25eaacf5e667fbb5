namespace ProposalLedger.Seeds.Tests;

/// <summary>Where the tests find the seeds, and the facts and reports that the real case was made from.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory, d => File.Exists(Path.Combine(d, "ProposalLedger.sln")))
        ?? throw new InvalidOperationException("The tests run inside of the repository: no ProposalLedger.sln above them.");

    public static string Seeds => Path.Combine(Root, "seeds");

    /// <summary>The directory that holds <c>facts</c> and <c>seed-documents</c>. It is no part of the repository; without it the test is skipped.</summary>
    public static string Shared
    {
        get
        {
            var shared = Above(Root, d => Directory.Exists(Path.Combine(d, "shared", "facts")));
            Assert.SkipWhen(shared is null, "No shared/facts beside the repository: nothing to compare the seeds with.");
            return Path.Combine(shared!, "shared");
        }
    }

    private static string? Above(string start, Predicate<string> found)
    {
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
        {
            if (found(at.FullName)) return at.FullName;
        }
        return null;
    }
}
