using System.Security.Cryptography;

namespace ProposalLedger.TransparencyLog.Entries;

/// <summary>
/// Binds to a text without giving it away: HMAC-SHA256 under a random salt that is kept beside it. Who has salt and text can check; who has neither
/// cannot guess even a short text.
/// </summary>
public static class Commitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltLength = 32;

    /// <summary>In base64.</summary>
    /// <param name="salt">32 random bytes, used for nothing else.</param>
    /// <param name="canonical">RFC 8785 JSON.</param>
    public static string To(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonical)
    {
        if (salt.Length != SaltLength) throw new FormatException($"A salt has {SaltLength} bytes, not {salt.Length}.");
        return Convert.ToBase64String(HMACSHA256.HashData(salt, canonical));
    }
}
