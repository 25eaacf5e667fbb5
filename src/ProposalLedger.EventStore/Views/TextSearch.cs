using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore.Views;

/// <summary>A part of a view's document that a search finds.</summary>
public sealed record TextHit(string Key, string Part, long Position);

/// <summary>What a document says at a cut, where that is less than was stored: matched in place of the document's own words.</summary>
/// <param name="Words">Of the document itself, without its parts.</param>
public sealed record TextInstead(string Key, long Position, RowText Words);

/// <summary>What somebody typed, as PostgreSQL reads it.</summary>
/// <param name="Query">A <c>tsquery</c>.</param>
/// <param name="Words">A <c>tsquery</c> of all the words that it looks for; null where it looks for none.</param>
public sealed record SearchQuery(string Query, string? Words);

/// <summary>Full text over the views' documents. It knows nothing of what they mean.</summary>
/// <param name="dataSource">Connections of the serving role.</param>
public sealed class TextSearch(NpgsqlDataSource dataSource)
{
    /// <param name="words">Letters, digits and spaces, in lower case, with the operators <c>"a phrase"</c>, <c>or</c> and <c>-without</c>.</param>
    /// <param name="last">The last word, where it may be the beginning of a longer one.</param>
    /// <param name="alike">Words, each with another that is found for it, too.</param>
    /// <param name="ct">Cancels.</param>
    public Task<SearchQuery> ReadAsync(string words, string? last, IReadOnlyList<(string Word, string Other)> alike, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        // Inside out: what stands for a word takes its place in phrases and after a minus, too.
        var query = "pl_search_query($1, $2)";
        for (var i = 0; i < alike.Count; i++)
            query = $"ts_rewrite({query}, plainto_tsquery('english', ${2 * i + 3}), plainto_tsquery('english', ${2 * i + 3}) || plainto_tsquery('english', ${2 * i + 4}))";
        await using var read = dataSource.CreateCommand($"select q::text, pl_search_words(q)::text from {query} q");
        read.Parameters.Add(Text(words));
        read.Parameters.Add(Text(last));
        foreach (var (word, other) in alike)
        {
            read.Parameters.Add(Text(word));
            read.Parameters.Add(Text(other));
        }
        await using var rows = await read.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        return new SearchQuery(rows.GetString(0), await rows.IsDBNullAsync(1, ct) ? null : rows.GetString(1));
    }, ct);

    /// <summary>The best hits in live views of a scope up to a position, best first. How good one is depends on its own words alone.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="scope">Of the documents.</param>
    /// <param name="upTo">The last position.</param>
    /// <param name="instead">Documents of which the reader may see less than was stored.</param>
    /// <param name="atMost">So many.</param>
    /// <param name="ct">Cancels.</param>
    public Task<IReadOnlyList<TextHit>> FindAsync(SearchQuery query, string scope, long upTo, IReadOnlyList<TextInstead> instead, int atMost, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        // A text of more words than PostgreSQL holds must fail no search: its beginning is found.
        await using var find = dataSource.CreateCommand("""
            select t.key, t.part, t.position from (
                select t.key, t.part, t.position, t.words from pl_views v join pl_view_texts t on t.view = v.view and t.generation = v.generation
                where v.live and t.scope = $2 and t.position <= $3 and not (t.part = '' and t.key = any($4))
                union all
                select i.key, '', i.position, pl_words(left(i.a, 50000), 'A') || pl_words(left(i.b, 50000), 'B') || pl_words(left(i.c, 50000), 'C')
                from unnest($4, $5, $6, $7, $8) i (key, position, a, b, c) where i.a || i.b || i.c <> '') t
            where t.words @@ $1::tsquery
            order by ts_rank(t.words, $1::tsquery, 1) desc, t.position, t.key collate "C", t.part collate "C"
            limit $9
            """);
        foreach (var parameter in new[] { Text(query.Query), Text(scope), new() { Value = upTo } }) find.Parameters.Add(parameter);
        find.Parameters.Add(Texts(instead.Select(i => i.Key)));
        find.Parameters.Add(new() { Value = instead.Select(i => i.Position).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        foreach (var words in new[] { instead.Select(i => i.Words.A), instead.Select(i => i.Words.B), instead.Select(i => i.Words.C) }) find.Parameters.Add(Texts(words));
        find.Parameters.Add(new() { Value = atMost });
        await using var rows = await find.ExecuteReaderAsync(ct);
        var hits = new List<TextHit>();
        while (await rows.ReadAsync(ct)) hits.Add(new TextHit(rows.GetString(0), rows.GetString(1), rows.GetInt64(2)));
        return (IReadOnlyList<TextHit>)hits;
    }, ct);

    /// <summary>Which words of texts (letters, digits and spaces, in lower case) are among those that a search looks for.</summary>
    public Task<IReadOnlySet<string>> MatchesAsync(SearchQuery query, IReadOnlyList<string> texts, CancellationToken ct = default) => Fault.Guard(async () =>
    {
        await using var match = dataSource.CreateCommand("""
            select w.word from (select distinct p.token as word from unnest($2) t (text) cross join lateral ts_parse('default', t.text) p where p.tokid <> 12) w
            where pl_words(w.word, 'A') @@ $1::tsquery
            """);
        match.Parameters.Add(Text(query.Words));
        match.Parameters.Add(Texts(texts));
        await using var rows = await match.ExecuteReaderAsync(ct);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) words.Add(rows.GetString(0));
        return (IReadOnlySet<string>)words;
    }, ct);

    private static NpgsqlParameter Texts(IEnumerable<string> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
