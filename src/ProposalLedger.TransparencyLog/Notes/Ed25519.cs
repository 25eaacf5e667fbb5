using System.Reflection;
using System.Runtime.InteropServices;

namespace ProposalLedger.TransparencyLog.Notes;

/// <summary>Ed25519 (RFC 8032), done by OpenSSL's libcrypto: .NET has none of its own.</summary>
public static partial class Ed25519
{
    /// <summary>Bytes of a seed, and of a public key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    private const string Library = "libcrypto";
    private const int Kind = 1087; // NID_ED25519

    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["libcrypto-3-x64.dll", "libcrypto-3-arm64.dll", "libcrypto-3.dll"]
        : OperatingSystem.IsMacOS() ? ["libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"]
        : ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"];

    static Ed25519() => NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, Load);

    /// <summary>The public key of a seed.</summary>
    /// <exception cref="CryptoUnavailableException">There is no libcrypto that can do it.</exception>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using var key = Key(seed, isPrivate: true);
        var output = new byte[KeyLength];
        nuint length = KeyLength;
        Check(Native.EVP_PKEY_get_raw_public_key(key.Handle, output, ref length));
        return output;
    }

    /// <summary>Signs.</summary>
    /// <inheritdoc cref="PublicKeyOf"/>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = Key(seed, isPrivate: true);
        using var context = new Context();
        Check(Native.EVP_DigestSignInit(context.Handle, 0, 0, 0, key.Handle));
        var signature = new byte[SignatureLength];
        nuint length = SignatureLength;
        Check(Native.EVP_DigestSign(context.Handle, signature, ref length, message, (nuint)message.Length));
        return signature;
    }

    /// <summary>Whether the key's owner signed this message.</summary>
    /// <inheritdoc cref="PublicKeyOf"/>
    public static bool Verifies(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength) return false;
        using var key = Key(publicKey, isPrivate: false);
        using var context = new Context();
        Check(Native.EVP_DigestVerifyInit(context.Handle, 0, 0, 0, key.Handle));
        return Native.EVP_DigestVerify(context.Handle, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
    }

    private static PrivateOrPublic Key(ReadOnlySpan<byte> bytes, bool isPrivate)
    {
        if (bytes.Length != KeyLength) throw new FormatException($"An Ed25519 key has {KeyLength} bytes, not {bytes.Length}.");
        try
        {
            return new PrivateOrPublic(isPrivate
                ? Native.EVP_PKEY_new_raw_private_key(Kind, 0, bytes, KeyLength)
                : Native.EVP_PKEY_new_raw_public_key(Kind, 0, bytes, KeyLength));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new CryptoUnavailableException(
                $"OpenSSL's libcrypto, version 1.1.1 or later, is needed for Ed25519 and was not found as {string.Join(", ", Names)}. Install OpenSSL (Debian: libssl3; macOS: brew install openssl@3).", e);
        }
    }

    private static void Check(int result)
    {
        if (result != 1) throw new CryptoUnavailableException("OpenSSL's libcrypto does not do Ed25519 here; a restricted (FIPS) configuration may forbid it.", null);
    }

    private static nint Load(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle)) return handle;
        }

        return 0;
    }

    private sealed class PrivateOrPublic(nint handle) : IDisposable
    {
        public nint Handle { get; } = handle != 0 ? handle
            : throw new CryptoUnavailableException("OpenSSL's libcrypto does not take this Ed25519 key; a restricted (FIPS) configuration may forbid it.", null);

        public void Dispose() => Native.EVP_PKEY_free(Handle);
    }

    private sealed class Context : IDisposable
    {
        public nint Handle { get; } = Native.EVP_MD_CTX_new();

        public void Dispose() => Native.EVP_MD_CTX_free(Handle);
    }

    private static partial class Native
    {
        [LibraryImport(Library)]
        public static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

        [LibraryImport(Library)]
        public static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

        [LibraryImport(Library)]
        public static partial int EVP_PKEY_get_raw_public_key(nint key, Span<byte> output, ref nuint length);

        [LibraryImport(Library)]
        public static partial void EVP_PKEY_free(nint key);

        [LibraryImport(Library)]
        public static partial nint EVP_MD_CTX_new();

        [LibraryImport(Library)]
        public static partial void EVP_MD_CTX_free(nint context);

        [LibraryImport(Library)]
        public static partial int EVP_DigestSignInit(nint context, nint pkeyContext, nint digest, nint engine, nint key);

        [LibraryImport(Library)]
        public static partial int EVP_DigestSign(nint context, Span<byte> signature, ref nuint length, ReadOnlySpan<byte> message, nuint messageLength);

        [LibraryImport(Library)]
        public static partial int EVP_DigestVerifyInit(nint context, nint pkeyContext, nint digest, nint engine, nint key);

        [LibraryImport(Library)]
        public static partial int EVP_DigestVerify(nint context, ReadOnlySpan<byte> signature, nuint length, ReadOnlySpan<byte> message, nuint messageLength);
    }
}

/// <summary>This machine cannot sign or verify.</summary>
public sealed class CryptoUnavailableException(string message, Exception? inner) : Exception(message, inner);
