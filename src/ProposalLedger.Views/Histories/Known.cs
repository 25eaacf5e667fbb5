namespace ProposalLedger.Views.Histories;

/// <summary>What one entry's history comes to at a cut.</summary>
internal sealed record Known(Entry Entry, Change First, Change Value, Change? Retraction, Edtf? Dated, Edtf? PublicSince, Side Side)
{
    public AsRecorded<T> As<T>() where T : Entry => new()
    {
        Entry = (T)Entry,
        Position = First.Position,
        Recorded = First.Recorded,
        RecordedBy = First.Actor,
        Dated = Dated,
        PublicSince = PublicSince,
        Corrected = Value == First ? null : Value.Position,
        Retracted = Retraction?.Position,
    };
}

/// <summary>The fold of one history: pure, total, reads no clock.</summary>
internal static class Fold
{
    /// <summary>Folds the changes up to the cut's position.</summary>
    /// <param name="history">By position.</param>
    /// <param name="cut">An editor's correction replaces the value under every <c>asOf</c> and <c>knownBy</c>; <c>at</c> alone cuts it.</param>
    /// <param name="sourceDate">When a source was published, as the same position has it.</param>
    /// <returns>Null when nothing of it was recorded by then.</returns>
    public static Known? At(IReadOnlyList<Change> history, Cut cut, Func<string, Edtf?> sourceDate)
    {
        Change? first = null, value = null, retraction = null;
        Entry? entry = null;
        foreach (var change in history)
        {
            if (change.Position > cut.At) break;
            switch (change.Event)
            {
                case LedgerEvent.Recorded(var recorded):
                    (first, value, entry, retraction) = (first ?? change, change, recorded, null);
                    break;
                case LedgerEvent.Corrected(var corrected):
                    (first, value, entry) = (first ?? change, change, corrected);
                    break;
                case LedgerEvent.Retracted retracted when Acts(retracted, change, cut):
                    retraction = change;
                    break;
            }
        }
        if (entry is null) return null;
        if (IsTimeless(entry.EntryKind)) return new Known(entry, first!, value!, retraction, null, null, Side.Within);
        var dated = entry.HappenedOn ?? value!.Occurred ?? first!.Occurred;
        var known = entry.PublishedOn ?? BySources(entry, sourceDate) ?? value!.Published ?? first!.Published ?? Instant(first!.Recorded);
        var (happened, published) = (Sides.Of(dated, cut.AsOf), Sides.Of(known, cut.KnownBy));
        return new Known(entry, first!, value!, retraction, dated, known, happened > published ? happened : published);
    }

    /// <summary>These have no date of their own: only a position cuts them.</summary>
    private static bool IsTimeless(EntryKind kind) =>
        kind is EntryKind.Negotiation or EntryKind.Party or EntryKind.Person or EntryKind.Issue or EntryKind.Proposition;

    /// <summary>What a source took back counts from when it did; what an editor took back, never held.</summary>
    private static bool Acts(LedgerEvent.Retracted retracted, Change change, Cut cut) =>
        Sides.Of(retracted.Published ?? (retracted.Sources.Count > 0 ? change.Published : null), cut.KnownBy) == Side.Within;

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
