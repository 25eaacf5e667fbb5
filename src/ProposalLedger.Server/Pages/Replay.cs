using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Steps;

namespace ProposalLedger.Server.Pages;

/// <summary>Where the page stands on the clock that its reader replays, and which way it can go. The stops are the steps of that clock and, after the last of them, now.</summary>
public sealed record Replay
{
    /// <summary>The page's parameter that keeps the bar open; its value is the clock. The views know nothing of it.</summary>
    public const string Parameter = "replay";

    public required Clock Clock { get; init; }

    /// <summary>The reader asked for it.</summary>
    public required bool Open { get; init; }

    /// <summary>How many steps there are, the later ones among them.</summary>
    public required int Total { get; init; }

    /// <summary>The step that the page stands at or after; -1 before the first, <see cref="Total"/> now.</summary>
    public required int Index { get; init; }

    /// <summary>The first step at which this page has an answer: its buttons go no further back. 0 where it has one at every step.</summary>
    public required int From { get; init; }

    /// <summary>Null before the first step and now.</summary>
    public Stop? Step { get; init; }

    /// <summary>Where the buttons lead. At the start nothing comes before, and at the end nothing after: they lead to where one is.</summary>
    public required Cut First { get; init; }
    public required Cut Previous { get; init; }
    public required Cut Next { get; init; }
    public required Cut Last { get; init; }

    public bool AtStart => Index <= From;

    /// <summary>The state before this page's first; null where it begins with the first step.</summary>
    public Cut? Before { get; init; }

    public bool AtEnd => Index >= Total;

    /// <param name="dossier">The negotiation.</param>
    /// <param name="cut">Where the reader stands.</param>
    /// <param name="chosen">The clock that the address names.</param>
    /// <param name="answers">Whether the page has an answer at a state; null where it always has. What is on record from a step on is on record at all later ones.</param>
    public static Replay Of(Dossier dossier, Cut cut, Clock? chosen, Func<Snapshot, bool>? answers)
    {
        var clock = chosen ?? cut switch
        {
            { AsOf: null, KnownBy: null, At: not null } => Clock.At,
            { AsOf: null, KnownBy: not null } => Clock.KnownBy,
            // A negotiation that was only just opened has events and no dates.
            _ => StepLine.Of(dossier.At(cut.Without(Clock.AsOf)), Clock.AsOf).Count > 0 ? Clock.AsOf : Clock.At,
        };
        // Later steps are steps too: without them the reader could not go on.
        var line = StepLine.Of(dossier.At(cut.Without(clock)), clock);
        var index = cut.Without(clock) == cut ? line.Count : line.IndexAt(cut);
        Cut Stop(int at) => line.Count == 0 || at >= line.Count ? cut.Without(clock) : cut.After(clock, line.Value(Math.Max(at, 0)));
        var from = answers is null ? 0 : FirstOf(line.Count, at => answers(dossier.At(cut.After(clock, line.Value(at)))));
        return new()
        {
            From = from, Before = from > 0 ? Stop(from - 1) : null,
            Clock = clock, Open = chosen is not null, Total = line.Count, Index = index,
            Step = index >= 0 && index < line.Count ? line.At(index) : null,
            First = Stop(from), Previous = Stop(Math.Max(from, index - 1)), Next = Stop(Math.Max(from, index + 1)), Last = cut.Without(clock),
        };
    }

    /// <summary>0, too, where not even the last has one: then this clock is not the reason.</summary>
    private static int FirstOf(int count, Func<int, bool> answers)
    {
        if (count == 0 || answers(0) || !answers(count - 1)) return 0;
        var (without, with) = (0, count - 1);
        while (with - without > 1)
        {
            var middle = (without + with) / 2;
            if (answers(middle)) with = middle;
            else without = middle;
        }
        return with;
    }
}
