using System.Buffers.Binary;

namespace ProposalLedger.TransparencyLog.Tiles;

/// <summary>Entries one after another, each with its length in two bytes before it (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>Writes them.</summary>
    /// <exception cref="FormatException">An entry has more than 65,535 bytes.</exception>
    public static byte[] Write(IReadOnlyCollection<ReadOnlyMemory<byte>> entries)
    {
        var bundle = new byte[entries.Sum(entry => 2 + entry.Length)];
        var at = 0;
        foreach (var entry in entries)
        {
            if (entry.Length > ushort.MaxValue) throw new FormatException($"An entry has at most {ushort.MaxValue} bytes, not {entry.Length}.");
            BinaryPrimitives.WriteUInt16BigEndian(bundle.AsSpan(at), (ushort)entry.Length);
            entry.Span.CopyTo(bundle.AsSpan(at + 2));
            at += 2 + entry.Length;
        }

        return bundle;
    }

    /// <summary>Reads as many as there are to be.</summary>
    /// <exception cref="FormatException">There are more or fewer, or the last one is cut off.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle, int count)
    {
        var entries = new List<ReadOnlyMemory<byte>>(count);
        while (!bundle.IsEmpty)
        {
            var length = bundle.Length < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            if (length > bundle.Length - 2) throw new FormatException($"Entry {entries.Count} of the bundle is cut off.");
            entries.Add(bundle.Slice(2, length));
            bundle = bundle[(2 + length)..];
        }

        return entries.Count == count ? entries : throw new FormatException($"The bundle holds {entries.Count} entries, not {count}.");
    }
}
