namespace ProposalLedger.Views.Search;

/// <summary>
/// Names of one party or person that are spellings of one word, as Kyiv and Kiev: their consonants are the same. Other aliases are not, or a
/// search for Moscow would find all that names Russia.
/// </summary>
internal sealed class Spellings
{
    private readonly ILookup<string, string> others;

    private Spellings(Snapshot snapshot)
    {
        var named = snapshot.All<Party>().Select(p => p.Entry.Aliases.Select(a => a.Name).Prepend(p.Entry.Name))
            .Concat(snapshot.All<Person>().Select(p => p.Entry.Aliases.Select(a => a.Name).Prepend(p.Entry.Name)));
        others = named.SelectMany(names => Groups(names)).SelectMany(g => g.SelectMany(word => g.Where(other => other != word).Select(other => (word, other))))
            .Distinct().OrderBy(p => p.other, StringComparer.Ordinal).ToLookup(p => p.word, p => p.other, StringComparer.Ordinal);
    }

    public static Spellings Of(Snapshot snapshot) => snapshot.Derive(s => new Spellings(s));

    /// <summary>Of the words that are looked for those that have other spellings on record, with these.</summary>
    public IReadOnlyList<(string Word, string Other)> Among(string words) =>
        [.. words.Split(' ').Select(w => w.TrimStart('-')).Distinct().SelectMany(word => others[word].Select(other => (word, other)))];

    private static IEnumerable<IReadOnlyList<string>> Groups(IEnumerable<string> names) =>
        from word in names.SelectMany(n => Folding.Fold(n).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)
        where word.Length > 2 && word.All(char.IsAsciiLetterLower)
        group word by Consonants(word) into spelt
        where spelt.Key.Length > 1 && spelt.Count() > 1
        select (IReadOnlyList<string>)[.. spelt];

    private static string Consonants(string word) => string.Concat(word.Where(c => !"aeiouy".Contains(c, StringComparison.Ordinal)).Aggregate("", (all, c) => all.EndsWith(c) ? all : all + c));
}
