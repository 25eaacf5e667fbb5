using System.Globalization;
using ProposalLedger.TransparencyLog.Merkle;

namespace ProposalLedger.TransparencyLog.Notes;

/// <summary>That an entry is in a log, in one file that can be verified offline (C2SP tlog-proof).</summary>
/// <param name="Index">The entry's leaf.</param>
/// <param name="Path">From the leaf's sibling up to the root's child.</param>
/// <param name="Checkpoint">The signed checkpoint that the path leads to.</param>
/// <param name="Extra">What the log's readers may use besides; nothing vouches for it.</param>
public sealed record LogProof(long Index, IReadOnlyList<Hash> Path, Note Checkpoint, ReadOnlyMemory<byte>? Extra = null)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const int LongestPath = 63;

    /// <summary>Reads one, and verifies nothing.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LogProof Parse(string text)
    {
        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0) throw new FormatException("A proof is a head, a blank line and a checkpoint.");
        var lines = new Queue<string>(text[..blank].Split('\n'));
        if (lines.Dequeue() != FirstLine) throw new FormatException($"A proof begins with '{FirstLine}'.");
        byte[]? extra = null;
        if (lines.TryPeek(out var second) && second.StartsWith("extra ", StringComparison.Ordinal))
            extra = KeyName.Base64(lines.Dequeue()[6..]) ?? throw new FormatException("The proof's extra data are not base64.");
        if (!lines.TryDequeue(out var third) || !third.StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(third[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || third[6..] != index.ToString(CultureInfo.InvariantCulture))
            throw new FormatException("The proof does not say its index.");
        if (lines.Count > LongestPath) throw new FormatException($"A proof has at most {LongestPath} hashes, not {lines.Count}.");
        return new LogProof(index, [.. lines.Select(Hash.Parse)], Note.Parse(text[(blank + 2)..]), extra);
    }

    /// <summary>Verifies that the entry is in the log of the checkpoint, which one of these keys must have signed.</summary>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="UnverifiedNoteException">It is not.</exception>
    /// <exception cref="FormatException">The note is no checkpoint.</exception>
    public Checkpoint Verify(ReadOnlySpan<byte> entry, IReadOnlyCollection<VerifierKey> known)
    {
        var checkpoint = Notes.Checkpoint.Open(Checkpoint, known);
        return Proofs.IsIncluded(Hash.OfLeaf(entry), Index, checkpoint.Size, checkpoint.Root, Path)
            ? checkpoint
            : throw new UnverifiedNoteException($"The entry is not leaf {Index} of the log of {checkpoint.Size} entries that was signed.");
    }

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        string[] head = [FirstLine, .. Extra is { } extra ? [$"extra {Convert.ToBase64String(extra.Span)}"] : (string[])[], $"index {Index.ToString(CultureInfo.InvariantCulture)}"];
        return string.Concat(head.Concat(Path.Select(hash => hash.ToString())).Select(line => line + "\n")) + "\n" + Checkpoint;
    }
}
