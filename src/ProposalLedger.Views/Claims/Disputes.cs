namespace ProposalLedger.Views.Claims;

/// <summary>Which entries stand in a conflict, and which lost when it was resolved.</summary>
internal sealed class Disputes
{
    private readonly HashSet<(EntryKind, string)> disputed = [];
    private readonly HashSet<string> losers = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> rivals = [];
    private readonly ILookup<string, AsRecorded<Resolution>> resolutions;

    public Disputes(Snapshot snapshot)
    {
        resolutions = snapshot.All<Resolution>().ToLookup(r => r.Entry.Conflict, StringComparer.Ordinal);
        foreach (var conflict in snapshot.All<Conflict>().Select(c => c.Entry))
        {
            rivals.UnionWith(from a in conflict.Claims from b in conflict.Claims where a != b select (a, b));
            if (resolutions[conflict.Id].LastOrDefault() is { } resolution)
            {
                losers.UnionWith(conflict.Links.Where(link => link != resolution.Entry.Chosen));
                continue;
            }
            Open.Add(conflict.Id);
            void Add(EntryKind kind, IEnumerable<string> keys) => disputed.UnionWith(keys.Select(key => (kind, key)));
            Add(EntryKind.Claim, conflict.Claims);
            Add(EntryKind.Link, conflict.Links);
            Add(EntryKind.Session, conflict.Sessions);
            Add(EntryKind.Draft, conflict.Drafts);
        }
    }

    /// <summary>Ids of the conflicts that nobody has resolved, by position.</summary>
    public List<string> Open { get; } = [];

    /// <summary>By position: the last is in force.</summary>
    public IEnumerable<AsRecorded<Resolution>> ResolutionsOf(string conflict) => resolutions[conflict];

    /// <summary>It stands in a conflict that nobody has resolved.</summary>
    public bool IsOpen(EntryKind kind, string key) => disputed.Contains((kind, key));

    /// <summary>A resolved conflict names both, or an open one does.</summary>
    public bool AreRivals(string claim, string other) => rivals.Contains((claim, other));

    /// <summary>A resolution chose another link than this one.</summary>
    public bool Lost(string link) => losers.Contains(link);
}
