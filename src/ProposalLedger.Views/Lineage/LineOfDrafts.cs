namespace ProposalLedger.Views.Lineage;

/// <summary>Which drafts a lineage leads through, and which of its steps are told.</summary>
internal static class LineOfDrafts
{
    /// <summary>The value of <c>via</c> that leads straight from one draft to the other.</summary>
    public const string Straight = "none";
    private const int Longest = 12;

    /// <summary>From one draft to another: through those that the reader names, else along what each is based on, else straight.</summary>
    /// <returns>Null where <c>via</c> cannot be read (then it is refused) or names no draft.</returns>
    public static IReadOnlyList<Draft>? Read(Snapshot snapshot, Query query, Draft from, Draft to, out string? missing)
    {
        missing = null;
        if (from.Key == to.Key) return [from];
        if (query["via"] is not { } via) return Based(snapshot, from, to) ?? [from, to];
        if (via == Straight) return [from, to];
        var names = via.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length > Longest || names.Append(from.Key).Append(to.Key).Distinct(StringComparer.Ordinal).Count() < names.Length + 2)
        {
            query.Refusals.Add(new("bad-drafts", "/via", $"Name up to {Longest} drafts between the two, each once, as p/d,p/d; or '{Straight}'."));
            return null;
        }
        missing = names.FirstOrDefault(name => snapshot.FindDraft(name) is null);
        return missing is null ? [from, .. names.Select(name => snapshot.FindDraft(name)!.Entry), to] : null;
    }

    /// <summary>From each draft to the next, across drafts whose text nobody knows from the nearest known one, and wherever else links lead.</summary>
    /// <param name="line">The drafts.</param>
    /// <param name="areLinked">Whether a link on record leads from one to another.</param>
    /// <param name="follows">Whether a draft is what another is based on, unknown texts between them aside.</param>
    public static IEnumerable<Stride> Steps(IReadOnlyList<Draft> line, Func<Draft, Draft, bool> areLinked, Func<Draft, Draft, bool> follows)
    {
        for (var to = 1; to < line.Count; to++)
        {
            var nearest = true;
            for (var from = to - 1; from >= 0; from--)
            {
                var linked = areLinked(line[from], line[to]);
                // Of what stands past a text that the later draft was made from, a single link may speak: the others are accounted for there.
                if (from == to - 1 || nearest || linked) yield return new Stride(from, to, nearest && (linked || follows(line[from], line[to])));
                nearest &= line[from].Points.Count == 0 || (!linked && !follows(line[from], line[to]));
            }
        }
    }

    /// <param name="Accounts">The later draft has to say what became of each point of the earlier one.</param>
    internal sealed record Stride(int From, int To, bool Accounts);

    private static List<Draft>? Based(Snapshot snapshot, Draft from, Draft to)
    {
        var (line, seen) = (new List<Draft> { to }, new HashSet<string>(StringComparer.Ordinal) { to.Key });
        while (line[0].Key != from.Key)
        {
            if (line[0].BasedOn is not { } origin || !seen.Add(origin) || snapshot.FindDraft(origin) is not { } before) return null;
            line.Insert(0, before.Entry);
        }
        return line;
    }
}
