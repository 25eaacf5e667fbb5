namespace ProposalLedger.Domain.Concerns;

/// <summary>
/// What each event of a negotiation concerns, found by going through them in order. The answer for an event rests on nothing but the events up
/// to it: who asks again later, or asks another node, is told the same.
/// </summary>
public sealed class Concerning
{
    // As the entries stand at the event that was last taken.
    private readonly Dictionary<(EntryKind Kind, string Key), Named> entries = [];
    private readonly Dictionary<string, string> issueOfPoint = new(StringComparer.Ordinal);

    // One text for each name: every one of a hundred thousand claims names the same few parties and points.
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>Takes the next event. Total: whatever it says, and however entries refer to each other.</summary>
    /// <param name="stream">The stream that it was written to, which may be of a party or proposal that a correction has replaced in the entry.</param>
    /// <param name="e">The event; null for one that cannot be read; this, and what is about no entry, concerns its stream's owner alone.</param>
    /// <returns>What the entry concerned before the event or concerns after it, each once.</returns>
    public IReadOnlyCollection<Concern> Next(string stream, LedgerEvent? e)
    {
        var found = new HashSet<Concern>();
        if (OwnerOf(stream) is { } owner) found.Add(owner);
        if (e is LedgerEvent.Redacted redacted && OwnerOf(redacted.Stream) is { } of) found.Add(of);
        if (e is null or LedgerEvent.VisibilitySet or LedgerEvent.Redacted) return found;
        var name = (e.Kind, e is LedgerEvent.Retracted retracted ? retracted.Key : EntryOf(e)!.Key);
        Collect(name, found);
        if (EntryOf(e) is { } entry)
        {
            Keep(entry);
            Collect(name, found);
        }
        return found;
    }

    private static Entry? EntryOf(LedgerEvent e) => e switch
    {
        LedgerEvent.Recorded(var entry) => entry,
        LedgerEvent.Corrected(var entry) => entry,
        _ => null,
    };

    private static Concern? OwnerOf(string stream)
    {
        var parts = stream.Split(':', '/');
        return parts switch
        {
            ["proposal", _, var id] => new(EntryKind.Proposal, id),
            ["positions", _, var id] when id != StreamKey.NoHolder => new(EntryKind.Party, id),
            _ => null,
        };
    }

    private void Keep(Entry entry)
    {
        var named = Named.By(entry);
        entries[(entry.EntryKind, One(entry.Key))] = new(
            Array.ConvertAll(named.Concerns, c => c with { Id = One(c.Id) }), Array.ConvertAll(named.SpeaksOf, to => (to.Kind, One(to.Key))), Array.ConvertAll(named.Points, One));
        if (entry is not Draft draft) return;
        foreach (var point in draft.AllPoints)
        {
            if (point.Issue is null) issueOfPoint.Remove($"{draft.Key}/{point.Id}");
            else issueOfPoint[$"{draft.Key}/{point.Id}"] = point.Issue;
        }
    }

    private string One(string text)
    {
        if (!texts.TryGetValue(text, out var known)) texts.Add(text, known = text);
        return known;
    }

    private void Collect((EntryKind Kind, string Key) name, HashSet<Concern> found)
    {
        // Claims about claims may form a long chain, in a log that no rule has checked even a circle.
        var seen = new HashSet<(EntryKind, string)>();
        var next = new Stack<(EntryKind, string)>([name]);
        while (next.TryPop(out var at))
        {
            if (!seen.Add(at) || !entries.TryGetValue(at, out var named)) continue;
            found.UnionWith(named.Concerns);
            found.UnionWith(named.Points.Where(issueOfPoint.ContainsKey).Select(point => new Concern(EntryKind.Issue, issueOfPoint[point])));
            foreach (var other in named.SpeaksOf) next.Push(other);
        }
    }
}
