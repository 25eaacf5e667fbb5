using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>Keys that were named and have signed nothing: who names one counts on it.</summary>
internal static class Silent
{
    public static IEnumerable<Finding> Of(IEnumerable<VerifierKey> keys, IReadOnlyList<Note> checkpoints, string what) => keys
        .Where(key => !checkpoints.Any(note => note.Signatures.Any(line => line.Name == key.Name && line.KeyId == key.Id && key.Verifies(note.Text, line.Bytes.Span))))
        .Select(key => key.Type == SignatureType.CosignatureV1
            ? new Finding(0, 0, "witness-missing", $"{key.Name} has cosigned {what}.")
            : new Finding(0, 0, "key-unused", $"The key {key.Name} ({key.Id:x8}) has signed {what}: it is another log's."));
}
