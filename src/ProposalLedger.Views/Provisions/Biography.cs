using ProposalLedger.Views.Citing;
using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Provisions;

/// <summary>Everything recorded of one provision, from its first wording to its last.</summary>
public sealed record Biography
{
    /// <summary><c>{draft}.{point}</c> of the first point along asserted one-to-one links, at this cut.</summary>
    public required string Provision { get; init; }

    /// <summary>Ids of the same provision by its later points; they redirect here.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>By the drafts' occurred, then position.</summary>
    public required IReadOnlyList<ProvisionWording> Wordings { get; init; }

    /// <summary>Every link that names one of its points, suggested ones too.</summary>
    public required IReadOnlyList<AsRecorded<Link>> Links { get; init; }
    public required IReadOnlyList<AsRecorded<StatusReport>> Statuses { get; init; }

    /// <summary>Claims about one of its points, by occurred then position.</summary>
    public required IReadOnlyList<AsRecorded<Claim>> Claims { get; init; }
    public required IReadOnlyList<ConflictShown> Conflicts { get; init; }

    /// <summary>Points of other provisions that a link joins with it: what it was split into or joined with, what is only suggested, rivals.</summary>
    public required IReadOnlyList<RelatedPoint> Related { get; init; }

    /// <summary>
    /// Claims that are about none of its points and yet speak of it: about a related point, or with a quantity of its own about a draft that
    /// it stands in or was linked to, or about a proposition of its issue.
    /// </summary>
    public required IReadOnlyList<AsRecorded<Claim>> Beside { get; init; }

    /// <summary>How its quantities changed, by occurred then position: in each text, by each account, and where a link says that it went.</summary>
    public required IReadOnlyList<QuantityInTime> Quantities { get; init; }

    /// <summary>All of it in one order: by occurred, then position.</summary>
    public required IReadOnlyList<AccountItem> Account { get; init; }
    public required int LeftOut { get; init; }
}

public enum AccountKind { Wording, Rendering, Link, Status, Claim }

/// <summary>One thing of a biography, by the key of its entry; a wording by its point.</summary>
public sealed record AccountItem
{
    public required AccountKind Kind { get; init; }
    public required string Key { get; init; }
    public Edtf? Occurred { get; init; }
    public Edtf? PublicSince { get; init; }
    public required long Position { get; init; }
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>It is one of <see cref="Biography.Beside"/>.</summary>
    public required bool Beside { get; init; }
}

/// <summary>A point of another provision, and the link that joins it.</summary>
public sealed record RelatedPoint
{
    public required string Ref { get; init; }
    [Shows(EntryKind.Draft)]
    public required string Draft { get; init; }
    public required string DraftTitle { get; init; }
    public required string Label { get; init; }
    public required string Provision { get; init; }
    public required string Beginning { get; init; }
    [Shows(EntryKind.Link)]
    public required string Link { get; init; }
    public required Fate Fate { get; init; }
    public required LinkMode Mode { get; init; }

    /// <summary>The link leads from it, not to it.</summary>
    public required bool Earlier { get; init; }
}

/// <summary>A quantity at one time, and on whose account: a text's, a claim's, or that of a link which says what became of it there.</summary>
public sealed record QuantityInTime
{
    public required string Name { get; init; }

    /// <summary>Null where only the fate of the point is told.</summary>
    public Term? Term { get; init; }
    public Fate? Fate { get; init; }
    public Edtf? Occurred { get; init; }
    public Edtf? PublicSince { get; init; }
    public required AccountKind Kind { get; init; }
    public required string Key { get; init; }

    /// <summary>The draft that the quantity is of.</summary>
    [Shows(EntryKind.Draft)]
    public string? Draft { get; init; }
    public required IReadOnlyList<string> Sources { get; init; }
}

/// <summary>The provision as it stands in one draft. In JSON the point with these beside it.</summary>
public sealed record ProvisionWording
{
    [Flattened]
    public required Point Point { get; init; }

    /// <summary><c>p/d</c></summary>
    [Shows(EntryKind.Draft)]
    public required string Draft { get; init; }
    public required string DraftTitle { get; init; }
    public required string Ref { get; init; }
    public required Edtf Occurred { get; init; }

    /// <summary>Of the draft.</summary>
    public Edtf? PublicSince { get; init; }
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>How other renderings print its label, where they print another or the same.</summary>
    public required IReadOnlyList<RenderedLabel> Labels { get; init; }
}

/// <summary>A label as one rendering prints it.</summary>
public sealed record RenderedLabel([property: Shows(EntryKind.Rendering)] string Rendering, string? Title, string Label, IReadOnlyList<string> Sources);
