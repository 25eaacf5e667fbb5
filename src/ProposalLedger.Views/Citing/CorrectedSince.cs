namespace ProposalLedger.Views.Citing;

/// <summary>What has been recorded since a cited position that changes entries which the cited body shows. It changes the body nowhere (P6).</summary>
/// <param name="Entries">By the position of their first change since.</param>
/// <param name="Same">
/// The same question gets the same body at the later position. Where it does not, that may be corrections, also of what the body only
/// counts, or simply later news.
/// </param>
public sealed record CorrectedSince(IReadOnlyList<CorrectedEntry> Entries, bool Same)
{
    /// <summary>How many of the entries shown have been retracted since; these are not counted as corrected.</summary>
    public int Retracted { get; } = Entries.Count(e => e.IsRetracted);

    /// <summary>How many have been corrected since, and hold.</summary>
    public int Corrected { get; } = Entries.Count(e => !e.IsRetracted);

    /// <summary>Ledger positions of all these events, in order.</summary>
    public IReadOnlyList<long> Positions { get; } = [.. Entries.SelectMany(e => e.Changes).Select(c => c.Position).Order()];

    /// <summary>Of two bodies that are shown together.</summary>
    public CorrectedSince With(CorrectedSince other) =>
        new([.. Entries.Concat(other.Entries).DistinctBy(e => (e.Kind, e.Key)).OrderBy(e => e.Changes[0].Position)], Same && other.Same);

    /// <param name="dossier">As it stands now.</param>
    /// <param name="cited">The state that the body was computed at.</param>
    /// <param name="body">What was answered there.</param>
    /// <param name="same">Whether the current state says the same.</param>
    public static CorrectedSince Of(Dossier dossier, Snapshot cited, object body, bool same) => new(
    [
        .. from name in Shown.In(body)
           let changes = dossier.HistoryOf(name.Kind, name.Key).Where(c => c.Position > cited.Position && c.Event is not LedgerEvent.Recorded).ToList()
           where changes.Count > 0
           orderby changes[0].Position
           select new CorrectedEntry(name.Kind, name.Key, cited.FindEvenRetracted<Entry>(name.Kind, name.Key)?.Entry, changes),
    ], same);
}

/// <summary>An entry that a cited body shows and that was corrected or retracted later.</summary>
/// <param name="Then">As it stood at the cited position; null where the cut does not hold it by itself.</param>
/// <param name="Changes">By position.</param>
public sealed record CorrectedEntry(EntryKind Kind, string Key, Entry? Then, IReadOnlyList<Change> Changes)
{
    public bool IsRetracted => Changes.Any(c => c.Event is LedgerEvent.Retracted);

    /// <summary>As it was corrected last; null where it was not.</summary>
    public Entry? Now => Changes.Select(c => c.Event).OfType<LedgerEvent.Corrected>().LastOrDefault()?.Entry;
}
