namespace ProposalLedger.Domain.Negotiations;

/// <summary>A link has two ends, in two drafts; each is points, or a whole draft where there is no point to name.</summary>
internal static class LinkRules
{
    public static IEnumerable<Refusal> Check(Link link, Register register) =>
        Counts(link).Concat(OneDraftEach(link)).Concat(Ends(link, register)).Concat(Forward(link, register)).Concat(NoCircle(link, register));

    private static IEnumerable<Refusal> Counts(Link link)
    {
        switch (link.Fate)
        {
            case Fate.Split when link.To.Distinct().Count() < 2:
                yield return new Refusal("split-needs-two-targets", "/to", "A point that was split stands in two or more points.");
                break;
            case Fate.Joined when link.From.Distinct().Count() < 2:
                yield return new Refusal("join-needs-two-sources", "/from", "A joined point comes from two or more points.");
                break;
            case Fate.Inserted when link.From.Count > 0:
                yield return new Refusal("inserted-has-no-source", "/from", "What was inserted was not there before: leave this empty and name the base as fromDraft.");
                break;
            case Fate.Dropped when link.To.Count > 0:
                yield return new Refusal("dropped-has-no-target", "/to", "What was dropped has no point: leave this empty and name the draft it is missing from as toDraft.");
                break;
        }
        if (link.From.Count == 0 && NeedsPoints(link.Fate))
            yield return new Refusal("empty-list", "/from", "Name the points that this became of.");
    }

    private static bool NeedsPoints(Fate fate) => fate is Fate.Split or Fate.Dropped or Fate.SetAside or Fate.MovedToAnotherTrack;

    private static IEnumerable<Refusal> OneDraftEach(Link link)
    {
        var from = DraftsOf(link.From, link.FromDraft);
        var to = DraftsOf(link.To, link.ToDraft);
        if (from.Length > 1) yield return new Refusal("points-of-several-drafts", "/from", "One link leads from one draft; write a link for each.");
        if (to.Length > 1) yield return new Refusal("points-of-several-drafts", "/to", "One link leads to one draft; write a link for each.");
        if (from.Intersect(to).Any()) yield return new Refusal("same-draft", "/to", "A link leads from one draft to another.");
    }

    private static IEnumerable<Refusal> Ends(Link link, Register register)
    {
        var wholeDrafts = link is { From.Count: 0, To.Count: 0, Fate: not (Fate.Inserted or Fate.Joined) } && !NeedsPoints(link.Fate);
        if (link.From.Count == 0)
        {
            if (link.FromDraft is null) yield return new Refusal("missing-field", "/fromDraft", "Name the points that it leads from, or the draft.");
            else if (link.Fate != Fate.Inserted && !wholeDrafts && IsFull(link.FromDraft, register)) yield return Name("/from", link.FromDraft);
        }
        if (link.To.Count == 0 && link.Fate != Fate.Split)
        {
            if (link.ToDraft is null) yield return new Refusal("missing-field", "/toDraft", "Name the points that it leads to, or the draft.");
            else if (!MayLackTarget(link.Fate) && !wholeDrafts && IsFull(link.ToDraft, register)) yield return Name("/to", link.ToDraft);
        }
    }

    /// <summary>
    /// Nothing becomes part of a text that was there before it. A suggestion of that is as wrong. Of dates that are equal, overlap or are not
    /// bounded nobody can say which came first.
    /// </summary>
    private static IEnumerable<Refusal> Forward(Link link, Register register)
    {
        foreach (var from in Known(DraftsOf(link.From, link.FromDraft), register))
            foreach (var to in Known(DraftsOf(link.To, link.ToDraft), register))
                if (to.Occurred.End <= from.Occurred.Start)
                    yield return new Refusal("backward-link", link.To.Count > 0 ? "/to" : "/toDraft", $"'{to.Key}' ({to.Occurred}) was there before '{from.Key}' ({from.Occurred}): nothing in the later text can have become part of the earlier one. Turn this link around, or correct the date of the draft that is dated wrongly.");
    }

    private static IEnumerable<Draft> Known(IEnumerable<string> drafts, Register register) =>
        drafts.Select(d => register.Find(EntryKind.Draft, d)?.Entry).OfType<Draft>();

    /// <summary>
    /// A provision is not its own ancestor. A suggestion that would make it one is as wrong: it could never be asserted. But what is only
    /// suggested on record keeps nobody from asserting the contrary (P13).
    /// </summary>
    private static IEnumerable<Refusal> NoCircle(Link link, Register register)
    {
        var (seen, next) = (new HashSet<string>(link.To, StringComparer.Ordinal), new Queue<string>(link.To));
        while (next.TryDequeue(out var point))
        {
            if (link.From.Contains(point))
            {
                yield return new Refusal("own-ancestor", "/to", $"Along the links on record '{point}' would be its own ancestor. Turn this link around, or retract the one that leads back.");
                yield break;
            }
            foreach (var onward in register.LinksFrom(point).Where(other => other.Mode == LinkMode.Asserted && other.Id != link.Id).SelectMany(other => other.To).Where(seen.Add)) next.Enqueue(onward);
        }
    }

    /// <summary>What became of these can be that they are in the draft no more, or nobody knows where.</summary>
    private static bool MayLackTarget(Fate fate) => fate is Fate.Dropped or Fate.SetAside or Fate.MovedToAnotherTrack or Fate.Unknown;

    private static Refusal Name(string pointer, string draft) =>
        new("point-required", pointer, $"The text of '{draft}' is full: name its points. A whole draft stands for points only where its text is not known in full.");

    private static bool IsFull(string draft, Register register) => register.Find(EntryKind.Draft, draft)?.Entry is Draft { Text: TextExtent.Full };

    private static string[] DraftsOf(Values<string> points, string? draft) =>
        [.. points.Select(p => p.LastIndexOf('/') is > 0 and var cut ? p[..cut] : p).Concat(draft is null ? [] : [draft]).Distinct()];
}
