namespace ProposalLedger.Domain.Clocks;

/// <param name="Occurred">When it happened or was said; null where the thing has no date of its own.</param>
/// <param name="Published">When the public could know it; null means when it was recorded.</param>
public readonly record struct Times(Edtf? Occurred, Edtf? Published);

/// <summary>
/// The two clocks of an event that its content tells; the third, recorded, is the store's. A vague date is compared by the
/// end of the interval that it covers, as in a cut.
/// </summary>
public static class EventClocks
{
    /// <param name="e">What is about to be recorded.</param>
    /// <param name="register">The record so far, with everything that the event speaks of.</param>
    public static Times Of(LedgerEvent e, Register register) => e switch
    {
        LedgerEvent.Recorded(var entry) => Of(entry, register),
        // A correction says how it should have been coded from the first, so it has the dates that should have been coded.
        LedgerEvent.Corrected(var entry) => Of(entry, register),
        LedgerEvent.Retracted r => Of(r, register),
        _ => default,
    };

    public static Times Of(Entry entry, Register register) => entry switch
    {
        // Timeless: who and what a negotiation is about. The dates of an alias's sources are not theirs.
        Negotiation or Party or Person or Issue or Proposition => default,
        Link link => Editorial(link, register, LinkedDrafts(link).Select(d => (EntryKind.Draft, d))),
        Conflict conflict => Editorial(conflict, register, InConflict(conflict)),
        // A file of a draft has no date of its own: it cannot be there before the draft is.
        Rendering rendering => new(register.Find(EntryKind.Draft, rendering.Draft)?.Entry.HappenedOn, Earliest(Dates(rendering.SourceIds, register))),
        Resolution resolution => Editorial(resolution, register, [(EntryKind.Conflict, resolution.Conflict)]),
        _ => new(entry.HappenedOn, entry.PublishedOn ?? Earliest(Dates(entry.SourceIds, register))),
    };

    /// <summary>A source takes back what it said when it publishes that; an editor's retraction has the dates of what it retracts.</summary>
    private static Times Of(LedgerEvent.Retracted r, Register register)
    {
        var of = register.Find(r.Of, r.Key) is { } held ? Of(held.Entry, register) : default;
        return of with { Published = r.Published ?? Earliest(Dates(r.Sources, register)) ?? of.Published };
    }

    /// <summary>
    /// An act of editing happened, for a reader of the past, when the latest thing that it speaks of did, and could be known once
    /// the last of its sources could.
    /// </summary>
    private static Times Editorial(Entry act, Register register, IEnumerable<(EntryKind Kind, string Key)> things)
    {
        var of = things.Select(t => register.Find(t.Kind, t.Key)?.Entry).OfType<Entry>().Distinct().Select(e => Of(e, register)).ToArray();
        var sources = Latest(Dates(act.SourceIds, register));
        return new(Latest(of.Select(t => t.Occurred)) ?? sources, sources ?? Latest(of.Select(t => t.Published)));
    }

    private static IEnumerable<string> LinkedDrafts(Link link) =>
        link.From.Concat(link.To).Select(DraftOf).Concat([link.FromDraft ?? "", link.ToDraft ?? ""]).Distinct();

    private static IEnumerable<(EntryKind, string)> InConflict(Conflict conflict) =>
    [
        .. conflict.Claims.Select(id => (EntryKind.Claim, id)),
        .. conflict.Links.Select(id => (EntryKind.Link, id)),
        .. conflict.Sessions.Select(id => (EntryKind.Session, id)),
        .. conflict.Drafts.Concat(conflict.Points.Select(DraftOf)).Select(key => (EntryKind.Draft, key)),
    ];

    private static string DraftOf(string point) => point.LastIndexOf('/') is > 0 and var cut ? point[..cut] : "";

    private static IEnumerable<Edtf?> Dates(IEnumerable<string> sources, Register register) =>
        sources.Distinct().Select(id => (register.Find(EntryKind.Source, id)?.Entry as Source)?.Published);

    private static Edtf? Earliest(IEnumerable<Edtf?> dates) => dates.OfType<Edtf>().MinBy(End);

    private static Edtf? Latest(IEnumerable<Edtf?> dates) => dates.OfType<Edtf>().MaxBy(End);

    private static DateTimeOffset End(Edtf date) => date.End ?? DateTimeOffset.MaxValue;
}
