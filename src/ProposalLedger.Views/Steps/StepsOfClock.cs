using System.Globalization;
using System.Text.Json.Serialization;
using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Steps;

/// <summary>What is replayed: as it happened (<c>asOf</c>), as it became known (<c>knownBy</c>), as it was recorded (<c>at</c>).</summary>
public enum Clock { AsOf, KnownBy, At }

public static class Clocks
{
    public static IReadOnlyList<Clock> All { get; } = Enum.GetValues<Clock>();

    /// <summary>The name of the clock's parameter in an address.</summary>
    public static string Name(this Clock clock) => clock switch { Clock.AsOf => "asOf", Clock.KnownBy => "knownBy", _ => "at" };

    public static Clock? Find(string name) => All.Cast<Clock?>().FirstOrDefault(c => c!.Value.Name() == name);

    /// <summary>The cut without this clock's part of it: its steps reach beyond where the reader stands.</summary>
    public static Cut Without(this Cut cut, Clock clock) => clock switch
    {
        Clock.AsOf => cut with { AsOf = null },
        Clock.KnownBy => cut with { KnownBy = null },
        _ => cut with { At = null },
    };

    /// <summary>The cut that shows the state after a step.</summary>
    public static Cut After(this Cut cut, Clock clock, string step) => clock switch
    {
        Clock.AsOf => cut with { AsOf = Edtf.Parse(step) },
        Clock.KnownBy => cut with { KnownBy = Edtf.Parse(step) },
        _ => cut with { At = long.Parse(step, CultureInfo.InvariantCulture) },
    };
}

/// <summary>One stop of a replay: a day in UTC, or a ledger position, at which something is added, changed or taken back.</summary>
public sealed record Stop
{
    /// <summary>The value of the clock's parameter that shows the state after this step.</summary>
    public required string Value { get; init; }

    /// <summary>How many exact steps it stands for; more than one where neighbours are drawn together.</summary>
    public required int Steps { get; init; }

    /// <summary>How many records are added, changed or taken back.</summary>
    public required int Changes { get; init; }

    /// <summary>Characters of all texts in what is added, of those that a correction brought in, and of what is taken back.</summary>
    public required long Size { get; init; }

    /// <summary>Date or position, the first thing that a reader would name, and how many more.</summary>
    public required string Sentence { get; init; }

    /// <summary>What the sentence quotes.</summary>
    [JsonIgnore]
    public IReadOnlyList<ShownEntry> Quoted { get; init; } = [];
}

/// <summary>The steps of one clock, within the cut. Where <c>around</c> is given: the exact ones on both sides of it.</summary>
public sealed record StepsOfClock
{
    public required string Clock { get; init; }

    /// <summary>How many exact steps there are.</summary>
    public required int Total { get; init; }

    /// <summary>So many neighbouring steps are drawn together into one item; 1: none are.</summary>
    public required int Together { get; init; }

    /// <summary>Records that come in at no step of this clock: without a date, or with one that has no end.</summary>
    public required int WithoutStep { get; init; }

    public required IReadOnlyList<Stop> Items { get; init; }

    /// <summary>Values of the exact steps; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? First { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Last { get; init; }

    /// <summary>The steps before, at and after the value of <c>around</c>; at it is the last one that lies within it.</summary>
    public Neighbours? Around { get; init; }
}

/// <summary>Values of exact steps; null where there is none.</summary>
public sealed record Neighbours
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Previous { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Current { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }
}
