namespace ProposalLedger.Seeds.Tests.Facts;

public sealed record FactPosition
{
    public string Id { get; set; } = "";
    public string Party { get; set; } = "";
    public string Issue { get; set; } = "";
    public string Stance { get; set; } = "";
    public string Speaker { get; set; } = "";
    public string OnBehalfOf { get; set; } = "";
    public string Basis { get; set; } = "";
    public string Date { get; set; } = "";
    public string Paraphrase { get; set; } = "";
    public List<string> Sources { get; set; } = [];
    public string? Note { get; set; }
    public List<string> ConflictsWith { get; set; } = [];
    public string? Meeting { get; set; }

    /// <summary>What the stance is toward, where that is not the issue itself.</summary>
    public string? Toward { get; set; }
    public bool Demand { get; set; }
}
