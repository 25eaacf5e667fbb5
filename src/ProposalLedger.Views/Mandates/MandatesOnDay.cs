using System.Text.Json.Serialization;

namespace ProposalLedger.Views.Mandates;

/// <summary>Whether a mandate is held on a day.</summary>
public enum Holds
{
    /// <summary>It had begun by the day, and is not on record as ended.</summary>
    Yes,

    /// <summary>The day is one on which it begins or ends, or may be: its dates are no finer.</summary>
    Changing,

    /// <summary>When it began is not on record, and it had not ended: the sources tell of the person's part without that date.</summary>
    BeginUnknown,
}

/// <summary>Mandates, of all times or on one day: a page of a list.</summary>
public sealed record MandatesOnDay
{
    /// <summary>The day that is asked about; null for all.</summary>
    public Edtf? On { get; init; }

    /// <summary>By party, then as they were recorded; on a day first those that are held, then those that begin or end about it, then those of which it is not known.</summary>
    public required IReadOnlyList<MandateShown> Items { get; init; }
    public required int Total { get; init; }

    /// <summary>How many of them hold in which way on the day; empty where none is asked about.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Of those that are on record how many the day leaves out: they had ended, or had not begun.</summary>
    public int? Outside { get; init; }

    /// <summary>Their ids, by party.</summary>
    public IReadOnlyList<string>? Others { get; init; }
    public required int LeftOut { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}

/// <summary>In JSON the mandate with these beside it.</summary>
public sealed record MandateShown
{
    [Flattened]
    public required AsRecorded<Mandate> Mandate { get; init; }

    /// <summary>On the day that is asked about.</summary>
    public Holds? Holds { get; init; }

    /// <summary>Other mandates of the same person for the same party that end where this one begins: a changed brief.</summary>
    public required IReadOnlyList<string> Before { get; init; }

    /// <summary>The same the other way round.</summary>
    public required IReadOnlyList<string> After { get; init; }
}
