using System.Globalization;

namespace ProposalLedger.TransparencyLog.CanonicalJson;

/// <summary>Numbers as ECMAScript's <c>Number.prototype.toString</c> prints them (RFC 8785 section 3.2.2.3).</summary>
internal static class CanonicalNumber
{
    /// <exception cref="FormatException">Not a finite number.</exception>
    public static string Text(double value)
    {
        if (!double.IsFinite(value)) throw new FormatException("A number is too large for a double.");
        if (value == 0) return "0"; // minus zero too
        if (value < 0) return "-" + Text(-value);
        // .NET prints the same shortest digits that ECMAScript asks for; only where the point goes differs.
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var scale = parts.Length == 2 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var p ? p : parts[0].Length;
        var first = parts[0].AsSpan().IndexOfAnyInRange('1', '9');
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal).Trim('0');
        return Place(digits, scale + (first < point ? point - first - 1 : point - first));
    }

    // exponent: of the first digit, in powers of ten
    private static string Place(string digits, int exponent) => exponent switch
    {
        >= 21 or < -6 => (digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}") + (exponent < 0 ? $"e-{-exponent}" : $"e+{exponent}"),
        < 0 => "0." + new string('0', -exponent - 1) + digits,
        _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0'),
        _ => $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}",
    };
}
