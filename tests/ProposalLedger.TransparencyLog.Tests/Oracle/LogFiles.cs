using System.Text.Json;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.TransparencyLog.Tests.Oracle;

/// <summary>A log that grows in memory, and is written into a directory as a server serves it below <c>/log</c>.</summary>
internal sealed class LogFiles
{
    private readonly List<byte[]> entries = [];
    private readonly Dictionary<int, List<Hash>> levels = [];
    private readonly Frontier frontier = new();

    public long Size => frontier.Size;

    public Hash Root => frontier.Root;

    public IReadOnlyList<byte[]> Entries => entries;

    public void Append(byte[] entry)
    {
        entries.Add(entry);
        frontier.Append(Hash.OfLeaf(entry), (level, _, hash) =>
        {
            if (level % 8 != 0) return;
            if (!levels.TryGetValue(level / 8, out var hashes)) levels.Add(level / 8, hashes = []);
            hashes.Add(hash);
        });
    }

    public TiledTree Tiled => new(Size, Tile);

    public ReadOnlyMemory<byte> Tile(TileAddress address) =>
        levels[address.Level].Skip((int)address.Index * TileAddress.FullWidth).Take(address.Width).SelectMany(hash => hash.ToArray()).ToArray();

    public byte[] Bundle(TileAddress address) => EntryBundle.Write(
        [.. entries.Skip((int)address.Index * TileAddress.FullWidth).Take(address.Width).Select(entry => new ReadOnlyMemory<byte>(entry))]);

    /// <summary>Checkpoint, tiles, bundles, and proofs for the oracle to look at.</summary>
    public void Write(string directory, SigningKey key, IEnumerable<long> indexes, IEnumerable<(long Size, Hash Root)> older)
    {
        Put(directory, "checkpoint", System.Text.Encoding.UTF8.GetBytes(new Checkpoint(key.Verifier.Name, Size, Root).Sign(key).ToString()));
        foreach (var address in TileAddress.Of(Size))
            Put(directory, $"tile/{address}", address.Level == TileAddress.Entries ? Bundle(address) : Tile(address).ToArray());
        var tree = Tiled;
        Put(directory, "proofs.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            inclusion = indexes.Select(index => new { index, path = Text(Tree.Inclusion(index, Size, tree.Subtree)) }),
            consistency = older.Select(o => new { older = o.Size, root = o.Root.ToString(), path = Text(Tree.Consistency(o.Size, Size, tree.Subtree)) }),
        }));
    }

    private static IEnumerable<string> Text(IEnumerable<Hash> path) => path.Select(hash => hash.ToString());

    private static void Put(string directory, string path, byte[] bytes)
    {
        var file = Path.Combine(directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }
}
