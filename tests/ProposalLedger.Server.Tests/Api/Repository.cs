namespace ProposalLedger.Server.Tests.Api;

internal static class Repository
{
    /// <summary>Where the solution is.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ProposalLedger.sln"))) at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
