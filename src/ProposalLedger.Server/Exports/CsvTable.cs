using System.Globalization;
using ProposalLedger.Server.Pages;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Exports;

/// <summary>What a column holds: its name is stable, and the codebook is made of this.</summary>
/// <param name="Type">id, ids, text, texts, word, number, flag, date (EDTF), day, time or position.</param>
/// <param name="Says">For the codebook.</param>
internal sealed record CsvColumn(string Name, string Type, string Says)
{
    /// <summary>Where only certain words stand in it.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>A table: one row an observation.</summary>
/// <param name="Row">What one row is.</param>
internal abstract record CsvTable(string Name, string Row)
{
    public abstract IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>Values in the order of the columns; null is missing.</summary>
    public abstract IEnumerable<IReadOnlyList<string?>> Rows(Snapshot snapshot);
}

/// <typeparam name="T">What a row is made from.</typeparam>
/// <param name="All">The rows of a state.</param>
/// <param name="Cells">Each column with how it is read off a row.</param>
internal sealed record CsvTable<T>(string Name, string Row, Func<Snapshot, IEnumerable<T>> All, params IReadOnlyList<(CsvColumn Column, Func<T, Here, string?> Read)> Cells)
    : CsvTable(Name, Row)
{
    public override IReadOnlyList<CsvColumn> Columns { get; } = [.. Cells.Select(c => c.Column)];

    public override IEnumerable<IReadOnlyList<string?>> Rows(Snapshot snapshot)
    {
        var here = new Here(snapshot, "");
        return All(snapshot).Select(row => (IReadOnlyList<string?>)[.. Cells.Select(c => c.Read(row, here))]);
    }
}

/// <summary>The columns that many tables have, and how values are written.</summary>
internal static class Cell
{
    /// <summary>An id with, beside it, what people call it.</summary>
    public static IEnumerable<(CsvColumn, Func<T, Here, string?>)> Named<T>(string name, string what, Func<T, string?> id, Func<string, Here, string?> label) =>
    [
        (new(name, "id", $"Id of {what}."), (row, _) => id(row)),
        (new($"{name}_label", "text", $"What {what} is called."), (row, here) => id(row) is { } key ? label(key, here) : null),
    ];

    public static (CsvColumn, Func<T, Here, string?>) Of<T>(string name, string type, string says, Func<T, string?> read) => (new(name, type, says), (row, _) => read(row));

    public static (CsvColumn, Func<T, Here, string?>) Word<T, TWord>(string name, string says, Func<T, TWord?> read) where TWord : struct, Enum =>
        (new(name, "word", says) { Words = EnumNames.Of(typeof(TWord)) }, (row, _) => read(row) is { } word ? EnumNames.Of(typeof(TWord))[Array.IndexOf(Enum.GetValues<TWord>(), word)] : null);

    /// <summary>A date as it is known, and the days that it covers first and last.</summary>
    public static IEnumerable<(CsvColumn, Func<T, Here, string?>)> Date<T>(string name, string says, Func<T, Edtf?> read) =>
    [
        (new(name, "date", $"{says} EDTF, as vague as it is known."), (row, _) => read(row)?.Text),
        (new($"{name}_first_day", "day", $"First day that {name} covers, in UTC; empty where it is open."), (row, _) => Day(read(row)?.Start)),
        (new($"{name}_last_day", "day", $"Last day that {name} covers, in UTC; empty where it is open."), (row, _) => Day(read(row)?.End?.AddTicks(-1))),
    ];

    /// <summary>The three clocks of an entry, and who recorded it.</summary>
    public static IEnumerable<(CsvColumn, Func<T, Here, string?>)> Clocks<T, TEntry>(Func<T, AsRecorded<TEntry>> entry, bool dated = true) where TEntry : Entry =>
    [
        .. dated ? Date<T>("occurred", "When it happened or was said.", row => entry(row).Dated) : [],
        .. dated ? Date<T>("public_since", "When the public could know it: its own date, or its earliest dated source's, or when it was recorded.", row => entry(row).PublicSince) : [],
        (new("recorded", "time", "When the ledger first learned it, UTC."), (row, _) => entry(row).Recorded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)),
        (new("position", "position", "Ledger position of the event that first recorded it."), (row, _) => Number(entry(row).Position)),
        (new("corrected_position", "position", "Ledger position of the latest correction; empty where there is none."), (row, _) => Number(entry(row).Corrected)),
        (new("recorded_by", "text", "Who recorded it."), (row, _) => entry(row).RecordedBy),
    ];

    public static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string Flag(bool flag) => flag ? "1" : "0";

    /// <summary>Several values in one cell: separated by a semicolon; one within a value has a backslash before it, as a backslash has.</summary>
    public static string? List(IEnumerable<string> values)
    {
        var text = string.Join(';', values.Select(v => v.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)));
        return text.Length == 0 ? null : text;
    }

    private static string? Day(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
