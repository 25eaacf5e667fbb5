using System.Globalization;
using ProposalLedger.TransparencyLog.Merkle;

namespace ProposalLedger.TransparencyLog.Notes;

/// <summary>What a log says of itself: how long it is, and the root over all of it (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">Its leaves.</param>
/// <param name="Root">The root over them.</param>
public sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    /// <summary>Lines that others may have added; none of ours has any.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Reads a note's text.</summary>
    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public static Checkpoint Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0))
            throw new FormatException("A checkpoint is an origin, a size and a root hash, each on a line of its own.");
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            throw new FormatException($"The checkpoint's size is '{lines[1]}', not a whole number.");
        return new Checkpoint(lines[0], size, Hash.Parse(lines[2])) { Extensions = lines[3..^1] };
    }

    /// <summary>Reads a note that one of these keys must have signed; its origin is the signer's name.</summary>
    /// <exception cref="FormatException">It is no signed checkpoint.</exception>
    /// <exception cref="UnverifiedNoteException">A signature does not hold, or the log itself has not signed.</exception>
    public static Checkpoint Open(Note note, IReadOnlyCollection<VerifierKey> known)
    {
        var signed = note.Open(known);
        var read = Parse(note.Text);
        return signed.Any(key => key.Type == SignatureType.Ed25519 && key.Name == read.Origin)
            ? read
            : throw new UnverifiedNoteException($"The checkpoint is of {read.Origin}, which has not signed it with a key that is trusted here.");
    }

    /// <summary>Signed, and ready to be published.</summary>
    public Note Sign(SigningKey key) => new(ToString(), [key.Sign(ToString())]);

    /// <summary>The text that is signed.</summary>
    public override string ToString() =>
        string.Concat(((string[])[Origin, Size.ToString(CultureInfo.InvariantCulture), Root.ToString(), .. Extensions]).Select(line => line + "\n"));
}
