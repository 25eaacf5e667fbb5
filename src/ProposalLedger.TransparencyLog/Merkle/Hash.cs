using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ProposalLedger.TransparencyLog.Merkle;

/// <summary>A SHA-256 hash of a leaf or of a subtree (RFC 6962, 2.1). Written in base64, as the C2SP formats write it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Hash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    private readonly ulong a, b, c, d;

    /// <summary>From its bytes.</summary>
    /// <exception cref="FormatException">They are not 32.</exception>
    public Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new FormatException($"A hash has {Length} bytes, not {bytes.Length}.");
        (a, b) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        (c, d) = (BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));
    }

    /// <summary>The root of a tree without leaves.</summary>
    public static Hash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>Of a leaf: SHA-256 of a zero byte and the entry.</summary>
    public static Hash OfLeaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        Span<byte> result = stackalloc byte[Length];
        hash.GetHashAndReset(result);
        return new Hash(result);
    }

    /// <summary>Of a node: SHA-256 of a byte of one, the left and the right hash.</summary>
    public static Hash OfNode(Hash left, Hash right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Length];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        Span<byte> result = stackalloc byte[Length];
        SHA256.HashData(input, result);
        return new Hash(result);
    }

    /// <summary>From base64; nothing but the one spelling of these bytes is taken.</summary>
    /// <exception cref="FormatException">It is no hash.</exception>
    public static Hash Parse(string text)
    {
        var bytes = new byte[Length];
        return text.Length == 44 && Convert.TryFromBase64String(text, bytes, out var length) && length == Length && Convert.ToBase64String(bytes) == text
            ? new Hash(bytes)
            : throw new FormatException("A hash is 32 bytes in base64.");
    }

    /// <summary>Its 32 bytes.</summary>
    public void CopyTo(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt64BigEndian(output, a);
        BinaryPrimitives.WriteUInt64BigEndian(output[8..], b);
        BinaryPrimitives.WriteUInt64BigEndian(output[16..], c);
        BinaryPrimitives.WriteUInt64BigEndian(output[24..], d);
    }

    /// <inheritdoc cref="CopyTo"/>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>In base64.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());
}
