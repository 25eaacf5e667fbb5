namespace ProposalLedger.Views.Histories;

/// <summary>The histories of one kind in two orders. Does not change; the next rows are made from these without sorting again.</summary>
/// <param name="ByPosition">By the position that first recorded each.</param>
/// <param name="ByTime">Indexes in <paramref name="ByPosition"/>, by occurred, then position.</param>
internal sealed record Rows(Row[] ByPosition, int[] ByTime)
{
    public static Rows Empty { get; } = new([], []);

    public static Rows Of(IEnumerable<History> histories)
    {
        var rows = histories.Where(h => h.Whole is not null).Select(h => h.Row).OrderBy(r => r.First).ToArray();
        var inTime = Enumerable.Range(0, rows.Length).ToArray();
        Array.Sort(inTime, (a, b) => Compare(rows[a], rows[b]));
        return new Rows(rows, inTime);
    }

    /// <summary>With these in place of their earlier states, or behind all others.</summary>
    /// <param name="changed">Each once.</param>
    /// <returns>Null where one belongs between others: then everything is to be sorted anew.</returns>
    public Rows? With(IEnumerable<History> changed)
    {
        var (replaced, added) = (new List<(int At, Row Row)>(), new List<Row>());
        foreach (var row in changed.Where(h => h.Whole is not null).Select(h => h.Row).OrderBy(r => r.First))
        {
            var at = IndexOf(row.First);
            if (at >= 0) replaced.Add((at, row));
            else if (~at == ByPosition.Length) added.Add(row);
            else return null;
        }
        var rows = new Row[ByPosition.Length + added.Count];
        ByPosition.CopyTo(rows, 0);
        foreach (var (at, row) in replaced) rows[at] = row;
        added.CopyTo(rows, ByPosition.Length);

        var moved = replaced.Select(r => r.At).Concat(Enumerable.Range(ByPosition.Length, added.Count)).ToArray();
        Array.Sort(moved, (a, b) => Compare(rows[a], rows[b]));
        var gone = replaced.Select(r => r.At).ToHashSet();
        var (inTime, next, end) = (new int[rows.Length], 0, 0);
        foreach (var index in ByTime)
        {
            if (gone.Contains(index)) continue;
            while (next < moved.Length && Compare(rows[moved[next]], rows[index]) < 0) inTime[end++] = moved[next++];
            inTime[end++] = index;
        }
        while (next < moved.Length) inTime[end++] = moved[next++];
        return new Rows(rows, inTime);
    }

    /// <summary>As <see cref="Chronology"/> has it.</summary>
    public static int Compare(in Row a, in Row b) => Compare(a.Dated, a.First, b.Dated, b.First);

    public static int Compare(Span a, long first, Span b, long second)
    {
        var byEnd = a.End.CompareTo(b.End);
        if (byEnd != 0) return byEnd;
        var byStart = a.Start.CompareTo(b.Start);
        return byStart != 0 ? byStart : first.CompareTo(second);
    }

    private int IndexOf(long first)
    {
        var (low, high) = (0, ByPosition.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ByPosition[middle].First == first) return middle;
            if (ByPosition[middle].First < first) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }
}
