namespace ProposalLedger.Views.Histories;

/// <summary>Where a date lies to a cut.</summary>
internal enum Side : byte { Within, Straddling, After }

/// <summary>The interval that a date covers, in ticks: a cut compares it with a hundred thousand others.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Span(long Start, long End)
{
    /// <summary>The bound where there is no cut: everything lies within.</summary>
    public const long NoBound = long.MaxValue;

    /// <summary>No date is within every cut, and before every date.</summary>
    public static Span Of(Edtf? date) => date is null ? default : new(date.Start?.UtcTicks ?? 0, date.End?.UtcTicks ?? long.MaxValue);

    public static long BoundOf(Edtf? cut) => cut?.End?.UtcTicks ?? NoBound;

    /// <summary>A date lies within a cut when its end does.</summary>
    public Side SideOf(long bound) => End <= bound ? Side.Within : Start >= bound ? Side.After : Side.Straddling;
}
