namespace ProposalLedger.Views.Histories;

/// <summary>
/// "Current" and "latest" go by occurred, then by position. A vague date counts as its end, because it lies within a cut
/// when its end does: so what is latest under a cut stays latest until something later comes in. Undated comes first.
/// </summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Chronology(DateTimeOffset End, DateTimeOffset Start, long Position) : IComparable<Chronology>
{
    public static Chronology Of(Edtf? date, long position) => date is null
        ? new(DateTimeOffset.MinValue, DateTimeOffset.MinValue, position)
        : new(date.End ?? DateTimeOffset.MaxValue, date.Start ?? DateTimeOffset.MinValue, position);

    public static Chronology Of<T>(AsRecorded<T> entry) where T : Entry => Of(entry.Dated, entry.Position);

    public int CompareTo(Chronology other)
    {
        var byEnd = End.CompareTo(other.End);
        if (byEnd != 0) return byEnd;
        var byStart = Start.CompareTo(other.Start);
        return byStart != 0 ? byStart : Position.CompareTo(other.Position);
    }

    public static bool operator <(Chronology left, Chronology right) => left.CompareTo(right) < 0;
    public static bool operator >(Chronology left, Chronology right) => left.CompareTo(right) > 0;
    public static bool operator <=(Chronology left, Chronology right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Chronology left, Chronology right) => left.CompareTo(right) >= 0;
}
