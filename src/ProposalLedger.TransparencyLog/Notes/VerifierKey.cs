using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ProposalLedger.TransparencyLog.Notes;

/// <summary>How a key signs notes; the byte that C2SP signed-note gives it. Others are read, and said to be unknown.</summary>
public enum SignatureType : byte
{
    /// <summary>Ed25519 over the note's text.</summary>
    Ed25519 = 0x01,

    /// <summary>A witness's cosignature: Ed25519 over a time and the text (C2SP tlog-cosignature, v1).</summary>
    CosignatureV1 = 0x04,
}

/// <summary>A public key that notes are verified with, in the form <c>name+id+base64</c> (C2SP signed-note).</summary>
public sealed class VerifierKey
{
    private readonly byte[] publicKey;

    /// <summary>A key by its parts.</summary>
    public VerifierKey(string name, SignatureType type, byte[] publicKey)
    {
        KeyName.Check(name);
        (Name, Type, this.publicKey, Id) = (name, type, publicKey, KeyName.IdOf(name, (byte)type, publicKey));
    }

    /// <summary>Whose it is.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
    public SignatureType Type { get; }

    /// <summary>The four bytes by which a signature names it.</summary>
    public uint Id { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is no key, or one of a kind that is not known here.</exception>
    public static VerifierKey Parse(string text)
    {
        var parts = text.Trim().Split('+', 3);
        if (parts.Length != 3) throw new FormatException("A verifier key looks like name+0123abcd+base64.");
        var key = KeyName.Base64(parts[2]) ?? throw new FormatException("The key's third part is not base64.");
        var type = key.Length == 0 ? throw new FormatException("The key's third part is empty.") : (SignatureType)key[0];
        if (!Enum.IsDefined(type)) throw new FormatException($"Keys of type 0x{key[0]:x2} are not known here; 0x01 (Ed25519) and 0x04 (a witness's cosignature) are.");
        if (key.Length != 1 + Ed25519.KeyLength) throw new FormatException($"An Ed25519 key has {Ed25519.KeyLength} bytes, not {key.Length - 1}.");
        var read = new VerifierKey(parts[0], type, key[1..]);
        return parts[1] == $"{read.Id:x8}" ? read : throw new FormatException($"The key's id is {read.Id:x8}, not {parts[1]}: the key or its name was changed.");
    }

    /// <summary>Whether the key's owner signed this text.</summary>
    public bool Verifies(string text, ReadOnlySpan<byte> signature)
    {
        if (Type == SignatureType.Ed25519) return Ed25519.Verifies(publicKey, Encoding.UTF8.GetBytes(text), signature);
        if (signature.Length != sizeof(ulong) + Ed25519.SignatureLength) return false;
        return Ed25519.Verifies(publicKey, Encoding.UTF8.GetBytes($"cosignature/v1\ntime {TimeOf(signature)}\n{text}"), signature[sizeof(ulong)..]);
    }

    /// <summary>When a witness says that it saw the text; in seconds since 1970, UTC.</summary>
    public static ulong TimeOf(ReadOnlySpan<byte> cosignature) => BinaryPrimitives.ReadUInt64BigEndian(cosignature);

    /// <summary>As it is handed to others.</summary>
    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. publicKey])}";
}

internal static class KeyName
{
    public static void Check(string name)
    {
        if (name.Length == 0 || name.Contains('+') || name.Any(char.IsWhiteSpace) || name.Any(char.IsControl))
            throw new FormatException("A key's name is not empty and holds neither spaces nor '+'.");
    }

    public static uint IdOf(string name, byte type, ReadOnlySpan<byte> key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. key]));

    /// <summary>Null where it is not the one spelling of some bytes.</summary>
    public static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text ? bytes[..length] : null;
    }
}
