using ProposalLedger.Views.Claims;

namespace ProposalLedger.Views.Timeline;

internal static class Movements
{
    /// <summary>
    /// Changes of a holder's stance on one subject, from one first-hand claim to the next. What stands in a conflict, and claims of which
    /// nobody can tell which was earlier, are no movement; neither is silence, nor a refusal to say: who said nothing has not moved.
    /// </summary>
    public static IEnumerable<Movement> Of(Snapshot snapshot)
    {
        var disputes = snapshot.Derive(s => new Disputes(s));
        return from stances in snapshot.InTime<Claim>()
                .Where(c => c.Entry is { Kind: ClaimKind.Position, Basis: Basis.FirstHand, Stance: not (null or Stance.Silent or Stance.Declines), Holder: not null })
                .GroupBy(c => (c.Entry.Holder, c.Entry.About))
            from pair in stances.Zip(stances.Skip(1))
            where pair.First.Entry.Stance != pair.Second.Entry.Stance
                && pair.First.Entry.Occurred.End <= pair.Second.Entry.Occurred.Start
                && !disputes.AreRivals(pair.First.Entry.Id, pair.Second.Entry.Id)
            select new Movement
            {
                Holder = stances.Key.Holder!,
                About = stances.Key.About,
                From = pair.First.Entry.Stance!.Value,
                To = pair.Second.Entry.Stance!.Value,
                Earlier = pair.First,
                Later = pair.Second,
            };
    }
}
