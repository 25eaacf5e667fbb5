using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Views.Search;

/// <summary>
/// Full text over a negotiation at a cut. PostgreSQL says what was ever recorded with such words; the snapshot says what of that holds. So at a
/// position it finds only what was recorded by then, and how a hit ranks hangs on its own words alone. But which words count as the same is
/// PostgreSQL's, and its releases differ in that: a search is no view that can be cited (docs/adr/0009).
/// </summary>
public sealed class Searches(TextSearch texts, int most = Searches.Most)
{
    /// <summary>What stands after <c>{n}/</c>.</summary>
    public const string Path = "search";

    /// <summary>So many of the parts that have the words are weighed against the cut, the best ones.</summary>
    public const int Most = 20_000;

    private const int Shown = 50;

    public async Task<Answer> AskAsync(Snapshot snapshot, IReadOnlyDictionary<string, string> parameters, CancellationToken ct = default)
    {
        if (snapshot.Find<Negotiation>(EntryKind.Negotiation, snapshot.Negotiation) is null)
            return Missing.Entry(snapshot, EntryKind.Negotiation, snapshot.Negotiation);
        var query = new Query(parameters);
        query.RefuseOthersThan("q", "kind", "limit", "next");
        var kinds = query.AnyOf<SearchKind>("kind");
        query.Limit();
        if (query.Required("q") is { } q && (q.Length > Typed.Longest || q.Contains('\0', StringComparison.Ordinal)))
            query.Refusals.Add(new("bad-search", "/q", $"A search is a text of 1 to {Typed.Longest} characters, without U+0000."));
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);

        var typed = Typed.Read(query["q"]!);
        var read = await texts.ReadAsync(typed.Words, typed.Last, Spellings.Of(snapshot).Among(typed.Words), ct);
        var nothing = read.Words is null || typed.IsLetterAlone;
        var found = nothing ? [] : await texts.FindAsync(read, snapshot.Negotiation, snapshot.Position, [.. snapshot.Less.Select(Instead)], most + 1, ct);
        var held = found.Take(most).Select(h => Held.Of(snapshot, h)).OfType<Held>().ToList();
        var within = held.FindAll(h => h.Place == Place.Shown);
        var wanted = within.FindAll(Wanted);
        var (page, next) = query.Cut(wanted, h => $"{h.Kind} {h.Key}", Shown);
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);
        var marks = page.Count == 0 ? new HashSet<string>() : await texts.MatchesAsync(read, [.. page.SelectMany(h => h.Fields).Select(f => Folding.Fold(f.Text))], ct);
        return new Answer.Body(new SearchHits
        {
            Q = query["q"]!,
            Kinds = Counts.Of(within.Select(h => h.Kind)),
            Items = [.. page.Select(h => h.Hit(marks))],
            Total = wanted.Count,
            LeftOut = held.Count(h => h.Place == Place.Straddling && Wanted(h)),
            Next = next,
            Bounded = found.Count > most ? true : null,
            Explained = !nothing ? null : typed.IsLetterAlone ? "A letter alone is in nearly every text: it takes a word of two letters, or a digit."
                : "There is nothing to look for in this: it takes a word of letters or digits that no minus stands before.",
        });

        bool Wanted(Held hit) => kinds is null || kinds.Contains(hit.Kind);
    }

    /// <summary>What the cut leaves out of an entry must not be found, nor rank it.</summary>
    private static TextInstead Instead(Known less) => new(ProjectedView.KeyOf(less.Entry.EntryKind, less.Entry.Key, less.ValueAt), less.ValueAt,
        Searchable.Of(less.Entry).FirstOrDefault(s => s.Part.Length == 0)?.Row ?? new RowText("", "", "", ""));

    /// <summary>A hit whose words are those of the value in force.</summary>
    private sealed record Held(SearchKind Kind, string Key, string Part, Place Place, AsRecorded<Entry> Recorded)
    {
        public static Held? Of(Snapshot snapshot, TextHit hit)
        {
            // kind/key/position
            var (noun, position) = (hit.Key.IndexOf('/', StringComparison.Ordinal), hit.Key.LastIndexOf('/'));
            var (kind, key) = (Enum.Parse<EntryKind>(hit.Key.AsSpan(0, noun), ignoreCase: true), hit.Key[(noun + 1)..position]);
            if (snapshot.Placed(kind, key) is not (var known, Place.Shown or Place.Straddling) placed) return null;
            var recorded = known.As<Entry>();
            if ((recorded.Corrected ?? recorded.Position) != hit.Position) return null;
            return hit.Part.Length > 0 ? new(SearchKind.Point, $"{key}/{hit.Part}", hit.Part, placed.Place, recorded)
                : new(Enum.Parse<SearchKind>(kind.ToString()), key, "", placed.Place, recorded);
        }

        public IReadOnlyList<Field> Fields => Searchable.Of(Recorded.Entry).First(s => s.Part == Part).Fields;

        public SearchHit Hit(IReadOnlySet<string> marks) => new()
        {
            Kind = Kind,
            Key = Key,
            Position = Recorded.Position,
            Recorded = Recorded.Recorded,
            Dated = Recorded.Dated,
            PublicSince = Recorded.PublicSince,
            Corrected = Recorded.Corrected,
            Label = Part.Length == 0 ? null : ((Draft)Recorded.Entry).AllPoints.First(p => p.Id == Part).Label,
            Speaker = (Recorded.Entry as Claim)?.Speaker,
            Holder = (Recorded.Entry as Claim)?.Holder,
            Basis = (Recorded.Entry as Claim)?.Basis,
            Entry = Recorded.Entry,
            Found = [.. Fields.Select(f => Marking.Of(f, marks)).OfType<FoundText>()],
        };
    }
}
