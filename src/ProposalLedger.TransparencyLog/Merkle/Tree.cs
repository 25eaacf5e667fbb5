using System.Numerics;

namespace ProposalLedger.TransparencyLog.Merkle;

/// <summary>Reads the hash of the complete subtree over the leaves <c>[index &lt;&lt; level, (index + 1) &lt;&lt; level)</c>.</summary>
public delegate Hash Subtrees(int level, long index);

/// <summary>Roots and proofs of a tree whose complete subtrees can be read (RFC 6962, 2.1).</summary>
public static class Tree
{
    /// <summary>The root over the first leaves.</summary>
    public static Hash Root(long size, Subtrees read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? Hash.Empty : Range(0, size, read);
    }

    /// <summary>The hashes that lead from a leaf to the root, the leaf's sibling first (2.1.1).</summary>
    public static IReadOnlyList<Hash> Inclusion(long index, long size, Subtrees read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Hash>();
        var (low, high) = (0L, size);
        while (high - low > 1)
        {
            var middle = low + Split(high - low);
            var isLeft = index < middle;
            path.Add(isLeft ? Range(middle, high, read) : Range(low, middle, read));
            (low, high) = isLeft ? (low, middle) : (middle, high);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hashes that show an older tree to be the beginning of a newer one (2.1.2).</summary>
    public static IReadOnlyList<Hash> Consistency(long older, long newer, Subtrees read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, newer);
        var path = new List<Hash>();
        if (older == 0 || older == newer) return path;
        var (low, high, isWhole) = (0L, newer, true);
        while (high != older)
        {
            var middle = low + Split(high - low);
            if (older <= middle)
            {
                path.Add(Range(middle, high, read));
                high = middle;
            }
            else
            {
                path.Add(Range(low, middle, read));
                (low, isWhole) = (middle, false);
            }
        }

        if (!isWhole) path.Add(Range(low, high, read)); // otherwise it is the older root itself, which the verifier has
        path.Reverse();
        return path;
    }

    /// <summary>The largest power of two below a number of leaves.</summary>
    internal static long Split(long leaves) => 1L << BitOperations.Log2((ulong)(leaves - 1));

    // `low` is a multiple of the power of two that holds the range, as RFC 6962 divides.
    internal static Hash Range(long low, long high, Subtrees read)
    {
        var leaves = high - low;
        if (BitOperations.IsPow2(leaves))
        {
            var level = BitOperations.Log2((ulong)leaves);
            return read(level, low >> level);
        }

        var middle = low + Split(leaves);
        return Hash.OfNode(Range(low, middle, read), Range(middle, high, read));
    }
}
