using System.Collections.Immutable;

namespace ProposalLedger.Views.Histories;

/// <summary>The histories of one kind of entry in a dossier. Does not change; its rows are made when a cut first asks for them.</summary>
internal sealed class Section
{
    private readonly ImmutableDictionary<string, History> histories;
    private readonly Rows? before;
    private readonly ImmutableList<History> since;
    private readonly Lazy<Rows> rows;

    private Section(ImmutableDictionary<string, History> histories, Rows? before, ImmutableList<History> since)
    {
        (this.histories, this.before, this.since) = (histories, before, since);
        rows = new(() => this.before?.With(Latest()) ?? Rows.Of(this.histories.Values));
    }

    public static Section Empty { get; } = new(ImmutableDictionary.Create<string, History>(StringComparer.Ordinal), Rows.Empty, []);

    public bool IsEmpty => histories.IsEmpty;

    public Rows Rows => rows.Value;

    public History? Find(string key) => histories.GetValueOrDefault(key);

    /// <summary>With these histories in place of their earlier states; a thousand of them cost a thousand, however many there are.</summary>
    public Section With(IReadOnlyCollection<History> changed)
    {
        if (changed.Count == 0) return this;
        var next = histories.SetItems(changed.Select(h => KeyValuePair.Create(h.Key, h)));
        // An earlier event that came late has moved a row.
        var moved = changed.Any(h => Find(h.Key)?.Whole is { } was && was.First.Position != h.Whole?.First.Position);
        if (moved) return new Section(next, null, []);
        return rows.IsValueCreated ? new Section(next, Rows, [.. changed]) : new Section(next, before, since.AddRange(changed));
    }

    private IEnumerable<History> Latest() => since.Select(h => h.Key).Distinct(StringComparer.Ordinal).Select(key => histories[key]);
}
