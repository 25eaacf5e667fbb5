namespace ProposalLedger.Views.Since;

internal static class Differences
{
    /// <summary>Every entry of either state, with what became of it.</summary>
    /// <param name="then">The earlier state.</param>
    /// <param name="now">The later one.</param>
    /// <param name="named">The clocks by which the earlier one was named.</param>
    public static IEnumerable<EntrySince> Between(Snapshot then, Snapshot now, Cut named)
    {
        // What has no date of its own is there from the beginning, as far as dates go: only another position tells when it came in.
        var datesAlone = named.At is null;
        var known = then.All<Entry>().Where(Counts).ToDictionary(Name);
        foreach (var entry in now.All<Entry>().Where(Counts))
        {
            if (!known.Remove(Name(entry))) yield return Of(SinceChange.New, entry);
            else if (Correction(entry) is { } correction) yield return Of(SinceChange.Corrected, entry, correction) with { Before = new Before(Before(entry, correction)) };
            else yield return Of(SinceChange.Known, entry);
        }
        foreach (var (name, entry) in known)
            yield return now.FindEvenRetracted<Entry>(name.Kind, name.Key)?.Retracted is { } retracted
                ? Of(SinceChange.Retracted, entry, ChangeAt(name, retracted)) : Of(SinceChange.Gone, entry);

        bool Counts(AsRecorded<Entry> entry) => !datesAlone || entry.Dated is not null || entry.PublicSince is not null;

        Change? Correction(AsRecorded<Entry> entry) => entry.Corrected is not { } position || position <= then.Position && !datesAlone ? null
            : ChangeAt(Name(entry), position) is { } change && (!datesAlone || IsAfter(change.Recorded)) ? change : null;

        // An editor's correction counts under every date, in both states: that it came later is told by when it was recorded.
        bool IsAfter(DateTimeOffset recorded) => !(recorded < named.KnownBy?.End) && !(recorded < named.AsOf?.End);

        Entry Before(AsRecorded<Entry> entry, Change correction) => now.ChangesOf(entry.Entry.EntryKind, entry.Entry.Key)
            .TakeWhile(c => c.Position < correction.Position && (datesAlone ? c.Event is LedgerEvent.Recorded || !IsAfter(c.Recorded) : c.Position <= then.Position))
            .Select(c => c.Event switch { LedgerEvent.Recorded(var value) => value, LedgerEvent.Corrected(var value) => value, _ => null }).OfType<Entry>().Last();

        Change? ChangeAt((EntryKind Kind, string Key) name, long position) => now.ChangesOf(name.Kind, name.Key).FirstOrDefault(c => c.Position == position);
    }

    private static (EntryKind Kind, string Key) Name(AsRecorded<Entry> entry) => (entry.Entry.EntryKind, entry.Entry.Key);

    private static EntrySince Of(SinceChange change, AsRecorded<Entry> entry, Change? by = null) => new()
    {
        Change = change,
        Kind = entry.Entry.EntryKind,
        Key = entry.Entry.Key,
        Dated = entry.Dated,
        PublicSince = entry.PublicSince,
        Position = entry.Position,
        Recorded = entry.Recorded,
        Entry = entry.Entry,
        By = by is null ? null : new ChangeSince(by.Position, by.Recorded, by.Actor, by.Reason),
    };
}
