using System.Globalization;

namespace ProposalLedger.Views.Steps;

/// <summary>What comes in at a step, or goes.</summary>
/// <param name="Entry">As it is afterwards; what is taken back, as it was.</param>
/// <param name="Before">What a correction replaced.</param>
/// <param name="Position">Of the event.</param>
internal sealed record Happening(Entry Entry, Entry? Before, long Position, EventVerb Verb);

/// <summary>An exact step: the day, counted from 1 January of the year 1, or the ledger position, and what happens there.</summary>
internal sealed record Moment(long Number, IReadOnlyList<Happening> Happenings);

/// <summary>The exact steps of one clock at one cut, in order.</summary>
public sealed class StepLine
{
    private readonly Clock clock;
    private readonly List<Moment> moments;

    private StepLine(Clock clock, Snapshot snapshot)
    {
        this.clock = clock;
        Titles = new Titles(snapshot);
        var happenings = clock switch
        {
            Clock.At => snapshot.Holdings.SelectMany(k => Events(snapshot, k)),
            Clock.AsOf => snapshot.Holdings.Where(k => k.Retraction is null).Select(k => (Day(k.Dated), new Happening(k.Entry, null, k.First.Position, EventVerb.Recorded))),
            _ => snapshot.Holdings.SelectMany(Published),
        };
        var dated = happenings.ToLookup(h => h.Item1 is not null);
        WithoutStep = dated[false].Count();
        moments = [.. dated[true].GroupBy(h => h.Item1!.Value, h => h.Item2).OrderBy(g => g.Key).Select(g => new Moment(g.Key, [.. g.OrderBy(h => h.Position)]))];
    }

    /// <summary>Computed once for a snapshot.</summary>
    public static StepLine Of(Snapshot snapshot, Clock clock) => snapshot.Derive(s => new Lines(s))[clock];

    public int Count => moments.Count;

    public int WithoutStep { get; }

    internal Titles Titles { get; }

    internal IReadOnlyList<Moment> Moments => moments;

    /// <summary>What an address says for it.</summary>
    public string Value(int index) => clock == Clock.At ? moments[index].Number.ToString(CultureInfo.InvariantCulture)
        : DayOf(moments[index].Number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string? ValueOrNull(int index) => index >= 0 && index < moments.Count ? Value(index) : null;

    /// <summary>The last step that the cut holds: -1 before the first, and the last one where the cut leaves this clock alone.</summary>
    public int IndexAt(Cut cut)
    {
        var bound = clock switch
        {
            Clock.At => cut.At,
            // A day lies within a cut when its end does.
            Clock.AsOf => Whole(cut.AsOf),
            _ => Whole(cut.KnownBy),
        };
        if (bound is null) return moments.Count - 1;
        var (low, high) = (0, moments.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (moments[middle].Number <= bound) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /// <summary>The step as a reader is told of it.</summary>
    public Stop At(int index) => Together(index, index);

    internal Stop Together(int first, int last) => StepWords.Of(this, clock, first, last);

    internal static DateOnly DayOf(long number) => DateOnly.FromDayNumber((int)number);

    private static long? Whole(Edtf? cut) => cut?.End is { } end ? end.UtcTicks / TimeSpan.TicksPerDay - 1 : null;

    /// <summary>The first day whose cut holds the date: the one that its last moment falls on.</summary>
    private static long? Day(Span date) => date.End is 0 or long.MaxValue ? null : (date.End - 1) / TimeSpan.TicksPerDay;

    private static IEnumerable<(long?, Happening)> Published(Known known)
    {
        // What an editor took back never held; what its source took back, until then.
        var takenBack = known.Retraction is { } retraction ? Day(Span.Of(Fold.RetractedOn(retraction))) : null;
        if (known.Retraction is not null && takenBack is null) yield break;
        yield return (Day(known.Public), new(known.Entry, null, known.First.Position, EventVerb.Recorded));
        if (takenBack is not null) yield return (takenBack, new(known.Entry, null, known.Retraction!.Position, EventVerb.Retracted));
    }

    private static IEnumerable<(long?, Happening)> Events(Snapshot snapshot, Known known)
    {
        Entry? entry = null;
        foreach (var change in snapshot.ChangesOf(known.Entry.EntryKind, known.Entry.Key))
        {
            var before = entry;
            var (next, verb) = change.Event switch
            {
                LedgerEvent.Recorded(var recorded) => (recorded, EventVerb.Recorded),
                LedgerEvent.Corrected(var corrected) => (corrected, EventVerb.Corrected),
                _ => (entry ?? known.Entry, EventVerb.Retracted),
            };
            entry = next;
            yield return (change.Position, new(next, verb == EventVerb.Corrected ? before : null, change.Position, verb));
        }
    }

    private sealed class Lines(Snapshot snapshot)
    {
        private readonly Lazy<StepLine>[] lines = [.. Clocks.All.Select(clock => new Lazy<StepLine>(() => new StepLine(clock, snapshot)))];

        public StepLine this[Clock clock] => lines[(int)clock].Value;
    }
}
