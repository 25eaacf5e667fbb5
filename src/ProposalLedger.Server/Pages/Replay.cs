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

    /// <summary>Null before the first step and now.</summary>
    public Stop? Step { get; init; }

    /// <summary>Where the buttons lead. At the start nothing comes before, and at the end nothing after: they lead to where one is.</summary>
    public required Cut First { get; init; }
    public required Cut Previous { get; init; }
    public required Cut Next { get; init; }
    public required Cut Last { get; init; }

    public bool AtStart => Index <= 0;

    public bool AtEnd => Index >= Total;

    public static Replay Of(Dossier dossier, Cut cut, Clock? chosen)
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
        return new()
        {
            Clock = clock, Open = chosen is not null, Total = line.Count, Index = index,
            Step = index >= 0 && index < line.Count ? line.At(index) : null,
            First = Stop(0), Previous = Stop(index - 1), Next = Stop(index + 1), Last = cut.Without(clock),
        };
    }
}
