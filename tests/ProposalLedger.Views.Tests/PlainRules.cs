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
        Edtf? DateOf(IEnumerable<string> ids) => ids.Select(id => sources.GetValueOrDefault(id)).OfType<Edtf>().OrderBy(d => d.End ?? DateTimeOffset.MaxValue).ThenBy(d => d.Start ?? DateTimeOffset.MinValue).FirstOrDefault();
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
            var occurred = timeless || entry is Source ? null : entry.HappenedOn ?? last.Occurred ?? first.Occurred;
            var published = timeless ? null : entry.PublishedOn ?? (entry is Link or Conflict or Resolution ? dates.LastOrDefault() : dates.FirstOrDefault()) ?? last.Published ?? first.Published
                ?? Edtf.Parse(first.Recorded.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
            var within = IsWithin(occurred, cut.AsOf) && IsWithin(published, cut.KnownBy);
            var after = IsAfter(occurred, cut.AsOf) || IsAfter(published, cut.KnownBy);
            if (within && !retracted) held.Add($"{entry.EntryKind} {entry.Key} {Cited(entry)}");
            if (within && !retracted) straddling += PartsOf(entry).Count(p => !IsWithin(DateOf(p.Sources), cut.KnownBy) && !IsAfter(DateOf(p.Sources), cut.KnownBy));
            if (!within && !after && !retracted) straddling++;
            foreach (var text in history.Select(EntryOf).OfType<Entry>().Select(TextOf).OfType<string>()) (within ? inside : texts).Add(text);
            foreach (var (text, ids) in history.Select(EntryOf).OfType<Entry>().SelectMany(PartsOf)) (within && IsWithin(DateOf(ids), cut.KnownBy) ? inside : texts).Add(text);
        }
        // What is left of an entry, in the plainest form: its value without lists of sources and parts, then these as the cut has them.
        string Cited(Entry entry) => Told(entry, ids => Known(ids), p => IsWithin(DateOf(p), cut.KnownBy));
        IEnumerable<string> Known(IReadOnlyList<string> ids) => ids.Any(id => IsWithin(sources.GetValueOrDefault(id), cut.KnownBy)) ? ids.Where(id => IsWithin(sources.GetValueOrDefault(id), cut.KnownBy)) : ids;
        return new PlainRules([.. held.Order(StringComparer.Ordinal)], straddling, [.. texts.Except(inside)]);
    }

    /// <summary>An entry as a line of JSON in which lists of sources are cut, and parts whose sources are not known are gone.</summary>
    public static string Told(Entry entry, Func<IReadOnlyList<string>, IEnumerable<string>> cited, Func<IReadOnlyList<string>, bool> isKnown)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToNode(entry, entry.GetType(), ViewJson.Options)!;
        Walk(json);
        return json.ToJsonString();

        void Walk(System.Text.Json.Nodes.JsonNode? node)
        {
            if (node is System.Text.Json.Nodes.JsonArray array) foreach (var item in array) Walk(item);
            if (node is not System.Text.Json.Nodes.JsonObject map) return;
            foreach (var name in new[] { "reported", "reports" })
                if (map[name] is System.Text.Json.Nodes.JsonArray parts)
                    foreach (var part in parts.Where(p => !isKnown(Ids(p!["sources"]!))).ToList()) parts.Remove(part);
            // An entry without them does not say so.
            if (map["reported"] is System.Text.Json.Nodes.JsonArray { Count: 0 }) map.Remove("reported");
            if (map["sources"] is { } ids) map["sources"] = new System.Text.Json.Nodes.JsonArray([.. cited(Ids(ids)).Select(id => System.Text.Json.Nodes.JsonValue.Create(id))]);
            foreach (var (_, value) in map) Walk(value);
        }

        static List<string> Ids(System.Text.Json.Nodes.JsonNode list) => [.. list.AsArray().Select(id => (string)id!)];
    }

    /// <summary>Texts that have sources of their own.</summary>
    private static IEnumerable<(string Text, IReadOnlyList<string> Sources)> PartsOf(Entry entry) => entry switch
    {
        Draft draft => draft.Reported.Select(r => (r.Text, (IReadOnlyList<string>)r.Sources)),
        Session session => session.Reports.Select(r => (r.Text, (IReadOnlyList<string>)r.Sources)),
        _ => [],
    };

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
