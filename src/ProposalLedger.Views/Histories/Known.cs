namespace ProposalLedger.Views.Histories;

/// <summary>What one entry's history comes to.</summary>
/// <param name="entry">As the cut holds it.</param>
/// <param name="first">Recorded it.</param>
/// <param name="value">Gave it its value.</param>
/// <param name="retraction">Is in force.</param>
/// <param name="dated">When it happened.</param>
/// <param name="publicSince">When the public could know it.</param>
/// <param name="partsLeftOut">How many parts of it the cut leaves out because the date of their source straddles it.</param>
/// <param name="isLess">The cut leaves out parts of it.</param>
internal sealed class Known(Entry entry, Change first, Change value, Change? retraction, Edtf? dated, Edtf? publicSince, int partsLeftOut = 0, bool isLess = false)
{
    private object? recorded;

    public Entry Entry => entry;
    public Change First => first;
    public Change? Retraction => retraction;
    public Span Dated { get; } = Span.Of(dated);
    public Span Public { get; } = Span.Of(publicSince);
    public int PartsLeftOut => partsLeftOut;

    public bool IsLess => isLess;

    /// <summary>The position of the coding that it has its value from.</summary>
    public long ValueAt => value.Position;

    public Known With(Entry known, Parts parts) => new(known, first, value, retraction, dated, publicSince, parts.Straddling, parts.AreLess);

    /// <summary>Made once: most cuts show most entries as every other cut does.</summary>
    public AsRecorded<T> As<T>() where T : Entry
    {
        if (recorded is AsRecorded<T> made) return made;
        var fresh = new AsRecorded<T>
        {
            Entry = (T)entry,
            Position = first.Position,
            Recorded = first.Recorded,
            RecordedBy = first.Actor,
            Dated = dated,
            PublicSince = publicSince,
            Corrected = ReferenceEquals(value, first) ? null : value.Position,
            Retracted = retraction?.Position,
        };
        if (typeof(T) != typeof(Entry)) recorded = fresh;
        return fresh;
    }
}

/// <summary>The fold of one history: pure, total, reads no clock.</summary>
internal static class Fold
{
    /// <summary>Folds the changes up to a position.</summary>
    /// <param name="history">By position.</param>
    /// <param name="at">Null: all of them. An editor's correction replaces the value under every <c>asOf</c> and <c>knownBy</c>; <c>at</c> alone cuts it.</param>
    /// <param name="knownBy">What a source took back counts from when it did.</param>
    /// <param name="sourceDate">When a source was published, as the same position has it.</param>
    /// <returns>Null when nothing of it was recorded by then.</returns>
    public static Known? At(IReadOnlyList<Change> history, long? at, Edtf? knownBy, Func<string, Edtf?> sourceDate)
    {
        Change? first = null, value = null, retraction = null;
        Entry? entry = null;
        foreach (var change in history)
        {
            if (change.Position > at) break;
            switch (change.Event)
            {
                case LedgerEvent.Recorded(var recorded):
                    (first, value, entry, retraction) = (first ?? change, change, recorded, null);
                    break;
                case LedgerEvent.Corrected(var corrected):
                    (first, value, entry) = (first ?? change, change, corrected);
                    break;
                case LedgerEvent.Retracted when Span.Of(RetractedOn(change)).SideOf(Span.BoundOf(knownBy)) == Side.Within:
                    retraction = change;
                    break;
            }
        }
        if (entry is null) return null;
        if (IsTimeless(entry.EntryKind)) return new Known(entry, first!, value!, retraction, null, null);
        // A source is no happening: it has a date of publication alone.
        var dated = entry is Source ? null : entry.HappenedOn ?? value!.Occurred ?? first!.Occurred;
        var known = entry.PublishedOn ?? BySources(entry, sourceDate) ?? value!.Published ?? first!.Published ?? Instant(first!.Recorded);
        return new Known(entry, first!, value!, retraction, dated, known);
    }

    /// <summary>When a source took back what it said; null for an editor's retraction, after which the thing never held.</summary>
    public static Edtf? RetractedOn(Change change) => change.Event is LedgerEvent.Retracted retracted
        ? retracted.Published ?? (retracted.Sources.Count > 0 ? change.Published : null) : null;

    public static Entry? EntryOf(Change change) => change.Event switch { LedgerEvent.Recorded(var entry) => entry, LedgerEvent.Corrected(var entry) => entry, _ => null };

    /// <summary>These have no date of their own: only a position cuts them.</summary>
    private static bool IsTimeless(EntryKind kind) =>
        kind is EntryKind.Negotiation or EntryKind.Party or EntryKind.Person or EntryKind.Issue or EntryKind.Proposition;

    /// <summary>The public knew of a thing by its earliest source; an editorial act needs all that it rests on.</summary>
    private static Edtf? BySources(Entry entry, Func<string, Edtf?> sourceDate)
    {
        var dates = entry.SourceIds.Select(sourceDate).OfType<Edtf>();
        return entry.EntryKind is EntryKind.Link or EntryKind.Conflict or EntryKind.Resolution
            ? dates.MaxBy(d => Chronology.Of(d, 0)) : dates.MinBy(d => Chronology.Of(d, 0));
    }

    private static Edtf Instant(DateTimeOffset time) =>
        Edtf.Parse(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
}
