using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ProposalLedger.Domain.Clocks;

/// <summary>
/// A date as precise as it is known, in the Extended Date/Time Format (ISO 8601-2), levels 0 and 1. It stands for the
/// interval that it covers, in UTC; <c>~</c>, <c>?</c> and <c>%</c> do not widen it.
/// </summary>
public sealed partial record Edtf
{
    private Edtf(string text, DateTimeOffset? start, DateTimeOffset? end) => (Text, Start, End) = (text, start, end);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The first moment covered; null where the interval is open to the past.</summary>
    public DateTimeOffset? Start { get; }

    /// <summary>The first moment after the interval; null where it is open to the future.</summary>
    public DateTimeOffset? End { get; }

    public override string ToString() => Text;

    /// <exception cref="FormatException">It is no date; for text from outside there is <see cref="TryParse"/>.</exception>
    public static Edtf Parse(string text) =>
        TryParse(text, out var date) ? date : throw new FormatException($"'{text}' is no EDTF date.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out Edtf? date)
    {
        date = null;
        if (text is null || text.Split('/') is not { Length: <= 2 } halves) return false;
        if (halves.Length == 1)
        {
            if (!TryCover(text, out var start, out var end)) return false;
            date = new Edtf(text, start, end);
            return true;
        }
        DateTimeOffset? from = null, to = null;
        if (halves[0] is not (".." or ""))
        {
            if (!TryCover(halves[0], out var start, out _)) return false;
            from = start;
        }
        if (halves[1] is not (".." or ""))
        {
            if (!TryCover(halves[1], out _, out var end)) return false;
            to = end;
        }
        if ((from is null && to is null) || from >= to) return false;
        date = new Edtf(text, from, to);
        return true;
    }

    /// <summary>An interval of two dates, of which the second is over before the first begins.</summary>
    public static bool EndsBeforeItBegins(string text) =>
        text.Split('/') is [var from, var to] && TryCover(from, out var start, out _) && TryCover(to, out _, out var end) && end <= start;

    private static bool TryCover(string text, out DateTimeOffset start, out DateTimeOffset end)
    {
        start = end = default;
        var match = Pattern().Match(text);
        if (!match.Success) return false;
        int Part(string name, int otherwise) =>
            match.Groups[name].Success ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : otherwise;
        var (year, month, day) = (Part("y", 0), Part("m", 1), Part("d", 1));
        if (year is < 1 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (match.Groups["time"].Success)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out start))
                return false;
            end = start.AddSeconds(1);
            return true;
        }
        start = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero);
        end = match.Groups["d"].Success ? start.AddDays(1) : match.Groups["m"].Success ? start.AddMonths(1) : start.AddYears(1);
        return true;
    }

    // Only the digits 0-9, and \z, as $ would let a line feed pass. A time says its zone, or it is no moment; none is approximate.
    [GeneratedRegex(@"\A(?<y>[0-9]{4})(-(?<m>[0-9]{2})(-(?<d>[0-9]{2})((?<time>T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))\z)?)?)?[~?%]?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
