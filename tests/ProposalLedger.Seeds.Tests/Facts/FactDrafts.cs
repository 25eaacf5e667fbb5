namespace ProposalLedger.Seeds.Tests.Facts;

public sealed record FactProposal
{
    public string Id { get; set; } = "";
    public string Title { get; set; } = "";
    public string AuthorsNote { get; set; } = "";
    public List<FactDraft> Drafts { get; set; } = [];
}

public sealed record FactDraft
{
    public string Id { get; set; } = "";
    public string Label { get; set; } = "";
    public string Date { get; set; } = "";
    public string? Published { get; set; }
    public string Status { get; set; } = "";
    public string PublicText { get; set; } = "";
    public List<string> PointCountReported { get; set; } = [];
    public List<string> Sources { get; set; } = [];
    public List<FactPoint> Points { get; set; } = [];
    public List<FactFeature> ReportedFeatures { get; set; } = [];
}

public sealed record FactFeature
{
    public string Paraphrase { get; set; } = "";
    public List<string> Sources { get; set; } = [];
    public string Confidence { get; set; } = "";
}

public sealed record FactPoint
{
    public string? Number { get; set; }
    public string Topic { get; set; } = "";

    /// <summary>Null where the text of the point was not found.</summary>
    public string? Paraphrase { get; set; }
    public List<string> Sources { get; set; } = [];
    public List<string> WordingVariants { get; set; } = [];

    /// <summary>A number, a ratio such as 50:50, or <c>none</c> for "no limit".</summary>
    public string? NumberValue { get; set; }
    public string? Unit { get; set; }
    public string? Scope { get; set; }
    public List<FactSubpoint> Subpoints { get; set; } = [];
    public string? Note { get; set; }
    public bool? AgreedUsUa { get; set; }
    public List<string> Alternatives { get; set; } = [];
    public string? Status { get; set; }

    /// <summary>The same words stand in the lineage row, which is compared there.</summary>
    public string? ChangeVsUs28 { get; set; }
    public bool Deleted { get; set; }
    public string? Numbering { get; set; }
}

public sealed record FactSubpoint
{
    public string Key { get; set; } = "";
    public string? Topic { get; set; }
    public string Paraphrase { get; set; } = "";
    public List<string> WordingVariants { get; set; } = [];
}

public sealed record FactLineage
{
    public string Id { get; set; } = "";
    public string FromDraft { get; set; } = "";
    public string ToDraft { get; set; } = "";
    public string Summary { get; set; } = "";
    public List<FactRow> Rows { get; set; } = [];
}

public sealed record FactRow
{
    public string? FromPoint { get; set; }

    /// <summary>One number, a list of them, or null.</summary>
    public object? ToPoint { get; set; }
    public string Status { get; set; } = "";
    public string Confidence { get; set; } = "";
    public string Note { get; set; } = "";
    public string? Conflict { get; set; }
    public List<string> Sources { get; set; } = [];

    public IReadOnlyList<string> ToPoints => ToPoint switch
    {
        null => [],
        List<object> several => [.. several.Select(p => p.ToString()!)],
        var one => [one.ToString()!],
    };
}
