using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ProposalLedger.Seeds.Tests.Facts;

/// <summary>
/// The facts as they were compiled. Read strictly: a field that is added to them and that no test compares fails every test here.
/// </summary>
public sealed class FactsFile
{
    private static readonly Lazy<FactsFile> Read = new(() => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
        .Deserialize<FactsFile>(File.ReadAllText(Path.Combine(Repository.Shared, "facts", "ukraine-2025.yaml"))));

    public static FactsFile Ukraine => Repository.Shared is null ? throw new InvalidOperationException() : Read.Value;

    public Dictionary<string, string> Case { get; set; } = [];
    public List<FactSource> Sources { get; set; } = [];
    public List<FactParty> Parties { get; set; } = [];
    public List<FactIssue> Issues { get; set; } = [];
    public List<FactMeeting> Meetings { get; set; } = [];
    public List<FactProposal> Proposals { get; set; } = [];
    public List<FactLineage> Lineage { get; set; } = [];
    public List<FactPosition> Positions { get; set; } = [];
    public List<FactDisagreement> Disagreements { get; set; } = [];
    public List<string> Gaps { get; set; } = [];

    /// <summary>Ids of the facts become slugs: hyphens for underscores.</summary>
    public static string Slug(string id) => id.Replace('_', '-');
}

public sealed record FactSource
{
    public string Id { get; set; } = "";
    public string Publisher { get; set; } = "";
    public string Title { get; set; } = "";
    public string Date { get; set; } = "";
    public string Address { get; set; } = "";
    public string Kind { get; set; } = "";
    public string? Note { get; set; }
}

public sealed record FactParty
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string Role { get; set; } = "";
    public List<string> Spokespeople { get; set; } = [];
    public List<string> Members { get; set; } = [];
}

public sealed record FactIssue
{
    public string Id { get; set; } = "";
    public string Label { get; set; } = "";
}

public sealed record FactMeeting
{
    public string Id { get; set; } = "";
    public string Date { get; set; } = "";
    public string Place { get; set; } = "";
    public List<string> Participants { get; set; } = [];
    public string Duration { get; set; } = "";
    public string ReportedOutcome { get; set; } = "";
    public List<string> Sources { get; set; } = [];
    public string? Conflict { get; set; }
    public string? Note { get; set; }
}

public sealed record FactDisagreement
{
    public string Id { get; set; } = "";
    public string Topic { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Description { get; set; } = "";
    public List<string> Sources { get; set; } = [];
    public List<string> Positions { get; set; } = [];
}
