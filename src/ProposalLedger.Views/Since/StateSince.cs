using ProposalLedger.Views.Citing;
using System.Text.Json.Serialization;

namespace ProposalLedger.Views.Since;

/// <summary>What became of an entry from an earlier state to the one that is read.</summary>
public enum SinceChange
{
    /// <summary>It was in the earlier state, with another value.</summary>
    Corrected,

    /// <summary>It was in the earlier state, and was taken back.</summary>
    Retracted,

    /// <summary>It was in the earlier state, and a date that was corrected puts it outside the one that is read.</summary>
    Gone,

    /// <summary>It was not in the earlier state.</summary>
    New,

    /// <summary>It was in the earlier state as it is in this one.</summary>
    Known,
}

/// <summary>An earlier state against the one that is read: a page of a list, changes before what stayed, by when the public could know it.</summary>
public sealed record StateSince
{
    /// <summary>The clocks by which the earlier state was named, as any view takes them; what else the cut of this answer has holds for it, too.</summary>
    public required Cut Earlier { get; init; }

    /// <summary>Where one draft is asked about.</summary>
    public DraftSince? Draft { get; init; }

    /// <summary>Entries by what became of them, whichever are listed.</summary>
    public required IReadOnlyDictionary<string, int> Changes { get; init; }

    /// <summary>The same by kind, for the kinds that there are.</summary>
    public required IReadOnlyList<KindSince> Kinds { get; init; }
    public required IReadOnlyList<EntrySince> Items { get; init; }
    public required int Total { get; init; }

    /// <summary>Left out of the earlier state because their date straddles its cut.</summary>
    public required int LeftOutEarlier { get; init; }
    public required int LeftOut { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}

/// <summary>A draft in both states. Null points: it was not in that state.</summary>
/// <param name="Draft"><c>p/d</c></param>
public sealed record DraftSince([property: Shows(EntryKind.Draft)] string Draft, string Title, int? PointsEarlier, int? Points);

/// <param name="Earlier">How many the earlier state has.</param>
/// <param name="Changes">By what became of them.</param>
public sealed record KindSince(EntryKind Kind, int Earlier, IReadOnlyDictionary<string, int> Changes);

public sealed record EntrySince
{
    public required SinceChange Change { get; init; }
    public required EntryKind Kind { get; init; }
    public required string Key { get; init; }
    public Edtf? Dated { get; init; }
    public Edtf? PublicSince { get; init; }

    /// <summary>Of the event that first recorded it.</summary>
    public required long Position { get; init; }
    public required DateTimeOffset Recorded { get; init; }

    /// <summary>As this state has it; of what was retracted or is gone, as the earlier one had it.</summary>
    public required object Entry { get; init; }

    /// <summary>Of what was corrected.</summary>
    public Before? Before { get; init; }

    /// <summary>The correction that is in force, or the retraction.</summary>
    public ChangeSince? By { get; init; }
}

/// <param name="Entry">As it stood before.</param>
public sealed record Before(object Entry);

public sealed record ChangeSince(long Position, DateTimeOffset Recorded, string Actor, string? Reason);
