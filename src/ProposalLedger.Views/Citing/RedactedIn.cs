namespace ProposalLedger.Views.Citing;

/// <summary>
/// Which events of the entries that a body shows were redacted, whenever that was: a body at an earlier position has lost their text, too, and says so (P6).
/// </summary>
public static class RedactedIn
{
    /// <param name="snapshots">The states that the body was computed from.</param>
    /// <param name="body">What was answered.</param>
    /// <returns>By position.</returns>
    public static IReadOnlyList<Change> Of(IEnumerable<Snapshot> snapshots, object body)
    {
        var redacted = snapshots.SelectMany(s => s.Redacted).ToList();
        if (redacted.Count == 0) return [];
        var shown = Shown.In(body);
        return [.. redacted.Where(c => shown.Contains((c.Event.Kind, c.Key))).OrderBy(c => c.Position)];
    }
}
