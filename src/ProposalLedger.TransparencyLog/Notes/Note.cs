using System.Buffers.Binary;
using System.Text;

namespace ProposalLedger.TransparencyLog.Notes;

/// <summary>One signature of a note. Whose it is, and of which kind, only a key of this name and id can tell.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its line, without the line's end.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes.AsMemory(4));
        return $"\u2014 {Name} {Convert.ToBase64String(bytes)}";
    }
}

/// <summary>A text and the signatures below it (C2SP signed-note). Nothing of the text counts before <see cref="Open"/>.</summary>
/// <param name="Text">Ends in a line's end.</param>
/// <param name="Signatures">At least one; those of keys that nobody here knows are passed through.</param>
public sealed record Note(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Bytes of a note, at most: a checkpoint with some hundred signatures has room, also with those of 5 KB that are to come.</summary>
    public const int Longest = 1_000_000;

    private const int MostSignatures = 100;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a note, and verifies nothing.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Note Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Longest) throw new FormatException($"A note has at most {Longest} bytes.");
        try
        {
            return Parse(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("A note is UTF-8.", e);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static Note Parse(string note)
    {
        if (note.Length > Longest) throw new FormatException($"A note has at most {Longest} bytes.");
        if (note.Any(c => c < ' ' && c != '\n')) throw new FormatException("A note holds a control character.");
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || !note.EndsWith('\n')) throw new FormatException("A note is a text, a blank line and signatures, each line ended.");
        var lines = note[(blank + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MostSignatures) throw new FormatException($"A note has 1 to {MostSignatures} signatures, not {lines.Length}.");
        return new Note(note[..(blank + 1)], [.. lines.Select(ParseSignature)]);
    }

    /// <summary>Verifies: every signature of a known key must hold, and there must be one.</summary>
    /// <returns>The keys that signed.</returns>
    /// <exception cref="UnverifiedNoteException">A signature does not hold, or no key that is known has signed.</exception>
    public IReadOnlyList<VerifierKey> Open(IEnumerable<VerifierKey> known)
    {
        var keys = known.ToList();
        var signed = new List<VerifierKey>();
        foreach (var signature in Signatures)
        {
            if (keys.FirstOrDefault(key => key.Name == signature.Name && key.Id == signature.KeyId) is not { } key) continue;
            if (!key.Verifies(Text, signature.Bytes.Span)) throw new UnverifiedNoteException($"The signature of {key.Name} ({key.Id:x8}) does not hold: the text or the signature was changed.");
            signed.Add(key);
        }

        return signed.Count > 0 ? signed : throw new UnverifiedNoteException(
            $"Signed by {string.Join(", ", Signatures.Select(s => $"{s.Name} ({s.KeyId:x8})"))}, and by none of the keys that are trusted here: {string.Join(", ", keys.Select(k => $"{k.Name} ({k.Id:x8})"))}.");
    }

    /// <summary>The whole note.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(s => s + "\n"))}";

    private static NoteSignature ParseSignature(string line)
    {
        var parts = line.Split(' ');
        if (parts is not ["\u2014", var name, var encoded] || KeyName.Base64(encoded) is not { Length: > 4 } bytes)
            throw new FormatException("A signature looks like: an em dash, a name, and base64.");
        KeyName.Check(name);
        return new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4));
    }
}

/// <summary>A note that nobody who is trusted has signed, or whose signature does not hold.</summary>
public sealed class UnverifiedNoteException(string message) : Exception(message);
