using System.Globalization;

namespace ProposalLedger.Views.Steps;

/// <summary>Steps in words and figures.</summary>
internal static class StepWords
{
    public static Stop Of(StepLine line, Clock clock, int first, int last)
    {
        var happenings = line.Moments.Skip(first).Take(last - first + 1).SelectMany(m => m.Happenings).ToList();
        var named = happenings.MinBy(h => (Rank(h.Entry.EntryKind), h.Position))!;
        var (from, to) = (line.Moments[first].Number, line.Moments[last].Number);
        return new()
        {
            Value = line.Value(last),
            Steps = last - first + 1,
            Changes = happenings.Count,
            Size = happenings.Sum(Sizes.Of),
            Quoted = Titles.Quoted(named.Entry),
            Sentence = $"{(clock == Clock.At ? Positions(from, to) : Days(from, to))}: {Said(clock, line.Titles.Of(named.Entry), named)}"
                + (happenings.Count > 1 ? $", and {(happenings.Count - 1).ToString("#,##0", CultureInfo.InvariantCulture)} more" : ""),
        };
    }

    /// <summary>Of the day's happenings those that count, in words that stand alone; null where none does.</summary>
    public static Stop? Of(StepLine line, int index, Titles titles, Func<Happening, bool> counts)
    {
        var moment = line.Moments[index];
        if (moment.Happenings.Where(counts).ToList() is not { Count: > 0 } happenings) return null;
        var named = happenings.MinBy(h => (Rank(h.Entry.EntryKind), h.Position))!;
        var said = Said(Clock.AsOf, titles.Of(named.Entry), named);
        return new()
        {
            Value = line.Value(index),
            Steps = 1,
            Changes = happenings.Count,
            Size = happenings.Sum(Sizes.Of),
            Quoted = Titles.Quoted(named.Entry),
            Sentence = happenings.Count == 1 ? said : $"{said.TrimEnd('.')}, and {Number(happenings.Count - 1)} more",
        };
    }

    private static string Said(Clock clock, string title, Happening happening) => (clock, happening.Verb, happening.Entry) switch
    {
        (Clock.At, var verb, _) => Recorded(verb, title),
        (_, EventVerb.Retracted, _) => $"{title} - taken back by its source",
        (Clock.AsOf, _, Draft) => $"{title} tabled",
        (Clock.KnownBy, _, Draft) => $"{title} published",
        _ => title,
    };

    public static string Recorded(EventVerb verb, string title) => verb switch
    {
        EventVerb.Recorded => $"recorded {title}",
        EventVerb.Corrected => $"corrected {title}",
        _ => $"retracted {title}",
    };

    /// <summary>What a reader would name first of everything at one step.</summary>
    private static int Rank(EntryKind kind) => kind switch
    {
        EntryKind.Draft => 0,
        EntryKind.Proposal => 1,
        EntryKind.Session => 2,
        EntryKind.Amendment => 3,
        EntryKind.Status => 4,
        EntryKind.Action => 5,
        EntryKind.Claim => 6,
        EntryKind.Resolution => 7,
        EntryKind.Conflict => 8,
        EntryKind.Link => 9,
        EntryKind.Negotiation => 10,
        _ => 11,
    };

    private static string Positions(long from, long to) => from == to ? $"Position {Number(from)}" : $"Positions {Number(from)} to {Number(to)}";

    private static string Days(long from, long to)
    {
        var (first, last) = (StepLine.DayOf(from), StepLine.DayOf(to));
        return from == to ? Day(last) : $"{(first.Year == last.Year ? first.ToString("d MMMM", CultureInfo.InvariantCulture) : Day(first))} to {Day(last)}";
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
