using ProposalLedger.TransparencyLog.Merkle;

namespace ProposalLedger.TransparencyLog.Tiles;

/// <summary>A tree as its tiles hold it: any complete subtree is a hash of a tile, or some of one hashed together.</summary>
/// <param name="size">Leaves.</param>
/// <param name="read">A tile's bytes.</param>
public sealed class TiledTree(long size, Func<TileAddress, ReadOnlyMemory<byte>> read)
{
    private readonly Dictionary<(int Level, long Index), Hash[]> tiles = [];

    /// <summary>Leaves.</summary>
    public long Size => size;

    /// <summary>The root that the tiles amount to.</summary>
    public Hash Root => Tree.Root(size, Subtree);

    /// <summary>For <see cref="Tree"/>.</summary>
    /// <exception cref="FormatException">A tile has not the length that its width demands.</exception>
    public Hash Subtree(int level, long index)
    {
        var (tileLevel, within) = (level / 8, level % 8);
        var first = index << within;
        var hashes = Tile(tileLevel, first / TileAddress.FullWidth);
        var offset = (int)(first % TileAddress.FullWidth);
        return Fold(hashes, offset, 1 << within);
    }

    /// <summary>The hashes in a tile's bytes.</summary>
    /// <exception cref="FormatException">It has not the length that its width demands.</exception>
    public static Hash[] Hashes(TileAddress address, ReadOnlyMemory<byte> tile)
    {
        if (tile.Length != address.Width * Hash.Length) throw new FormatException($"Tile {address} has {tile.Length} bytes, not {address.Width * Hash.Length}.");
        var hashes = new Hash[address.Width];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = new Hash(tile.Span.Slice(i * Hash.Length, Hash.Length));
        return hashes;
    }

    private static Hash Fold(Hash[] hashes, int first, int count) =>
        count == 1 ? hashes[first] : Hash.OfNode(Fold(hashes, first, count / 2), Fold(hashes, first + count / 2, count / 2));

    private Hash[] Tile(int level, long index)
    {
        if (tiles.TryGetValue((level, index), out var known)) return known;
        var address = TileAddress.At(level, index, size) ?? throw new ArgumentOutOfRangeException(nameof(index), "The tree does not reach there.");
        return tiles[(level, index)] = Hashes(address, read(address));
    }
}
