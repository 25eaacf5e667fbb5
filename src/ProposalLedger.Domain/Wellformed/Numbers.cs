namespace ProposalLedger.Domain.Wellformed;

internal static class Numbers
{
    /// <summary>The largest integer that every reader of JSON can tell from its neighbours (I-JSON, RFC 7493).</summary>
    private const decimal Largest = 9_007_199_254_740_991;

    /// <summary>A number that is a double too comes back the same from any reader, and has one canonical spelling (RFC 8785).</summary>
    public static Refusal? Check(decimal number, string pointer) =>
        Math.Abs(number) <= Largest && SignificantDigits(number) <= 15 ? null
            : new Refusal("number-out-of-range", pointer, "Give at most 15 significant digits, up to 9007199254740991.");

    private static int SignificantDigits(decimal number)
    {
        if (number == decimal.Truncate(number)) return 1;
        // Dividing by this takes trailing zeros away; the scale is then what is written.
        var plain = number / 1.000000000000000000000000000000m;
        return Math.Abs(plain).ToString(System.Globalization.CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length;
    }
}
