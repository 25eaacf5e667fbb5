using System.Globalization;

namespace ProposalLedger.Views.Histories;

/// <summary>The part of the record that is read. Nothing given: all of it.</summary>
public sealed record Cut
{
    public static Cut Now { get; } = new();

    /// <summary>What happened up to the end of this date.</summary>
    public Edtf? AsOf { get; init; }

    /// <summary>What was published up to the end of this date.</summary>
    public Edtf? KnownBy { get; init; }

    /// <summary>What was recorded up to and with this ledger position.</summary>
    public long? At { get; init; }

    /// <summary>Reads <c>asOf</c>, <c>knownBy</c> and <c>at</c> of a query.</summary>
    /// <returns>What is wrong with them; empty when the cut could be read.</returns>
    public static IReadOnlyList<Refusal> TryRead(IReadOnlyDictionary<string, string> query, out Cut cut)
    {
        var refusals = new List<Refusal>();
        Edtf? Date(string name)
        {
            if (!query.TryGetValue(name, out var text)) return null;
            if (Edtf.TryParse(text, out var date) && date.End is not null) return date;
            var (code, detail) = date is null ? Edtf.WhatIsWrong(text)
                : ("open-ended-cut", $"'{text}' has no end, so everything would lie within it. Write 2025-11-24, 2025-11 or 2025-11-24T12:00:00Z.");
            refusals.Add(new(code, $"/{name}", detail));
            return null;
        }
        long? at = null;
        if (query.TryGetValue("at", out var number))
        {
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && number[0] != '0') at = position;
            else refusals.Add(new("bad-position", "/at", $"'{number}' is no ledger position. Write a number from 1, without zeros before it: a state has one address."));
        }
        cut = new Cut { AsOf = Date("asOf"), KnownBy = Date("knownBy"), At = at };
        return refusals;
    }
}
