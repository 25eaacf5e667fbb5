using System.Text.Json.Serialization;

namespace ProposalLedger.Views;

/// <summary>A part of a list. Lists of which there is more to say inherit from it.</summary>
public record Page<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>How many there are in all, at this cut and with these filters.</summary>
    public required int Total { get; init; }

    /// <summary>How many are left out because their date straddles the cut.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Opaque: the value of <c>next</c> that gives the part after this one; null at the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}
