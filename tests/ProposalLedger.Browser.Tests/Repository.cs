namespace ProposalLedger.Browser.Tests;

internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string at) =>
        File.Exists(Path.Combine(at, "ProposalLedger.sln")) ? at : Above(Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run inside of the repository."));
}
