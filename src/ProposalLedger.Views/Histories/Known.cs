namespace ProposalLedger.Views.Histories;

/// <summary>What one entry's history comes to.</summary>
internal sealed class Known(Entry entry, Change first, Change value, Change? retraction, Edtf? dated, Edtf? publicSince)
{
    private object? recorded;

    public Entry Entry => entry;
    public Change First => first;
    public Change? Retraction => retraction;
    public Span Dated { get; } = Span.Of(dated);
    public Span Public { get; } = Span.Of(publicSince);

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
        var dated = entry.HappenedOn ?? value!.Occurred ?? first!.Occurred;
        var known = entry.PublishedOn ?? BySources(entry, sourceDate) ?? value!.Published ?? first!.Published ?? Instant(first!.Recorded);
        return new Known(entry, first!, value!, retraction, dated, known);
    }

    /// <summary>When a source took back what it said; null for an editor's retraction, after which the thing never held.</summary>
    public static Edtf? RetractedOn(Change change) => change.Event is LedgerEvent.Retracted retracted
        ? retracted.Published ?? (retracted.Sources.Count > 0 ? change.Published : null) : null;

    /// <summary>The sources whose dates tell when the public could know of an entry; none where it says so itself.</summary>
    public static IEnumerable<string> DatedBy(Entry entry) =>
        IsTimeless(entry.EntryKind) || entry.PublishedOn is not null ? [] : entry.SourceIds;

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
