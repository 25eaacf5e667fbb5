namespace ProposalLedger.Views.Histories;

/// <summary>All that was recorded of one entry, folded once: a cut folds again only what it tears apart.</summary>
internal sealed class History
{
    /// <param name="kind">Of the entry.</param>
    /// <param name="key">Of the entry.</param>
    /// <param name="changes">By position, each once; not empty.</param>
    /// <param name="source">The history of a source.</param>
    public History(EntryKind kind, string key, IReadOnlyList<Change> changes, Func<string, History?> source)
    {
        (Kind, Key, Changes) = (kind, key, changes);
        Whole = Fold.At(changes, null, null, id => source(id)?.SourceDate);
        Sources = [.. changes.Select(Fold.EntryOf).OfType<Entry>().SelectMany(e => e.SourceIds).Distinct(StringComparer.Ordinal)];
        var (settled, latest) = (changes[^1].Position, 0L);
        foreach (var id in Sources)
        {
            if (source(id) is not { } cited) continue;
            settled = Math.Max(settled, cited.Changes[^1].Position);
            latest = Math.Max(latest, Span.Of(cited.SourceDate).End);
        }
        if (Whole is not null)
            Row = new(this, Whole.First.Position, settled, changes.Any(c => Fold.RetractedOn(c) is not null), Whole.Retraction is not null, Whole.Dated, Whole.Public, latest);
    }

    public EntryKind Kind { get; }
    public string Key { get; }
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>With every change in; null where it was only ever retracted.</summary>
    public Known? Whole { get; }

    /// <summary>Ids of the sources that any coding of it names: their dates say what of it could be known.</summary>
    public IReadOnlyList<string> Sources { get; }

    public Edtf? SourceDate => (Whole?.Entry as Source)?.Published;

    /// <summary>The columns that cuts are made by; of one whose <see cref="Whole"/> is not null.</summary>
    public Row Row { get; }
}

/// <summary>What a cut has to know of a history, side by side in memory with all others of its kind.</summary>
/// <param name="History">Whose row it is.</param>
/// <param name="First">The position that first recorded the entry.</param>
/// <param name="Settled">From this position on it stands as it stands now: its last change, or its sources'.</param>
/// <param name="RetractedOnADate">A source took it back, so that <c>knownBy</c> decides whether it holds.</param>
/// <param name="Retracted">It does not hold now.</param>
/// <param name="Dated">When it happened.</param>
/// <param name="Public">When the public could know it.</param>
/// <param name="LatestSource">The end of the latest date among its sources: a cut before it may hold less of it.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Row(History History, long First, long Settled, bool RetractedOnADate, bool Retracted, Span Dated, Span Public, long LatestSource);
