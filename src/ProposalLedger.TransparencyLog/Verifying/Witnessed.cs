using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>How far a witness has signed a log: up to there it shows its reader what it shows everybody who trusts this witness.</summary>
/// <param name="Witness">The name of its key.</param>
/// <param name="Size">Of the newest checkpoint that it signed; 0 where there is none.</param>
/// <param name="At">When it says that it saw that one.</param>
public sealed record Witnessed(string Witness, long Size, DateTimeOffset? At)
{
    /// <summary>Of each witness among the keys. Whether the log has signed the checkpoints is for <see cref="Verifier"/> to say.</summary>
    public static IReadOnlyList<Witnessed> Of(IReadOnlyList<Note> checkpoints, IEnumerable<VerifierKey> keys) =>
        [.. keys.Where(key => key.Type == SignatureType.CosignatureV1).Select(key => Newest(checkpoints, key))];

    private static Witnessed Newest(IEnumerable<Note> checkpoints, VerifierKey key)
    {
        var signed = new Witnessed(key.Name, 0, null);
        foreach (var note in checkpoints)
        {
            if (note.Signatures.FirstOrDefault(line => line.Name == key.Name && line.KeyId == key.Id) is not { } line || !key.Verifies(note.Text, line.Bytes.Span)) continue;
            var size = Checkpoint.Parse(note.Text).Size;
            if (size >= signed.Size) signed = new Witnessed(key.Name, size, DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(VerifierKey.TimeOf(line.Bytes.Span), 253_402_300_799)));
        }

        return signed;
    }
}
