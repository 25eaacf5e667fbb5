using System.Text;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>Verifies one event's receipt offline. What is trusted is handed in, as for <see cref="Verifier"/>.</summary>
/// <param name="keys">Public keys of the log, and of witnesses.</param>
/// <param name="kept">Checkpoints from earlier visits. One receipt cannot lead from them to its own; only that they contradict each other shows.</param>
public sealed class ReceiptVerifier(IReadOnlyCollection<VerifierKey> keys, params Note?[] kept)
{
    private readonly List<Finding> findings = [];
    private long position;

    /// <summary>Looks at everything, so that each thing that is wrong is named.</summary>
    public Verified Verify(EventReceipt receipt)
    {
        position = receipt.Event.Position;
        var bytes = Encoding.UTF8.GetBytes(receipt.Entry);
        if (position != receipt.Proof.Index + 1) Find("proof-misplaced", $"The proof is of position {receipt.Proof.Index + 1}, the event of {position}.");
        Disclosed(receipt.Event, bytes);
        var checkpoint = Opened(receipt.Proof.Checkpoint, "The receipt's checkpoint");
        if (checkpoint is not null && !Proofs.IsIncluded(Hash.OfLeaf(bytes), receipt.Proof.Index, checkpoint.Size, checkpoint.Root, receipt.Proof.Path))
            Find("not-included", $"Entry and proof do not lead to the root that was signed for {checkpoint.Size} events: the entry or the proof was changed.");
        if (checkpoint is not null) findings.AddRange(Silent.Of(keys, [receipt.Proof.Checkpoint], "no checkpoint of the receipt"));
        foreach (var note in checkpoint is null ? [] : kept.OfType<Note>())
        {
            if (Opened(note, "The checkpoint that was kept") is not { } older) continue;
            if (older.Origin != checkpoint!.Origin) Find("other-log", "The checkpoints are of different logs.");
            else if (older.Size == checkpoint.Size && older.Root != checkpoint.Root) Find("fork", $"Two different logs of {older.Size} events were signed: the log was forked.");
        }

        return new Verified(checkpoint, findings, 1, receipt.Event.Metadata is null ? 1 : 0, IsRedacted(receipt.Event) ? 1 : 0, 0);
    }

    // Whether what is disclosed is what the entry commits to.
    private void Disclosed(BundledEvent happened, byte[] bytes)
    {
        LogEntry entry;
        try
        {
            entry = LogEntry.Parse(bytes);
        }
        catch (FormatException e)
        {
            Find("entry-malformed", $"The entry cannot be read: {e.Message}");
            return;
        }

        if (entry.Position != position) Find("entry-misplaced", $"The entry is that of position {entry.Position}, the event of {position}.");
        if (happened.Recorded != LogEntry.Text(entry.Recorded)) Find("time-changed", $"The entry was recorded at {LogEntry.Text(entry.Recorded)}; the event says {happened.Recorded}.");
        if (happened.RedactedBy is { } by && by <= position) Find("redaction-malformed", $"The event says that {by} redacted it, which is not later than itself.");
        if (happened is { RedactedBy: { } unfounded, Data: not null }) Find("redaction-unfounded", $"The event says that {unfounded} redacted it, and its data are there: nothing was redacted.");
        if (happened.Metadata is null && IsRedacted(happened)) return; // a reason was taken away, and what it was committed with
        if (happened.Metadata is null) Find("metadata-missing", "The receipt does not say who, what, why and where.");
        else if (!Holds(() => happened.CommittedMetadata, entry.Metadata)) Find("metadata-changed", "Who, what, why, where or when of the event, or the salt, is not what the entry commits to.");
        if (happened.Data is not null && !Holds(() => happened.CommittedData, entry.Data)) Find("data-changed", "The data of the event, or their salt, are not what the entry commits to.");
        else if (happened.Data is null && !IsRedacted(happened)) Find("data-missing", "The receipt lacks the event's data, and does not say that they were redacted.");
    }

    // What cannot be committed to at all (no salt, a member that is there twice) was not.
    private static bool Holds(Func<string?> committed, string commitment)
    {
        try
        {
            return committed() == commitment;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private Checkpoint? Opened(Note note, string what)
    {
        try
        {
            return Checkpoint.Open(note, keys);
        }
        catch (Exception e) when (e is UnverifiedNoteException or FormatException)
        {
            Find("checkpoint-unverified", $"{what} cannot be trusted: {e.Message}");
            return null;
        }
    }

    private static bool IsRedacted(BundledEvent happened) => happened.Data is null && happened.RedactedBy is not null;

    private void Find(string code, string detail) => findings.Add(new Finding(position, position, code, detail));
}
