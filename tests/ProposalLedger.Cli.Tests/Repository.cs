namespace ProposalLedger.Cli.Tests;

internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string Readme => File.ReadAllText(Path.Combine(Root, "README.md"));

    public static string Seed(string name) => Path.Combine(Root, "seeds", name);

    private static string Above(string at) =>
        File.Exists(Path.Combine(at, "ProposalLedger.sln")) ? at : Above(Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run inside of the repository."));
}
