namespace ProposalLedger.Views.Provisions;

/// <summary>Everything of a biography in one order of time.</summary>
internal static class Accounts
{
    public static IReadOnlyList<AccountItem> Of(
        Snapshot snapshot, IReadOnlyList<ProvisionWording> wordings, IReadOnlyList<AsRecorded<Link>> links, IReadOnlyList<AsRecorded<StatusReport>> statuses,
        IReadOnlyList<AsRecorded<Claim>> claims, IReadOnlyList<AsRecorded<Claim>> beside)
    {
        // Only what prints another label than the draft itself tells a reader anything.
        var renderings = snapshot.InTime<Rendering>().Where(r => wordings.Any(w => w.Draft == r.Entry.Draft
            && w.Labels.Any(l => l.Rendering == r.Entry.Id && l.Label != w.Point.Label)));
        return
        [
            .. wordings.Select(w => (When: Chronology.Of(w.Occurred, w.Position), Item: new AccountItem
                {
                    Kind = AccountKind.Wording, Key = w.Ref, Occurred = w.Occurred, PublicSince = w.PublicSince, Position = w.Position, Sources = w.Point.Sources, Beside = false,
                }))
                .Concat(renderings.Select(r => Item(AccountKind.Rendering, r)))
                .Concat(links.Select(l => Item(AccountKind.Link, l)))
                .Concat(statuses.Select(s => Item(AccountKind.Status, s)))
                .Concat(claims.Select(c => Item(AccountKind.Claim, c)))
                .Concat(beside.Select(c => Item(AccountKind.Claim, c, beside: true)))
                .OrderBy(i => i.When).ThenBy(i => i.Item.Kind).Select(i => i.Item),
        ];
    }

    private static (Chronology When, AccountItem Item) Item<T>(AccountKind kind, AsRecorded<T> entry, bool beside = false) where T : Entry => (Chronology.Of(entry), new AccountItem
    {
        Kind = kind, Key = entry.Entry.Key, Occurred = entry.Dated, PublicSince = entry.PublicSince, Position = entry.Position,
        Sources = [.. entry.Entry.SourceIds.Distinct(StringComparer.Ordinal)], Beside = beside,
    });
}
