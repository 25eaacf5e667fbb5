using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>
/// Verifies a bundle. What is trusted is handed in: the keys, and a checkpoint that the reader has kept from before. Nothing that the bundle says of
/// itself is believed.
/// </summary>
/// <param name="keys">Public keys of the log, and of witnesses.</param>
/// <param name="kept">Checkpoints from earlier visits; none, or null, on the first.</param>
public sealed class Verifier(IReadOnlyCollection<VerifierKey> keys, params Note?[] kept)
{
    private readonly List<Finding> findings = [];
    private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);
    private readonly Redactions redactions = new();
    private readonly List<PositionRange> withheld = [];
    private readonly HashSet<long> unreadable = [];
    private long events, unknown;

    /// <summary>Whether the reader may have everything: then what is withheld is a finding. Whether it is withheld from him alone no bundle can tell.</summary>
    public bool Complete { get; init; }

    /// <summary>Looks at everything.</summary>
    /// <param name="bundle">What is verified.</param>
    /// <param name="progress">Told how many events were looked at.</param>
    /// <exception cref="FormatException">It cannot be read at all.</exception>
    public Verified Verify(Bundle bundle, IProgress<long>? progress = null)
    {
        var signed = Signed(bundle);
        var newest = signed.LastOrDefault();
        var size = newest?.Size ?? 0;
        var log = new LogReading(bundle, size, findings);
        using var all = bundle.Events(Unreadable).GetEnumerator();
        var following = all.MoveNext() ? all.Current : null;
        var good = 0L;
        foreach (var checkpoint in signed)
        {
            while (log.Tree.Size < checkpoint.Size)
            {
                var entry = log.Next();
                var position = log.Tree.Size;
                // Of each position the first that claims it; what stands between is not in the ledger's order.
                while (following is not null && following.Position < position) following = Odd(all, following);
                if (following?.Position == position)
                {
                    Look(following, entry);
                    following = all.MoveNext() ? all.Current : null;
                }
                else
                {
                    unknown++;
                    if (!unreadable.Contains(position)) Find(position, position, "event-missing", $"Position {position} was signed, and the event is gone.");
                }

                if (position % 1000 == 0) progress?.Report(position);
            }

            if (log.Tree.Root == checkpoint.Root || log.Held?.Root == checkpoint.Root) good = checkpoint.Size;
            else if (good >= 0) good = RootDiffers(log, checkpoint, good);
        }

        var last = size;
        for (var next = size + 1; following is not null;)
        {
            if (following.Position != next)
            {
                following = Odd(all, following);
                continue;
            }

            if (next > bundle.Views.Head) Find(next, next, "beyond-head", $"An event stands at position {next}, and the ledger has given none beyond {bundle.Views.Head}: it was not recorded by the ledger.");
            LookAtUnsigned(following);
            (next, events) = (next + 1, events + 1);
            following = all.MoveNext() ? all.Current : null;
            last = next - 1;
        }

        if (last < bundle.Views.Head) Find(last + 1, bundle.Views.Head, "event-missing", $"The bundle says that the ledger stands at {bundle.Views.Head}, and its events end at {last}.");
        findings.AddRange(redactions.Findings(size));
        if (Complete) findings.AddRange(withheld.Select(range => new Finding(range.First, range.Last, "withheld", "The log's entry is there, what the event says was not shown.")));
        progress?.Report(events);
        return new Verified(newest, Finding.Fold(findings), events, withheld.Sum(range => range.Last - range.First + 1), redactions.Lawful.Count, Math.Max(0, events - size))
        {
            WithheldPositions = withheld,
            Redactions = redactions.Lawful,
        };
    }

    private void Look(BundledEvent happened, ReadOnlyMemory<byte>? bytes)
    {
        var position = happened.Position;
        events++;
        if (bytes is null) return;
        LogEntry entry;
        try
        {
            entry = LogEntry.Parse(bytes.Value);
        }
        catch (FormatException e)
        {
            Find(position, position, "entry-malformed", $"The log's entry of position {position} cannot be read: {e.Message}");
            return;
        }

        if (entry.Position != position) Find(position, position, "entry-misplaced", $"The log's entry at position {position} is that of {entry.Position}.");
        if (happened == new BundledEvent(position))
        {
            // A stream is withheld as a whole, or not at all.
            if (withheld.Count > 0 && withheld[^1].Last == position - 1) withheld[^1] = withheld[^1] with { Last = position };
            else withheld.Add(new PositionRange(position, position));
            return;
        }

        if (happened.Recorded != LogEntry.Text(entry.Recorded))
            Find(position, position, "time-changed", $"Position {position} was recorded at {LogEntry.Text(entry.Recorded)}; the event now says {happened.Recorded ?? "nothing of it"}.");
        LookInto(happened, entry);
    }

    // There is no entry to compare it with: only what events say of each other can be wrong.
    private void LookAtUnsigned(BundledEvent happened)
    {
        if (happened.Metadata is null) return; // withheld
        if (happened.MetadataSalt is null || happened.DataSalt is null) redactions.Await(happened);
        else redactions.Take(happened);
    }

    private void LookInto(BundledEvent happened, LogEntry entry)
    {
        var position = happened.Position;
        if (happened.Metadata is null)
        {
            Find(position, position, "metadata-missing", $"Who, what, why and where of the event at position {position} are gone, and the rest of it is there.");
            return;
        }

        // What was redacted is not what was signed; whether it is what a redaction left, only a later event can tell.
        var (metadata, data) = (Committed(() => happened.CommittedMetadata), Committed(() => happened.CommittedData));
        if (metadata is not null && metadata != entry.Metadata)
        {
            unknown++;
            Find(position, position, "metadata-changed", $"Who, what, why, where or when of the event at position {position} is not what was recorded.");
        }
        else
        {
            CountVersion(happened);
        }

        if (data is not null && data != entry.Data) Find(position, position, "data-changed", $"The data of the event at position {position} are not what was recorded.");
        if (metadata is null || data is null) redactions.Await(happened);
        else if (metadata == entry.Metadata && data == entry.Data) redactions.Take(happened);
        if (metadata is not null && data is not null && happened.RedactedBy is { } by)
            Find(position, position, "redaction-unfounded", $"The event at position {position} says that {by} redacted it, and its text and both salts are there: nothing was redacted.");
    }

    // What no text can be made of was committed to by nobody.
    private static string? Committed(Func<string?> commitment)
    {
        try
        {
            return commitment();
        }
        catch (FormatException)
        {
            return "";
        }
    }

    private void Unreadable(long line, string why)
    {
        unreadable.Add(line);
        Find(line, line, "event-unreadable", $"Line {line} of the bundle's events cannot be read: {why}");
    }

    // Only of what is as it was recorded. What is not, or is gone, may have been the stream's.
    private void CountVersion(BundledEvent happened)
    {
        if (happened.Said("stream") is not { } stream || !happened.Metadata!.Value.TryGetProperty("version", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var version))
        {
            Find(happened.Position, happened.Position, "metadata-changed", $"The event at position {happened.Position} does not say its stream and version.");
            return;
        }

        var last = versions.GetValueOrDefault(stream);
        if (version <= last || version > last + 1 + unknown) Find(happened.Position, happened.Position, "version-gap", $"{stream} goes from version {last} to {version} at position {happened.Position}.");
        versions[stream] = version;
    }

    private BundledEvent? Odd(IEnumerator<BundledEvent> all, BundledEvent odd)
    {
        Find(odd.Position, odd.Position, "out-of-order", $"An event claims position {odd.Position}, where the order of the ledger has none.");
        return all.MoveNext() ? all.Current : null;
    }

    private long RootDiffers(LogReading log, Checkpoint checkpoint, long good)
    {
        var before = good == 0 ? "" : $"Up to {good} the history is what was signed. ";
        if (log.IsIncomplete)
            Find(good + 1, checkpoint.Size, "history-unknown", $"{before}Whether that from {good + 1} to {checkpoint.Size} is, too, cannot be said: entries are gone, and their hashes with them.");
        else
            Find(good + 1, checkpoint.Size, "history-changed", $"{before}Between {good + 1} and {checkpoint.Size} {(log.Held is null
                ? "an event was changed together with its entry and all of its hashes."
                : "more was changed than the entries that differ from their hashes: an event together with its entry and all of its hashes, or an entry and a hash.")}");
        return -1;
    }

    // Every checkpoint of the bundle that a trusted key has signed, and the one that was kept, by size.
    private List<Checkpoint> Signed(Bundle bundle)
    {
        var signed = bundle.Checkpoints.Select(note => Opened(note, "A checkpoint of the bundle")).OfType<Checkpoint>().ToList();
        if (signed.Count == 0) Find(0, 0, "no-checkpoint", "No checkpoint of the bundle was signed with a key that is trusted here.");
        var newest = signed.Count == 0 ? 0 : signed.Max(checkpoint => checkpoint.Size);
        if (signed.Count > 0) findings.AddRange(Silent.Of(keys, bundle.Checkpoints, "no checkpoint of the bundle"));
        if (bundle.Current != (bundle.Checkpoints.Count == 0 ? null : bundle.Checkpoints[^1].ToString())) Find(0, 0, "checkpoint-differs", "The bundle's file \"checkpoint\" is not the last of its checkpoints.json: who reads the one sees another log's end than who reads the other.");
        foreach (var note in kept.OfType<Note>())
        {
            if (Opened(note, "The checkpoint that was kept") is not { } older) continue;
            if (older.Size > newest) Find(newest + 1, older.Size, "rolled-back", $"The checkpoint that was kept covers {older.Size} events, the newest of the bundle {newest}: the log was rolled back, or this bundle is older than your checkpoint.");
            else signed.Add(older);
        }

        if (signed.Select(checkpoint => checkpoint.Origin).Distinct(StringComparer.Ordinal).Count() > 1) Find(0, 0, "other-log", "The checkpoints are of different logs.");
        foreach (var fork in signed.GroupBy(checkpoint => checkpoint.Size).Where(size => size.Select(checkpoint => checkpoint.Root).Distinct().Count() > 1))
            Find(1, fork.Key, "fork", $"Two different logs of {fork.Key} events were signed: the log was forked.");
        return [.. signed.OrderBy(checkpoint => checkpoint.Size)];
    }

    private Checkpoint? Opened(Note note, string what)
    {
        try
        {
            return Checkpoint.Open(note, keys);
        }
        catch (Exception e) when (e is UnverifiedNoteException or FormatException)
        {
            Find(0, 0, "checkpoint-unverified", $"{what} cannot be trusted: {e.Message}");
            return null;
        }
    }

    private void Find(long first, long last, string code, string detail) => findings.Add(new Finding(first, last, code, detail));
}
