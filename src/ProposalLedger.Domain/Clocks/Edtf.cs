using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ProposalLedger.Domain.Clocks;

/// <summary>
/// A date as precise as it is known, in the Extended Date/Time Format (ISO 8601-2), levels 0 and 1. It stands for the
/// interval that it covers, in UTC; <c>~</c>, <c>?</c> and <c>%</c> do not widen it.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Start">The first moment covered; null where the interval is open to the past.</param>
/// <param name="End">The first moment after the interval; null where it is open to the future.</param>
public sealed partial record Edtf(string Text, DateTimeOffset? Start, DateTimeOffset? End)
{
    public override string ToString() => Text;

    public static Edtf Parse(string text) =>
        TryParse(text, out var date) ? date : throw new FormatException($"'{text}' is no EDTF date.");

    public static bool TryParse(string text, [NotNullWhen(true)] out Edtf? date)
    {
        date = null;
        var halves = text.Split('/');
        if (halves.Length > 2) return false;
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

    [GeneratedRegex(@"^(?<y>\d{4})(-(?<m>\d{2})(-(?<d>\d{2})(?<time>T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?)?)?[~?%]?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
