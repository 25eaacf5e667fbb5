using System.Text.RegularExpressions;

namespace ProposalLedger.Seeds.Tests.Facts;

/// <summary>How a date of the facts is written as EDTF: as precise as it is known there, and no more.</summary>
internal static partial class FactDate
{
    /// <summary>What no rule covers, by what is meant.</summary>
    private static readonly Dictionary<string, string> Special = new()
    {
        ["2022 (shortly after the September votes)"] = "2022-09/2022-12",
        ["not printed in file; about 2025-03-22 (interview published 21-22 March)"] = "2025-03-22~",
        ["not printed; about 2025-03-22"] = "2025-03-22~",
        ["Sunday 2025-03-16 (inferred from CNN interview date)"] = "2025-03-16?",
        ["not printed; 2025-04-15 (inferred: Peskov on 'Tuesday' after Monday interview)"] = "2025-04-15?",
        ["2025-12-03 (inferred: day after 2 December talks)"] = "2025-12-03?",
        ["2025-11-23 (page misprints 2023)"] = "2025-11-23",
        ["2025-03 (in seed-000)"] = "2025-03",
    };

    public static string ToEdtf(string date)
    {
        if (Special.TryGetValue(date, out var special)) return special;
        var match = Form().Match(date);
        Assert.True(match.Success, $"No rule says how '{date}' is written.");
        var (first, last, remark) = (match.Groups["first"].Value, match.Groups["last"].Value, match.Groups["remark"].Value);
        return remark switch
        {
            "" when last.Length > 0 => $"{first}/{first[..^last.Length]}{last}",
            "" => first,
            "approx." => $"{first}~",
            _ => first, // "day not seen", "day not found": the month is all there is.
        };
    }

    [GeneratedRegex(@"\A(?<first>\d{4}(-\d{2}){0,2})(/(?<last>\d{2}))?( \((?<remark>approx\.|day not seen|day not found)\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
