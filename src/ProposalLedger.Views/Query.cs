using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ProposalLedger.Views;

/// <summary>A query's parameters, and what is wrong with those that were read.</summary>
internal sealed class Query(IReadOnlyDictionary<string, string> parameters)
{
    public const int DefaultLimit = 100, MaxLimit = 500;

    public List<Refusal> Refusals { get; } = [];

    public string? this[string name] => parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>What a view does not know must not look as if it had narrowed its answer.</summary>
    public void RefuseOthersThan(params IEnumerable<string> understood)
    {
        var names = understood.ToList();
        foreach (var name in parameters.Keys.Except([.. names, "asOf", "knownBy", "at", "v"]))
            Refusals.Add(new("unknown-parameter", $"/{name}", $"'{name}' is no parameter here; {(names.Count == 0 ? "there are none but" : $"there are {string.Join(", ", names)} and")} asOf, knownBy, at and v."));
        if (ViewFormat.Check(parameters) is { } refusal) Refusals.Add(refusal);
    }

    public string? Required(string name)
    {
        if (this[name] is { } value) return value;
        Refusals.Add(new("missing-parameter", $"/{name}", $"Say which with ?{name}=."));
        return null;
    }

    public int Limit(int otherwise = DefaultLimit)
    {
        if (this["limit"] is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit) return limit;
        Refusals.Add(new("bad-limit", "/limit", $"A limit is a number from 1 to {MaxLimit}."));
        return otherwise;
    }

    public Edtf? Date(string name)
    {
        if (this[name] is not { } text) return null;
        if (Edtf.TryParse(text, out var date)) return date;
        var (code, detail) = Edtf.WhatIsWrong(text);
        Refusals.Add(new(code, $"/{name}", detail));
        return null;
    }

    /// <summary><c>from</c> and <c>to</c>. One that ends before it begins would read as "nothing happened".</summary>
    public TimeAsked Time()
    {
        var (from, to) = (Date("from"), Date("to"));
        if (from?.Start is { } start && to?.End is { } end && end <= start)
            Refusals.Add(new("end-before-beginning", "/to", $"It ends {to.Text} before it begins {from.Text}."));
        return new TimeAsked(from, to);
    }

    /// <summary>Values of an enumeration by their JSON names, separated by commas; null where none are given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="what">What it names, for the refusal's code; the parameter's own name where nothing is said.</param>
    public IReadOnlySet<T>? AnyOf<T>(string name, string? what = null) where T : struct, Enum
    {
        if (this[name] is not { } text) return null;
        var words = Enum.GetValues<T>().ToDictionary(Counts.Word, StringComparer.Ordinal);
        var chosen = new HashSet<T>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (words.TryGetValue(word, out var value)) chosen.Add(value);
            else Refusals.Add(new($"unknown-{what ?? name}", $"/{name}", $"'{word}' is none of {string.Join(", ", words.Keys)}."));
        }
        return chosen;
    }

    /// <summary>One value of an enumeration by its JSON name.</summary>
    public T OneOf<T>(string name, T otherwise) where T : struct, Enum
    {
        if (AnyOf<T>(name) is not { } chosen) return otherwise;
        if (chosen.Count > 1) Refusals.Add(new($"unknown-{name}", $"/{name}", $"Give one '{name}', not several."));
        return chosen.FirstOrDefault(otherwise);
    }

    /// <summary>The part of an ordered list that is asked for. A cursor names the last item before it, so what is recorded meanwhile shifts nothing.</summary>
    public (IReadOnlyList<T> Items, string? Next) Cut<T>(IReadOnlyList<T> all, Func<T, string> name, int defaultLimit = DefaultLimit)
    {
        var (limit, start) = (Limit(defaultLimit), 0);
        if (this["next"] is { } cursor)
        {
            var last = Decode(cursor);
            while (start < all.Count && name(all[start]) != last) start++;
            if (start++ >= all.Count)
            {
                Refusals.Add(new("bad-cursor", "/next", "This cursor is of another list or another state of it. Begin again without it."));
                return ([], null);
            }
        }
        var items = all.Skip(start).Take(limit).ToList();
        return (items, start + items.Count < all.Count ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name(items[^1]))) : null);
    }

    /// <summary>The part of a list as a page, or what is wrong with the query.</summary>
    public Answer Page<T>(IReadOnlyList<T> all, Func<T, string> name, int leftOut) => Page(all, name, item => item, leftOut);

    /// <param name="shown">Only what is in the part is made ready to be shown.</param>
    public Answer Page<T, TShown>(IReadOnlyList<T> all, Func<T, string> name, Func<T, TShown> shown, int leftOut)
    {
        var (items, next) = Cut(all, name);
        return Refusals.Count > 0 ? new Answer.Refused(Refusals)
            : new Answer.Body(new Page<TShown> { Items = [.. items.Select(shown)], Total = all.Count, LeftOut = leftOut, Next = next });
    }

    private static string? Decode(string cursor) =>
        Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) : null;
}
