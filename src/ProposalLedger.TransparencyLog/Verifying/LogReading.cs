using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>The entries of a bundle's log, leaf by leaf, each compared with the hashes that the tiles hold of it.</summary>
internal sealed class LogReading(Bundle bundle, long size, List<Finding> findings)
{
    private readonly Dictionary<int, (long Index, Hash[] Hashes)> tiles = [];
    private (long Index, IReadOnlyList<ReadOnlyMemory<byte>> Entries) bundled = (-1, []);

    /// <summary>The tree that the entries amount to, whatever the tiles say.</summary>
    public Frontier Tree { get; } = new();

    /// <summary>The tree that the lowest tiles amount to, where they are there, from the first entry on that is not what they say; null as long as all are. Where it has the signed root and the entries have not, it is they that were changed, and each is named.</summary>
    public Frontier? Held { get; private set; }

    /// <summary>Whether an entry is gone, and its hash, too: then nothing can be said of the roots after it.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The next entry; null where it is not there.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        var index = Tree.Size;
        var entry = Entry(index);
        if (entry is null) Find(index + 1, index + 1, "entry-missing", $"The log's entry of position {index + 1} is gone.");
        var leaf = entry is { } bytes ? Hash.OfLeaf(bytes.Span) : default;
        var known = HeldOf(index);
        IsIncomplete |= entry is null && known is null;
        var held = known ?? leaf;
        if (held != leaf) Held ??= Tree.Copy();
        Held?.Append(held);
        Tree.Append(leaf, (level, at, hash) =>
        {
            if (level % 8 == 0) Compare(level, at, hash);
        });
        return entry;
    }

    private Hash? HeldOf(long index) => Hashes(0, index / TileAddress.FullWidth) is var held && index % TileAddress.FullWidth is var at && at < held.Length ? held[at] : null;

    private void Compare(int level, long index, Hash hash)
    {
        var (first, last) = ((index << level) + 1, (index + 1) << level);
        var held = Hashes(level / 8, index / TileAddress.FullWidth);
        var at = (int)(index % TileAddress.FullWidth);
        if (at >= held.Length) Find(first, last, "hash-missing", $"The log's tile lacks the hash of {Words(first, last)}.");
        // What is wrong below shows in every hash above it, and is said once.
        else if (held[at] != hash && !(level > 0 && findings.Exists(finding => finding.Code is "entry-missing" or "entries-malformed" or "hash-missing" or "hash-changed" && finding.First >= first && finding.First <= last))) Find(first, last, "hash-changed", $"The log's tile holds another hash than {Words(first, last)} amount{(first == last ? "s" : "")} to: the entry or the tile was changed.");
    }

    private static string Words(long first, long last) => first == last ? $"position {first}" : $"positions {first} to {last}";

    private ReadOnlyMemory<byte>? Entry(long index)
    {
        var tile = index / TileAddress.FullWidth;
        if (bundled.Index != tile) bundled = (tile, Read(tile));
        var at = (int)(index % TileAddress.FullWidth);
        return at < bundled.Entries.Count ? bundled.Entries[at] : (ReadOnlyMemory<byte>?)null; // null alone would be an empty one
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Read(long index)
    {
        var address = TileAddress.At(TileAddress.Entries, index, size)!.Value;
        try
        {
            return EntryBundle.Read(bundle.Tile(address), address.Width);
        }
        catch (FormatException e)
        {
            var first = index * TileAddress.FullWidth + 1;
            Find(first, first + address.Width - 1, "entries-malformed", $"The log's entries {address} cannot be read: {e.Message}");
            return [];
        }
    }

    private void Find(long first, long last, string code, string detail) => findings.Add(new Finding(first, last, code, detail));

    private Hash[] Hashes(int level, long index)
    {
        if (tiles.TryGetValue(level, out var known) && known.Index == index) return known.Hashes;
        var bytes = TileAddress.At(level, index, size) is { } address ? bundle.Tile(address) : [];
        var whole = bytes.Length / Hash.Length;
        tiles[level] = (index, TiledTree.Hashes(new TileAddress(level, index, whole), bytes.AsMemory(0, whole * Hash.Length)));
        return tiles[level].Hashes;
    }
}
