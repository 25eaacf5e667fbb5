namespace ProposalLedger.Domain.Entries;

public enum TextExtent { Full, Partial, Unknown }

/// <summary>One fixed text of a proposal, never edited after tabling; a correction corrects its transcription.</summary>
public sealed record Draft : Entry
{
    /// <summary>Given by the route or, in a case file, by the proposal that it stands in.</summary>
    [RefersTo(EntryKind.Proposal)]
    public string Proposal { get; init; } = "";
    public required string Title { get; init; }

    /// <summary>The draft that this one starts from, as <c>proposal/draft</c>.</summary>
    [RefersTo(EntryKind.Draft)]
    public string? BasedOn { get; init; }
    public required Edtf Occurred { get; init; }
    public Edtf? Published { get; init; }
    public required TextExtent Text { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }
    public required Values<Point> Points { get; init; }
    public Values<Reported> Reported { get; init; } = [];
    public override EntryKind EntryKind => EntryKind.Draft;
    public override string Key => $"{Proposal}/{Id}";
    public override Edtf? HappenedOn => Occurred;
    public override Edtf? PublishedOn => Published;
    public override IEnumerable<string> SourceIds =>
        Sources.Concat(AllPoints.SelectMany(p => p.Sources)).Concat(Reported.SelectMany(r => r.Sources));

    /// <summary>Every point, nested ones after the one that they stand in.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<Point> AllPoints => Points.SelectMany(p => p.WithNested());
}

public enum TextKind { Verbatim, Translation, Paraphrase, Oral, Unknown }

/// <summary>A provision as it stands in one draft.</summary>
public sealed record Point
{
    /// <summary>A slug, unique in its draft; cited as <c>proposal/draft/point</c>.</summary>
    [Slug]
    public required string Id { get; init; }

    /// <summary>What is printed in front of it.</summary>
    public required string Label { get; init; }
    public required TextKind TextKind { get; init; }
    public required string Text { get; init; }

    /// <summary>BCP 47 tag of the text's language.</summary>
    [WrittenAs(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", "not-a-language", "Write a language tag such as en, uk or en-GB (BCP 47).")]
    public string? Language { get; init; }

    [RefersTo(EntryKind.Issue)]
    public string? Issue { get; init; }
    public Values<Term> Terms { get; init; } = [];
    public Values<Wording> Options { get; init; } = [];
    public Values<Wording> Brackets { get; init; } = [];
    public Values<Point> Points { get; init; } = [];
    public string? Note { get; init; }

    [RefersTo(EntryKind.Source), AtLeastOne]
    public required Values<string> Sources { get; init; }

    public IEnumerable<Point> WithNested() => Points.SelectMany(p => p.WithNested()).Prepend(this);
}

/// <summary>A typed quantity: a value or a range, with its unit.</summary>
public sealed record Term
{
    [Slug]
    public required string Name { get; init; }
    public decimal? Value { get; init; }
    public TermRange? Range { get; init; }
    public required string Unit { get; init; }
    public string? Scope { get; init; }
}

public sealed record TermRange
{
    public decimal? From { get; init; }
    public decimal? To { get; init; }
}

/// <summary>An alternative wording, or words not agreed, and whose they are.</summary>
public sealed record Wording
{
    public required string Text { get; init; }

    [RefersTo(EntryKind.Party)]
    public Values<string> By { get; init; } = [];
}
