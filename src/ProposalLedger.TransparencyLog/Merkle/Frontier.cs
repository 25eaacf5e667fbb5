using System.Numerics;

namespace ProposalLedger.TransparencyLog.Merkle;

/// <summary>
/// The right edge of a tree that grows: the roots of its complete subtrees, largest first, which is all that is needed to append and to say the root.
/// </summary>
public sealed class Frontier
{
    private readonly List<Hash> peaks;

    /// <summary>Of a tree without leaves.</summary>
    public Frontier() => peaks = [];

    /// <summary>Of a tree that is there already.</summary>
    public Frontier(long size, Subtrees read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        (Size, peaks) = (size, []);
        for (var level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) == 1) peaks.Add(read(level, (size >> (level + 1)) * 2));
        }
    }

    private Frontier(long size, IEnumerable<Hash> peaks) => (Size, this.peaks) = (size, [.. peaks]);

    /// <summary>Another one that is as this one is now.</summary>
    public Frontier Copy() => new(Size, peaks);

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The root over all leaves so far.</summary>
    public Hash Root => Size == 0 ? Hash.Empty : Enumerable.Reverse(peaks).Aggregate((right, left) => Hash.OfNode(left, right));

    /// <summary>Adds a leaf; each subtree that it completes is handed out, the leaf itself first.</summary>
    public void Append(Hash leaf, Action<int, long, Hash>? completed = null)
    {
        var (hash, index) = (leaf, Size++);
        completed?.Invoke(0, index, hash);
        for (var level = 1; level <= BitOperations.TrailingZeroCount(Size); level++)
        {
            hash = Hash.OfNode(peaks[^1], hash);
            peaks.RemoveAt(peaks.Count - 1);
            index >>= 1;
            completed?.Invoke(level, index, hash);
        }

        peaks.Add(hash);
    }
}
