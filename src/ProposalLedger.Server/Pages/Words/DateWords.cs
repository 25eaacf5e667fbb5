using System.Globalization;
using System.Text.RegularExpressions;
using ProposalLedger.Domain.Clocks;

namespace ProposalLedger.Server.Pages.Words;

/// <summary>A piece of a date in words. <c>Value</c> is what HTML's <c>time</c> element takes; null for the words between two dates.</summary>
internal sealed record DatePiece(string Text, string? Value = null);

/// <summary>Dates as people write them out: 24 November 2025, about March 2025, 21 to 23 November 2025.</summary>
internal static partial class DateWords
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Of(Edtf date) => string.Concat(Pieces(date).Select(p => p.Text));

    /// <summary>With its zone: 22 November 2026, 03:12 UTC.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", Plain);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Plain);

    public static IReadOnlyList<DatePiece> Pieces(Edtf date)
    {
        var halves = date.Text.Split('/');
        if (halves.Length == 1) return [.. One(date.Text)];
        var (from, to) = (halves[0], halves[1]);
        if (from is "") return [new("until "), .. One(to), new(", beginning unknown")];
        if (from is "..") return [new("until "), .. One(to)];
        if (to is "") return [new("since "), .. One(from), new(", end unknown")];
        if (to is "..") return [new("since "), .. One(from)];
        // 21 to 23 November 2025: the month is said once.
        if (Exact().IsMatch(from) && Exact().IsMatch(to) && from[..7] == to[..7])
            return [new(int.Parse(from[8..10], Plain).ToString(Plain), from), new(" to "), .. One(to)];
        // 2025, up to 11 March 2025: the beginning is only known to be before the end.
        if (to.StartsWith(from.TrimEnd('~', '?', '%'), StringComparison.Ordinal)) return [.. One(from), new(", up to "), .. One(to)];
        return [.. One(from), new(" to "), .. One(to)];
    }

    private static IEnumerable<DatePiece> One(string text)
    {
        var value = text.TrimEnd('~', '?', '%');
        if (Qualifier(text[^1]) is { } word) yield return new(word);
        foreach (var piece in Vague(value)) yield return piece;
    }

    /// <summary>HTML's <c>time</c> knows no seasons and no unknown digits: it gets what is known, or nothing.</summary>
    private static DatePiece[] Vague(string value) => value.Split('-') switch
    {
        [[_, _, _, 'X'] years] when years[2] == 'X' => [new($"some year from {years[..2]}00 to {years[..2]}99")],
        [[_, _, _, 'X'] years] => [new($"some year of the {years[..3]}0s")],
        [var year, "XX"] => [new("some month of "), new(year, year)],
        [var year, "XX", "XX"] => [new("some day in "), new(year, year)],
        [var year, var month, "XX"] => [new("some day in "), new(Written($"{year}-{month}"), $"{year}-{month}")],
        [var year, var month, [var ten, 'X']] => [new($"some day, {Days(int.Parse(year, Plain), int.Parse(month, Plain), ten - '0')} "), new(Written($"{year}-{month}"), $"{year}-{month}")],
        [var year, "24"] => [new($"winter {year}/{(int.Parse(year, Plain) + 1).ToString("0000", Plain)[2..]}")],
        [var year, "21" or "22" or "23"] => [new($"{Seasons[value[^1] - '1']} {year}")],
        _ => [new(Written(value), value)],
    };

    private static readonly string[] Seasons = ["spring", "summer", "autumn"];

    private static string Days(int year, int month, int ten)
    {
        var (first, last) = (Math.Max(10 * ten, 1), Math.Min((10 * ten) + 9, DateTime.DaysInMonth(year, month)));
        return first == last ? first.ToString(Plain) : $"{first.ToString(Plain)} to {last.ToString(Plain)}";
    }

    private static string? Qualifier(char mark) => mark switch { '~' => "about ", '?' => "possibly ", '%' => "possibly about ", _ => null };

    private static string Written(string value) => value.Length switch
    {
        4 => value,
        7 => DateTime.ParseExact(value, "yyyy-MM", Plain).ToString("MMMM yyyy", Plain),
        10 => DateTime.ParseExact(value, "yyyy-MM-dd", Plain).ToString("d MMMM yyyy", Plain),
        _ => Of(DateTimeOffset.Parse(value, Plain, DateTimeStyles.AssumeUniversal)),
    };

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.None, 1000)]
    private static partial Regex Exact();
}
