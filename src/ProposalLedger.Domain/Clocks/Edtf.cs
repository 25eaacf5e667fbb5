using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ProposalLedger.Domain.Clocks;

/// <summary>
/// A date as precise as it is known, in the Extended Date/Time Format (ISO 8601-2): levels 0 and 1, and of level 2 a day whose last digit is
/// unknown (<c>2025-11-2X</c>). It stands for the interval that it covers, in UTC; <c>~</c>, <c>?</c> and <c>%</c> do not widen it. What no
/// negotiation needs is no date here: years of more than four digits, and years before the first.
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

    public const string Advice = "Write 2025, 2025-11, 2025-11-23, 2025-11-23T14:05:00Z, 2025-11~, 2025-11-2X, 2025-21 (spring) or 2025-11-21/2025-11-23.";

    /// <summary>Why a text is no date: a stable code, and a sentence that says what to do.</summary>
    public static (string Code, string Detail) WhatIsWrong(string text)
    {
        var shown = text.Length > 60 ? text[..60] + "..." : text;
        if (EndsBeforeItBegins(text)) return ("end-before-beginning", $"'{shown}' ends before it begins.");
        if (text.Length > 0 && Nothing().IsMatch(text)) return ("meaningless-date", $"'{shown}' says nothing of when: name a year at least.");
        if (FarYear().IsMatch(text)) return ("impossible-date", $"'{shown}' is no date here: years have four digits, 0001 to 9998.");
        return ("impossible-date", $"'{shown}' is no date. {Advice}");
    }

    /// <summary>An interval of two dates, of which the second is over before the first begins.</summary>
    private static bool EndsBeforeItBegins(string text) =>
        text.Split('/') is [var from, var to] && TryCover(from, out var start, out _) && TryCover(to, out _, out var end) && end <= start;

    private static bool TryCover(string text, out DateTimeOffset start, out DateTimeOffset end)
    {
        start = end = default;
        var match = Pattern().Match(text);
        if (!match.Success || !TryRange(match.Groups["y"].Value, out var year, out var lastYear) || year < 1 || lastYear > 9998) return false;
        if (match.Groups["s"].Success)
        {
            // Spring is March to May wherever the talks are held; winter begins in the year that names it and ends in the next.
            start = Day(year, 3).AddMonths(3 * (Number(match.Groups["s"].Value) - 21));
            end = start.AddMonths(3);
            return true;
        }
        if (!match.Groups["m"].Success || match.Groups["m"].Value == "XX")
        {
            (start, end) = (Day(year), Day(lastYear + 1));
            return true;
        }
        var month = Number(match.Groups["m"].Value);
        if (month is < 1 or > 12) return false;
        if (!match.Groups["d"].Success || match.Groups["d"].Value == "XX")
        {
            (start, end) = (Day(year, month), Day(year, month).AddMonths(1));
            return true;
        }
        var days = DateTime.DaysInMonth(year, month);
        if (!TryRange(match.Groups["d"].Value, out var day, out var lastDay)) return false;
        // Of 0X and 3X only the days that the month has.
        if (day != lastDay) (day, lastDay) = (Math.Max(day, 1), Math.Min(lastDay, days));
        if (day < 1 || day > days) return false;
        if (match.Groups["time"].Success)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out start))
                return false;
            end = start.AddSeconds(1);
            return true;
        }
        (start, end) = (Day(year, month, day), Day(year, month, lastDay).AddDays(1));
        return true;
    }

    /// <summary>An unknown digit is any from 0 to 9.</summary>
    private static bool TryRange(string digits, out int least, out int most)
    {
        (least, most) = (Number(digits.Replace('X', '0')), Number(digits.Replace('X', '9')));
        return least <= most;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static DateTimeOffset Day(int year, int month = 1, int day = 1) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    // Only the digits 0-9, and \z, as $ would let a line feed pass. A time says its zone, or it is no moment; none is approximate. Digits are
    // unknown from the right.
    [GeneratedRegex(
        @"\A((?<y>[0-9]{4})-(?<m>[0-9]{2})-(?<d>[0-9]{2})(?<time>T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))"
        + @"|((?<y>[0-9]{4})(-(?<s>2[1-4])|-(?<m>[0-9]{2})(-(?<d>[0-9]{2}|[0-3]X|XX))?|-(?<m>XX)(-XX)?)?|(?<y>[0-9]{3}X|[0-9]{2}XX))[~?%]?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();

    /// <summary>Nothing in it is known.</summary>
    [GeneratedRegex(@"\A(\.\.|X{1,4}(-XX){0,2}[~?%]?)?(/(\.\.|X{1,4}(-XX){0,2}[~?%]?)?)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"(\A|/)(Y|-[0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FarYear();
}
