namespace ProposalLedger.Views.Tests;

/// <summary>
/// What a cut holds, by the rules as docs/clocks.md has them and in the plainest way: event by event, entry by entry. The views come to the same by
/// rows that were folded before.
/// </summary>
/// <param name="Held">Kind, key and value of what holds.</param>
/// <param name="Straddling">How many entries are left out because a date of theirs straddles the cut.</param>
/// <param name="Outside">Texts that only entries outside of the cut have.</param>
internal sealed record PlainRules(IReadOnlyList<string> Held, int Straddling, IReadOnlyList<string> Outside)
{
    public static PlainRules Of(Story story, Cut cut)
    {
        var changes = story.Events.Where(e => cut.At is null || e.Position <= cut.At).Select(ChangeRow.Read).ToList();
        var sources = changes.Where(c => c.Event.Kind == EntryKind.Source && EntryOf(c) is not null).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => ((Source)EntryOf(g.Last())!).Published);
        var (held, straddling, inside, texts) = (new List<string>(), 0, new HashSet<string>(), new HashSet<string>());
        foreach (var history in changes.GroupBy(c => (c.Event.Kind, c.Key)))
        {
            if (history.LastOrDefault(c => EntryOf(c) is not null) is not { } last) continue;
            var (entry, first) = (EntryOf(last)!, history.First(c => EntryOf(c) is not null));
            var retracted = false;
            foreach (var change in history)
            {
                if (change.Event is LedgerEvent.Recorded) retracted = false;
                // A source's retraction counts from when it was published, an editor's always.
                if (change.Event is LedgerEvent.Retracted r && IsWithin(r.Published ?? (r.Sources.Count > 0 ? change.Published : null), cut.KnownBy)) retracted = true;
            }
            var timeless = entry is Negotiation or Party or Person or Issue or Proposition;
            var dates = entry.SourceIds.Select(id => sources.GetValueOrDefault(id)).OfType<Edtf>().OrderBy(d => d.End ?? DateTimeOffset.MaxValue).ThenBy(d => d.Start ?? DateTimeOffset.MinValue).ToList();
            var occurred = timeless ? null : entry.HappenedOn ?? last.Occurred ?? first.Occurred;
            var published = timeless ? null : entry.PublishedOn ?? (entry is Link or Conflict or Resolution ? dates.LastOrDefault() : dates.FirstOrDefault()) ?? last.Published ?? first.Published
                ?? Edtf.Parse(first.Recorded.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
            var within = IsWithin(occurred, cut.AsOf) && IsWithin(published, cut.KnownBy);
            var after = IsAfter(occurred, cut.AsOf) || IsAfter(published, cut.KnownBy);
            if (within && !retracted) held.Add($"{entry.EntryKind} {entry.Key} {entry.GetHashCode()}");
            if (!within && !after && !retracted) straddling++;
            foreach (var text in history.Select(EntryOf).OfType<Entry>().Select(TextOf).OfType<string>()) (within ? inside : texts).Add(text);
        }
        return new PlainRules([.. held.Order(StringComparer.Ordinal)], straddling, [.. texts.Except(inside)]);
    }

    private static Entry? EntryOf(Change change) => change.Event switch { LedgerEvent.Recorded(var entry) => entry, LedgerEvent.Corrected(var entry) => entry, _ => null };

    private static bool IsWithin(Edtf? date, Edtf? cut) => date is null || cut is null || date.End <= cut.End;

    private static bool IsAfter(Edtf? date, Edtf? cut) => date is not null && cut is not null && date.Start >= cut.End;

    private static string? TextOf(Entry entry)
    {
        var text = entry switch
        {
            Mandate e => e.Role, Source e => e.Title, Session e => e.Title, OutsideAction e => e.Text, Proposal e => e.Title, Draft e => e.Title, Rendering e => e.Title, Amendment e => e.Text, StatusReport e => e.Reason,
            Link e => e.Note, Claim e => e.Text, Conflict e => e.Text, Resolution e => e.Reason, _ => null,
        };
        return text?.StartsWith("text-", StringComparison.Ordinal) == true ? text : null;
    }
}
