namespace ProposalLedger.Views.Histories;

/// <summary>The events up to a cut's position that lie within it by clocks of their own, and how many straddle it.</summary>
public sealed class EventsWithin
{
    private readonly long[] positions;

    internal EventsWithin(IEnumerable<(long Position, Side Side)> events)
    {
        var within = new List<long>();
        foreach (var (position, side) in events)
        {
            if (side == Side.Within) within.Add(position);
            else if (side == Side.Straddling) LeftOut++;
        }
        within.Sort();
        positions = [.. within];
    }

    public int LeftOut { get; }

    public bool Holds(long position) => Array.BinarySearch(positions, position) >= 0;

    public int CountAfter(long position) => positions.Length - First(position);

    /// <summary>The first positions after one.</summary>
    public IReadOnlyList<long> After(long position, int atMost) => positions.AsSpan(First(position)) is var later && later.Length <= atMost ? later.ToArray() : later[..atMost].ToArray();

    /// <summary>The position that the last so many come after; 0 if there are no more than those.</summary>
    public long BeforeLast(int count) => positions.Length <= count ? 0 : positions[^(count + 1)];

    private int First(long after) => Array.BinarySearch(positions, after) is >= 0 and var at ? at + 1 : ~Array.BinarySearch(positions, after);
}
