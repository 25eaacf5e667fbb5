namespace ProposalLedger.TransparencyLog.Merkle;

/// <summary>Checks proofs, knowing nothing but what is handed in.</summary>
public static class Proofs
{
    /// <summary>Whether a leaf is in the tree of this size and root, at this index.</summary>
    public static bool IsIncluded(Hash leaf, long index, long size, Hash root, IReadOnlyList<Hash> path) =>
        index >= 0 && index < size && RootOver(leaf, index, size, path) == root;

    /// <summary>Whether an older tree is the beginning of a newer one.</summary>
    public static bool IsConsistent(long older, Hash olderRoot, long newer, Hash newerRoot, IReadOnlyList<Hash> path)
    {
        if (older < 0 || older > newer) return false;
        if (older == newer) return path.Count == 0 && olderRoot == newerRoot;
        if (older == 0) return path.Count == 0 && olderRoot == Hash.Empty;

        // Walks the way down as the prover did, then folds both roots on the way up.
        var steps = new Stack<bool>();
        var (low, high) = (0L, newer);
        while (high != older)
        {
            var middle = low + Tree.Split(high - low);
            var isLeft = older <= middle;
            steps.Push(isLeft);
            (low, high) = isLeft ? (low, middle) : (middle, high);
        }

        var next = 0;
        if (low != 0 && path.Count == 0) return false;
        var (before, now) = low == 0 ? (olderRoot, olderRoot) : (path[0], path[next++]);
        if (path.Count - next != steps.Count) return false;
        foreach (var isLeft in steps)
        {
            var sibling = path[next++];
            if (isLeft)
            {
                now = Hash.OfNode(now, sibling);
            }
            else
            {
                (before, now) = (Hash.OfNode(sibling, before), Hash.OfNode(sibling, now));
            }
        }

        return before == olderRoot && now == newerRoot;
    }

    // Null where the path has not the length that the place in the tree demands.
    private static Hash? RootOver(Hash leaf, long index, long size, IReadOnlyList<Hash> path)
    {
        var steps = new Stack<bool>();
        var (low, high) = (0L, size);
        while (high - low > 1)
        {
            var middle = low + Tree.Split(high - low);
            var isLeft = index < middle;
            steps.Push(isLeft);
            (low, high) = isLeft ? (low, middle) : (middle, high);
        }

        if (path.Count != steps.Count) return null;
        var (hash, next) = (leaf, 0);
        foreach (var isLeft in steps)
        {
            var sibling = path[next++];
            hash = isLeft ? Hash.OfNode(hash, sibling) : Hash.OfNode(sibling, hash);
        }

        return hash;
    }
}
