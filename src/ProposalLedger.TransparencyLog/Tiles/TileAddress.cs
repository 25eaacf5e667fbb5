using System.Globalization;
using System.Runtime.InteropServices;

namespace ProposalLedger.TransparencyLog.Tiles;

/// <summary>
/// Where 256 hashes, or entries, of a log are (C2SP tlog-tiles): <c>0/x001/234</c>, <c>entries/000.p/17</c>.
/// </summary>
/// <param name="Level">0 for leaf hashes; above it each hash is that of a full tile below. <see cref="Entries"/> for the entries.</param>
/// <param name="Index">Which of its level.</param>
/// <param name="Width">How many there are in it: 256, or fewer at the right edge.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TileAddress(int Level, long Index, int Width)
{
    /// <summary>The level of the bundles of entries.</summary>
    public const int Entries = -1;

    /// <summary>Hashes or entries of a full tile.</summary>
    public const int FullWidth = 256;

    private const int HighestLevel = 63;

    /// <summary>A tile's end is a multiple of the level's step: levels above this one cannot be in a log that counts in 63 bits.</summary>
    private const int HighestFilled = 7;

    /// <summary>Whether it has all of its places filled.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>Whether it is a tile of a log of this size: full ones that are complete, and the partial one at the edge.</summary>
    public bool IsIn(long size) => At(Level, Index, size) is { } there && there.Width >= Width;

    /// <summary>The tile of this level and index in a log of this size, as wide as it is there; null where there is none.</summary>
    public static TileAddress? At(int level, long index, long size)
    {
        var width = index > long.MaxValue / FullWidth ? 0 : Filled(size, Math.Max(level, 0)) - index * FullWidth;
        return width <= 0 ? null : new TileAddress(level, index, (int)Math.Min(width, FullWidth));
    }

    /// <summary>All tiles and bundles of a log of this size, level by level.</summary>
    public static IEnumerable<TileAddress> Of(long size)
    {
        for (var level = Entries; level < 0 || Filled(size, level) > 0; level++)
        {
            for (var index = 0L; At(level, index, size) is { } tile; index++) yield return tile;
        }
    }

    /// <summary>Reads the path below <c>/tile/</c>; only the one spelling of an address is taken.</summary>
    public static bool TryParse(string path, out TileAddress address)
    {
        address = default;
        var parts = path.Split('/');
        var width = FullWidth;
        if (parts.Length >= 3 && parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryNumber(parts[^1], 3, out var partial) || partial is 0 or >= FullWidth) return false;
            (width, parts) = ((int)partial, [.. parts[..^2], parts[^2][..^2]]);
        }

        if (parts.Length < 2) return false;
        var level = (long)Entries;
        if (parts[0] != "entries" && (!TryNumber(parts[0], 2, out level) || level > HighestLevel)) return false;
        var index = 0L;
        for (var i = 1; i < parts.Length; i++)
        {
            var digits = i < parts.Length - 1 ? parts[i].StartsWith('x') ? parts[i][1..] : "" : parts[i];
            if (digits.Length != 3 || !digits.All(char.IsAsciiDigit) || index > (long.MaxValue - 999) / 1000) return false;
            index = index * 1000 + int.Parse(digits, CultureInfo.InvariantCulture);
        }

        address = new TileAddress((int)level, index, width);
        return address.ToString() == path;
    }

    /// <summary>The path below <c>/tile/</c>.</summary>
    public override string ToString()
    {
        var elements = new List<string> { Digits(Index % 1000) };
        for (var rest = Index / 1000; rest > 0; rest /= 1000) elements.Insert(0, "x" + Digits(rest % 1000));
        var path = $"{(Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture))}/{string.Join('/', elements)}";
        return IsFull ? path : $"{path}.p/{Width.ToString(CultureInfo.InvariantCulture)}";
    }

    private static long Filled(long size, int level) => level > HighestFilled ? 0 : size >> (8 * level);

    private static string Digits(long number) => number.ToString("000", CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, int longest, out long number)
    {
        number = 0;
        return text.Length <= longest && (text.Length == 1 || !text.StartsWith('0')) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
