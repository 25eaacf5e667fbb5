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
    public required int LeftOut { get; init; }
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
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }
}
