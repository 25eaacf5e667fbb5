using System.Runtime.CompilerServices;

namespace ProposalLedger.Views.Histories;

/// <summary>Where an entry is to a cut.</summary>
internal enum Place : byte { Outside, Shown, Retracted, Straddling }

/// <summary>The histories of one kind at a cut: one pass over their rows, which makes nothing but a byte for each.</summary>
internal sealed class Cutting
{
    private readonly Rows rows;
    private readonly Knife knife;
    private readonly Place[] places;
    private readonly Dictionary<int, Known> torn = [];

    public Cutting(Rows rows, Knife knife)
    {
        (this.rows, this.knife, places) = (rows, knife, new Place[rows.ByPosition.Length]);
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var row = ref rows.ByPosition[i];
            if (row.First > knife.At) break;
            if (!knife.Tears(row)) places[i] = knife.PlaceOf(row.Dated, row.Public, row.Retracted);
            else if (knife.Fold(row.History) is { } known)
            {
                torn.Add(i, known);
                places[i] = knife.PlaceOf(known.Dated, known.Public, known.Retraction is not null);
            }
            if (places[i] == Place.Shown) Shown++;
            else if (places[i] == Place.Straddling) Straddling++;
            IsInPart |= knife.IsInPart(row);
        }
    }

    public int Shown { get; }
    public int Straddling { get; }

    /// <summary>Some of it has sources that were published after the cut.</summary>
    private bool IsInPart { get; }

    public Known this[int index]
    {
        get
        {
            ref readonly var row = ref rows.ByPosition[index];
            return knife.Known(row, torn.Count > 0 && torn.TryGetValue(index, out var known) ? known : row.History.Whole!);
        }
    }

    /// <summary>What holds, by position.</summary>
    public int[] ByPosition()
    {
        var (found, end) = (new int[Shown], 0);
        for (var i = 0; i < places.Length; i++)
            if (places[i] == Place.Shown) found[end++] = i;
        return found;
    }

    /// <summary>What holds, by occurred, then position.</summary>
    public int[] ByTime()
    {
        // What the cut shows in an earlier state may have had another date: it is put where it belongs, and nothing else is sorted again.
        var moved = torn.Keys.Where(i => places[i] == Place.Shown).ToArray();
        Array.Sort(moved, (a, b) => Rows.Compare(torn[a].Dated, rows.ByPosition[a].First, torn[b].Dated, rows.ByPosition[b].First));
        var (found, end, next) = (new int[Shown], 0, 0);
        foreach (var i in rows.ByTime)
        {
            if (places[i] != Place.Shown || (moved.Length > 0 && torn.ContainsKey(i))) continue;
            ref readonly var row = ref rows.ByPosition[i];
            while (next < moved.Length && Rows.Compare(torn[moved[next]].Dated, rows.ByPosition[moved[next]].First, row.Dated, row.First) < 0) found[end++] = moved[next++];
            found[end++] = i;
        }
        while (next < moved.Length) found[end++] = moved[next++];
        return found;
    }

    /// <summary>It holds the same, as it stands now, as another cut of these rows.</summary>
    public bool HoldsAs(Cutting other) => rows == other.rows && torn.Count == 0 && other.torn.Count == 0 && places.AsSpan().SequenceEqual(other.places)
        && ((!IsInPart && !other.IsInPart) || knife.IsKnownBy(other.knife));

    public IEnumerable<Entry> LeftOut() => Straddling == 0 ? [] : Indexes(Place.Straddling).Select(i => this[i].Entry);

    /// <summary>What holds, or straddles the cut, and has parts that the cut leaves out.</summary>
    public IEnumerable<Known> Less(bool straddling) => !IsInPart ? [] : Indexes(Place.Shown).Concat(straddling ? Indexes(Place.Straddling) : [])
        .Where(i => knife.IsInPart(rows.ByPosition[i])).Select(i => this[i]).Where(k => k.IsLess);

    /// <summary>Histories of what the cut holds, retracted or not, in no order; those that have settled before a position may be passed over.</summary>
    public IEnumerable<History> Held(Func<long> after)
    {
        for (var i = places.Length - 1; i >= 0; i--)
            if (places[i] is Place.Shown or Place.Retracted && rows.ByPosition[i].Settled > after()) yield return rows.ByPosition[i].History;
    }

    /// <summary>What the cut holds, retracted or not, by position.</summary>
    public IEnumerable<Known> Holdings()
    {
        for (var i = 0; i < places.Length; i++)
            if (places[i] is Place.Shown or Place.Retracted) yield return this[i];
    }

    private IEnumerable<int> Indexes(Place place)
    {
        for (var i = 0; i < places.Length; i++)
            if (places[i] == place) yield return i;
    }
}

/// <summary>A cut, ready to be compared with a hundred thousand rows.</summary>
/// <param name="cut">As it was asked for.</param>
/// <param name="source">The history of a source.</param>
internal sealed class Knife(Cut cut, Func<string, History?> source)
{
    private readonly long asOf = Span.BoundOf(cut.AsOf), knownBy = Span.BoundOf(cut.KnownBy);
    private readonly ConditionalWeakTable<Known, Known> inPart = [];

    public long At { get; } = cut.At ?? long.MaxValue;

    /// <summary>The cut goes through its history: it stood otherwise than it stands now.</summary>
    public bool Tears(in Row row) => row.Settled > At || (row.RetractedOnADate && knownBy != Span.NoBound);

    public Known? Fold(History history) => Histories.Fold.At(history.Changes, cut.At, cut.KnownBy, DateOf);

    /// <summary>A source of it was published after the cut, or may have been.</summary>
    public bool IsInPart(in Row row) => row.LatestSource > knownBy;

    /// <summary>The same of what was published counts for both.</summary>
    public bool IsKnownBy(Knife other) => knownBy == other.knownBy;

    /// <summary>As it could be known at the cut; made when it is first looked at.</summary>
    public Known Known(in Row row, Known recorded) => !IsInPart(row) ? recorded : inPart.GetValue(recorded, all =>
    {
        var parts = new Parts(DateOf, knownBy);
        return all.With(parts.Of(all.Entry), parts);
    });

    /// <summary>What an event said, as it could be known at the cut.</summary>
    public Change Known(in Row row, Change change) => !IsInPart(row) ? change : change.Event switch
    {
        LedgerEvent.Recorded(var entry) => change with { Event = new LedgerEvent.Recorded(new Parts(DateOf, knownBy).Of(entry)) },
        LedgerEvent.Corrected(var entry) => change with { Event = new LedgerEvent.Corrected(new Parts(DateOf, knownBy).Of(entry)) },
        _ => change,
    };

    /// <summary>When a source was published, as the cut's position has it.</summary>
    private Edtf? DateOf(string id) => source(id) is not { } dated ? null : dated.Changes[^1].Position <= At
        ? dated.SourceDate : (Histories.Fold.At(dated.Changes, cut.At, null, _ => null)?.Entry as Source)?.Published;

    public Place PlaceOf(Span dated, Span known, bool retracted) => (dated.SideOf(asOf), known.SideOf(knownBy)) switch
    {
        (Side.Within, Side.Within) => retracted ? Place.Retracted : Place.Shown,
        (Side.After, _) or (_, Side.After) => Place.Outside,
        _ => retracted ? Place.Outside : Place.Straddling,
    };

    /// <summary>It is recorded by then; and what a source took back later is not told of before it did.</summary>
    public bool Knows(Change change) => change.Position <= At && Span.Of(Histories.Fold.RetractedOn(change)).SideOf(knownBy) == Side.Within;

    /// <summary>An event without a date of publication was published when it was recorded.</summary>
    public Side SideOf(Change change)
    {
        var (happened, published) = (change.Event.Kind == EntryKind.Source ? Side.Within : Span.Of(change.Occurred).SideOf(asOf), (change.Published is { } date ? Span.Of(date) : new Span(change.Recorded.UtcTicks, change.Recorded.UtcTicks)).SideOf(knownBy));
        return happened > published ? happened : published;
    }

    /// <summary>Which clock keeps something out.</summary>
    public string Why(Span dated, Span known) => string.Join(", and ", new[]
    {
        dated.SideOf(asOf) switch
        {
            Side.After => "it happened after asOf",
            Side.Straddling => "nobody knows whether it happened before the end of asOf or after it",
            _ => null,
        },
        known.SideOf(knownBy) switch
        {
            Side.After => "it was published after knownBy",
            Side.Straddling => "nobody knows whether it was published before the end of knownBy or after it",
            _ => null,
        },
    }.OfType<string>());
}
