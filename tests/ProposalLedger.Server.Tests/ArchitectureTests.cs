using System.Reflection;
using System.Xml.Linq;

namespace ProposalLedger.Server.Tests;

/// <summary>Who may know whom. Both what the projects ask for and what the compiled assemblies use is looked at.</summary>
public class ArchitectureTests
{
    private const string Ours = "ProposalLedger.";

    public static TheoryData<string, string[]> References => new()
    {
        { "Domain", [] },
        { "EventStore", [] },
        { "TransparencyLog", [] },
        { "Views", ["Domain", "EventStore"] },
        { "Server", ["Domain", "EventStore", "TransparencyLog", "Views"] },
        { "Cli", ["Domain", "EventStore", "Server", "TransparencyLog", "Views"] },
    };

    public static TheoryData<string, string[]> Packages => new()
    {
        { "Domain", [] },
        { "EventStore", ["Npgsql"] },
        { "TransparencyLog", [] },
    };

    [Theory, MemberData(nameof(References))]
    public void A_project_refers_to_those_below_it_alone(string project, string[] allowed) =>
        Assert.Subset(allowed.ToHashSet(), Asked(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)[Ours.Length..]).ToHashSet());

    [Theory, MemberData(nameof(Packages))]
    public void What_stands_alone_asks_for_no_package_beyond_its_own(string project, string[] allowed) =>
        Assert.Subset(allowed.ToHashSet(), Asked(project, "PackageReference").ToHashSet());

    [Theory]
    [InlineData("Domain"), InlineData("TransparencyLog")]
    [InlineData("EventStore", "Npgsql")]
    public void What_stands_alone_uses_the_platform_and_no_more(string project, params string[] allowed) =>
        Assert.Empty(Assembly.Load(Ours + project).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)).Except(allowed));

    [Theory, InlineData("Views", "Domain", "EventStore"), InlineData("Server", "Domain", "EventStore", "TransparencyLog", "Views")]
    public void A_compiled_assembly_uses_those_below_it_alone(string project, params string[] allowed) =>
        Assert.Subset(allowed.ToHashSet(), Assembly.Load(Ours + project).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => name.StartsWith(Ours, StringComparison.Ordinal)).Select(name => name[Ours.Length..]).ToHashSet());

    [Fact]
    public void The_domain_touches_no_network_no_file_and_no_database() =>
        Assert.DoesNotContain(Assembly.Load(Ours + "Domain").GetReferencedAssemblies().Select(a => a.Name!),
            name => name.StartsWith("System.Net", StringComparison.Ordinal) || name.StartsWith("System.IO", StringComparison.Ordinal)
                || name.StartsWith("System.Data", StringComparison.Ordinal));

    [Fact]
    public void Every_project_is_named_here() => Assert.Equal(
        References.Select(row => row.Data.Item1).Order(),
        Directory.EnumerateDirectories(Path.Combine(Root(), "src")).Select(d => Path.GetFileName(d)[Ours.Length..]).Order());

    private static IEnumerable<string> Asked(string project, string element) =>
        XDocument.Load(Path.Combine(Root(), "src", Ours + project, $"{Ours}{project}.csproj")).Descendants(element)
            .Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ProposalLedger.sln"))) at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
