using System.Text.Json.Serialization;
using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Drafts;

/// <summary>One draft as it was tabled, with what has been reported of its points since.</summary>
public sealed record DraftAsTabled
{
    public required string Negotiation { get; init; }
    public required string Proposal { get; init; }
    public required string Draft { get; init; }
    public required string Title { get; init; }

    [JsonIgnore, Shows(EntryKind.Draft)]
    public string Key => $"{Proposal}/{Draft}";

    /// <summary>Who offers it: the parties of the proposal.</summary>
    public required IReadOnlyList<string> By { get; init; }
    public required TextExtent Text { get; init; }
    public required Edtf Occurred { get; init; }

    /// <summary>Its own date, or the one that stands for it: <see cref="PublicSince"/>.</summary>
    public Edtf? Published { get; init; }
    public Edtf? PublicSince { get; init; }
    public string? BasedOn { get; init; }
    public required IReadOnlyList<string> Sources { get; init; }
    public required IReadOnlyList<PointAsTabled> Points { get; init; }

    /// <summary>
    /// The draft whose points <see cref="Unaccounted"/> and <see cref="ReportedUnknown"/> speak of, as <c>p/d</c>: the base, or, where nobody
    /// knows its text, the nearest draft before it whose points are known.
    /// </summary>
    public string? AccountsFor { get; init; }

    /// <summary>Points of that draft that no asserted link to this one accounts for (P12), as <c>p/d/pt</c>, in its order.</summary>
    public required IReadOnlyList<string> Unaccounted { get; init; }

    /// <summary>Points of that draft that are accounted for by nothing but an asserted link of fate <c>unknown</c>.</summary>
    public required IReadOnlyList<string> ReportedUnknown { get; init; }
    public required IReadOnlyList<Reported> Reported { get; init; }
    public required IReadOnlyList<AsRecorded<Rendering>> Renderings { get; init; }
    public required IReadOnlyList<AsRecorded<Amendment>> Amendments { get; init; }

    /// <summary>Whether it is the proposal's latest draft at this cut.</summary>
    public required bool Current { get; init; }
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    public long? Corrected { get; init; }
    public required int LeftOut { get; init; }
}

/// <summary>A point with its identity through all drafts and its latest reported status. In JSON one object.</summary>
public sealed record PointAsTabled
{
    [Flattened(Replaced = ["points"])]
    public required Point Point { get; init; }

    /// <summary><c>p/d/pt</c>: how it is cited.</summary>
    public required string Ref { get; init; }
    public required string Provision { get; init; }

    /// <summary>The latest by occurred, then position; null where nothing is reported, which is not <c>open</c>.</summary>
    public AsRecorded<StatusReport>? Status { get; init; }
    public required IReadOnlyList<PointAsTabled> Points { get; init; }
}
