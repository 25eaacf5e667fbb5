using System.Security.Cryptography;
using System.Text;

namespace ProposalLedger.TransparencyLog.Notes;

/// <summary>A private key that signs notes with Ed25519, in the form <c>PRIVATE+KEY+name+id+base64</c> that Go's note package reads.</summary>
public sealed class SigningKey
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly byte[] seed;

    private SigningKey(string name, byte[] seed)
    {
        this.seed = seed;
        Verifier = new VerifierKey(name, SignatureType.Ed25519, Ed25519.PublicKeyOf(seed));
    }

    /// <summary>What others verify with.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>A new key.</summary>
    /// <exception cref="CryptoUnavailableException">There is no libcrypto that can do it.</exception>
    public static SigningKey Generate(string name) => new(name, RandomNumberGenerator.GetBytes(Ed25519.KeyLength));

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is no key.</exception>
    /// <exception cref="CryptoUnavailableException">There is no libcrypto that can do it.</exception>
    public static SigningKey Parse(string text)
    {
        // What is wrong is said without showing any of it.
        var parts = text.Trim().StartsWith(Prefix, StringComparison.Ordinal) ? text.Trim()[Prefix.Length..].Split('+', 3) : [];
        if (parts.Length != 3 || KeyName.Base64(parts[2]) is not [(byte)SignatureType.Ed25519, .. { Length: Ed25519.KeyLength } seed])
            throw new FormatException("A signing key looks like PRIVATE+KEY+name+0123abcd+base64.");
        var read = new SigningKey(parts[0], seed);
        return parts[1] == $"{read.Verifier.Id:x8}" ? read : throw new FormatException("The signing key's id does not fit its name and bytes: the file was changed.");
    }

    /// <summary>Signs a note's text.</summary>
    public NoteSignature Sign(string text) => new(Verifier.Name, Verifier.Id, Ed25519.Sign(seed, Encoding.UTF8.GetBytes(text)));

    /// <summary>To be kept, where nobody else reads it.</summary>
    public string ToSecretText() => $"{Prefix}{Verifier.Name}+{Verifier.Id:x8}+{Convert.ToBase64String([(byte)SignatureType.Ed25519, .. seed])}";
}
