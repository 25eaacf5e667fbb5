using System.Globalization;
using System.Text.Json;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Cli;

/// <summary>What <c>ledger verify</c> says of a bundle.</summary>
/// <param name="Verified">What was verified, and what was found.</param>
/// <param name="Views">Views that were computed anew.</param>
/// <param name="Viewed">The position of the bundle's.</param>
/// <param name="Served">What a running server serves, where one was asked.</param>
/// <param name="Witnesses">How far each has cosigned.</param>
/// <param name="Kept">The checkpoints of earlier visits.</param>
internal sealed record VerifyReport(Verified Verified, int Views, long Viewed, ServedViews? Served, IReadOnlyList<Witnessed> Witnesses, IReadOnlyList<Note> Kept)
{
    // A terminal is not for more; --json has them all.
    private const int MostLines = 100;

    private long? KeptSize => Kept.Count == 0 ? null : Kept.Max(note => Checkpoint.Parse(note.Text).Size);

    public void PrintJson() => Console.WriteLine(JsonSerializer.Serialize(new
    {
        verified = Verified.Findings.Count == 0, size = Verified.Checkpoint?.Size, root = Verified.Checkpoint?.Root.ToString(), origin = Verified.Checkpoint?.Origin,
        Verified.Events, Verified.Withheld, Verified.WithheldPositions, Verified.Redacted, Verified.Redactions, Verified.Unsigned, kept = KeptSize, views = Views, viewsPosition = Viewed, served = Served?.Compared, witnesses = Witnesses, Verified.Findings,
    }, JsonSerializerOptions.Web));

    public void Print()
    {
        if (PrintFindings(Verified.Findings)) return;
        var checkpoint = Verified.Checkpoint!;
        var redactions = Verified.Redactions.ToLookup(redaction => redaction.By <= checkpoint.Size);
        var (signed, newer, unseen) = (redactions[true].Count(), redactions[false].Count(), Verified.Withheld + redactions[true].Count());
        if (unseen == 0) Say($"Verified: {Count(checkpoint.Size, "event")} of {checkpoint.Origin}, root {checkpoint.Root}.");
        else Say($"Verified: {Count(checkpoint.Size, "entry", "entries")}, and the contents of {checkpoint.Size - unseen}, of {checkpoint.Origin}, root {checkpoint.Root}.");
        if (KeptSize is { } kept) Say($"Nothing was changed since the checkpoint that you kept, of {Count(kept, "event")}.");
        else Say($"It is the first visit: that nothing was changed before it, nothing can show. Keep the checkpoint (--keep) for the next one.");
        Say($"{Count(Views, "view")} computed from the events {Are(Views)} what {(Served is null ? "the bundle says the server serves" : "the server says it serves")}, at position {Viewed}.");
        if (Served?.Compared is { } compared) Say($"{(compared == Views ? "Each of them was" : $"{compared} of them, taken by lot, were")} fetched from the server too, and {(compared == Views ? "is" : "are")} what it serves.");
        foreach (var witness in Witnesses)
            Say($"{witness.Witness} has cosigned {witness.Size} of these events, at {witness.At:yyyy-MM-dd HH:mm:ss}Z: whoever trusts it is shown the same history up to there.");
        if (Verified.Withheld > 0)
            Say($"What {Count(Verified.Withheld, "event")} {(Verified.Withheld == 1 ? "says" : "say")} was not shown, and not verified: {Positions(Verified.WithheldPositions)}. Whether you may not read it or it was kept back nothing here can tell; if you may read everything, ask with --complete.");
        if (signed > 0)
        {
            Say($"{Count(signed, "event")} {(signed == 1 ? "was" : "were")} redacted. That the text is gone and who took it away is verified; what was left in its place is the redaction's word: compare it with a receipt or a bundle from before.");
            PrintRedactions(redactions[true]);
        }

        if (Verified.Unsigned > 0) Say($"{Count(Verified.Unsigned, "event")} {Are(Verified.Unsigned)} newer than the checkpoint: nothing vouches for {(Verified.Unsigned == 1 ? "it" : "them")} yet.");
        if (newer > 0)
        {
            Say($"{Count(newer, "event")} of {(Verified.Unsigned == 1 ? "it" : "them")} {(newer == 1 ? "is" : "are")} said to be redacted already, and nothing vouches for that either.");
            PrintRedactions(redactions[false]);
        }
    }

    /// <summary>Whether there are any.</summary>
    public static bool PrintFindings(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings.Take(MostLines)) Say($"{Where(finding)}{finding.Detail} [{finding.Code}]");
        if (findings.Count > MostLines) Say($"And {findings.Count - MostLines} more: --json has all of them.");
        if (findings.Count > 0) Say($"NOT VERIFIED: {Count(findings.Count, "finding")}.");
        return findings.Count > 0;
    }

    public static void Say(FormattableString text) => Console.WriteLine(Terminal.Safe(text.ToString(CultureInfo.InvariantCulture)));

    private void PrintRedactions(IEnumerable<Redaction> redactions)
    {
        foreach (var redaction in redactions) Say($"  Position {redaction.Position}, by {redaction.By} ({redaction.Actor}, {redaction.Recorded}: {redaction.Reason.ReplaceLineEndings(" ")}){(redaction.By > KeptSize ? ", since the checkpoint that you kept" : "")}.");
    }

    private static string Where(Finding finding) => (finding.First, finding.Last) switch
    {
        (0, _) => "",
        var (first, last) when first == last => $"Position {first}: ",
        var (first, last) => $"Positions {first} to {last}: ",
    };

    private static string Positions(IReadOnlyList<PositionRange> ranges) => (ranges is [var (one, same)] && one == same ? "position " : "positions ")
        + string.Join(", ", ranges.Take(MostLines).Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First} to {range.Last}"))
        + (ranges.Count > MostLines ? $" and {ranges.Count - MostLines} ranges more (--json has all of them)" : "");

    private static string Count(long number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";

    private static string Are(long number) => number == 1 ? "is" : "are";
}
