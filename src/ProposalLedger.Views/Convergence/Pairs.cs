using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Positions;

namespace ProposalLedger.Views.Convergence;

/// <summary>Every two parties of the matrix, but for a group and its own member: these cannot come closer to each other by agreeing with themselves.</summary>
internal static class Pairs
{
    public static List<PairConvergence> Of(Snapshot snapshot, IReadOnlyList<DraftConvergence> drafts)
    {
        var stances = snapshot.InTime<Claim>()
            .Where(c => c.Entry is { Kind: ClaimKind.Position, Basis: Basis.FirstHand, Stance: not null, Holder: not null })
            .GroupBy(c => Subjects.Of(c.Entry.About), StringComparer.Ordinal)
            .Select(g => (g.First().Entry.About, Of: g.GroupBy(c => c.Entry.Holder!).ToDictionary(h => h.Key, h => h.Last().Entry.Stance!.Value, StringComparer.Ordinal))).ToList();
        var agreed = drafts.Where(d => d.CountedOn == d.Draft).SelectMany(d => d.States).Where(s => s.State == PointState.Agreed).Select(s => s.Pairs).ToList();
        var rows = PositionsQuestion.Rows(snapshot);
        return [.. from first in rows.Select((party, place) => (party, place))
            from second in rows.Skip(first.place + 1)
            where !IsMember(snapshot, first.party, second) && !IsMember(snapshot, second, first.party)
            let both = stances.Where(s => s.Of.ContainsKey(first.party) && s.Of.ContainsKey(second)).Select(s => On(s.About, s.Of[first.party], s.Of[second])).ToList()
            select Pair(first.party, second, both, agreed.Count(pairs => pairs.Contains(new PartyPair(first.party, second))))];
    }

    private static PairConvergence Pair(string first, string second, List<SubjectOfPair> on, int agreed)
    {
        int Count(PairStand stand) => on.Count(s => s.Stand == stand);
        var (bothFor, bothAgainst, opposed) = (Count(PairStand.BothFor), Count(PairStand.BothAgainst), Count(PairStand.Opposed));
        var compared = bothFor + bothAgainst + opposed;
        return new PairConvergence
        {
            Parties = [first, second], Compared = compared, BothFor = bothFor, BothAgainst = bothAgainst, Opposed = opposed,
            OnCondition = on.Count(s => s.Stand == PairStand.BothFor && s.Stances.Contains(Stance.SupportsIf)),
            NoSide = Count(PairStand.NoSide), Agreed = agreed, On = on,
            Thin = Thinness.IsThin(compared), SameSidePercent = Thinness.Percent(bothFor + bothAgainst, compared, compared),
        };
    }

    private static SubjectOfPair On(Subject about, Stance first, Stance second) => new(about, (Leanings.Of(first), Leanings.Of(second)) switch
    {
        (Leaning.None, _) or (_, Leaning.None) => PairStand.NoSide,
        (Leaning.For, Leaning.For) => PairStand.BothFor,
        (Leaning.Against, Leaning.Against) => PairStand.BothAgainst,
        _ => PairStand.Opposed,
    }, [first, second]);

    private static bool IsMember(Snapshot snapshot, string member, string group) =>
        snapshot.Find<Party>(EntryKind.Party, group)?.Entry.Members.Contains(member) == true;
}
