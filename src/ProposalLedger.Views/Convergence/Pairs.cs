using System.Runtime.InteropServices;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Positions;

namespace ProposalLedger.Views.Convergence;

/// <summary>
/// Every two parties of the matrix, but for a group and its own member: these cannot come closer to each other by agreeing with themselves. There are as many
/// pairs as the square of the parties, so only those are looked at that have something in common, the others are counted by arithmetic, and both are bounded.
/// </summary>
internal sealed class Pairs
{
    /// <summary>Parties that are compared with each other, pairs that are listed, and things that are told of these in all.</summary>
    public const int MostParties = 300, MostListed = 500, MostSubjects = 20_000;

    private readonly List<string> rows;
    private readonly Dictionary<string, int> places;
    private readonly HashSet<(int, int)> ofOneGroup = [];
    private readonly List<(Subject About, Dictionary<int, Stance> Of)> stances;
    private readonly Dictionary<(int, int), int> agreed = [];

    private Pairs(Snapshot snapshot, IReadOnlyList<DraftConvergence> drafts)
    {
        rows = PositionsQuestion.Rows(snapshot);
        places = rows.Select((party, place) => (party, place)).ToDictionary(r => r.party, r => r.place, StringComparer.Ordinal);
        foreach (var (group, place) in places)
        {
            foreach (var member in snapshot.Find<Party>(EntryKind.Party, group)!.Entry.Members)
                if (places.TryGetValue(member, out var other) && other != place) ofOneGroup.Add(InOrder(place, other));
        }

        stances = [.. snapshot.InTime<Claim>()
            .Where(c => c.Entry is { Kind: ClaimKind.Position, Basis: Basis.FirstHand, Stance: not null, Holder: not null })
            .GroupBy(c => Subjects.Of(c.Entry.About), StringComparer.Ordinal)
            .Select(g => (g.First().Entry.About, Of: g.Where(c => places.ContainsKey(c.Entry.Holder!)).GroupBy(c => places[c.Entry.Holder!]).ToDictionary(h => h.Key, h => h.Last().Entry.Stance!.Value)))];
        foreach (var pair in drafts.Where(d => d.CountedOn == d.Draft).SelectMany(d => d.States).Where(s => s.State == PointState.Agreed).SelectMany(s => s.Pairs))
        {
            if (places.TryGetValue(pair.First, out var first) && places.TryGetValue(pair.Second, out var second) && !ofOneGroup.Contains(InOrder(first, second)))
                CollectionsMarshal.GetValueRefOrAddDefault(agreed, InOrder(first, second), out _)++;
        }
    }

    /// <summary>Those listed, the most compared first; how many have nothing in common; how many are neither.</summary>
    public static (IReadOnlyList<PairConvergence> Listed, long Silent, long NotListed) Of(Snapshot snapshot, IReadOnlyList<DraftConvergence> drafts) => new Pairs(snapshot, drafts).Of();

    private (IReadOnlyList<PairConvergence> Listed, long Silent, long NotListed) Of()
    {
        var (compared, notCompared) = Compared();
        var found = new Dictionary<(int First, int Second), (int Sides, int All)>();
        foreach (var pair in agreed.Keys) if (compared.Contains(pair.Item1) && compared.Contains(pair.Item2)) found[pair] = default;
        foreach (var (_, of) in stances)
        {
            int[] speakers = [.. of.Keys.Where(compared.Contains).Order()];
            for (var i = 0; i < speakers.Length; i++)
            {
                for (var j = i + 1; j < speakers.Length; j++)
                {
                    if (ofOneGroup.Contains((speakers[i], speakers[j]))) continue;
                    ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(found, (speakers[i], speakers[j]), out _);
                    count = (count.Sides + (StandOf(of[speakers[i]], of[speakers[j]]) == PairStand.NoSide ? 0 : 1), count.All + 1);
                }
            }
        }

        var listed = new List<PairConvergence>();
        var subjects = 0;
        foreach (var (pair, count) in found.OrderByDescending(f => f.Value.Sides).ThenByDescending(f => agreed.GetValueOrDefault(f.Key)).ThenBy(f => f.Key))
        {
            if (listed.Count == MostListed || (subjects += count.All) > MostSubjects && listed.Count > 0) break;
            listed.Add(Pair(pair.First, pair.Second));
        }

        var all = (long)rows.Count * (rows.Count - 1) / 2 - ofOneGroup.Count;
        return (listed, all - found.Count - notCompared, notCompared + found.Count - listed.Count);
    }

    /// <summary>The parties that have spoken on the most things, or are reported as agreeing on some; and how many pairs there are of others that have, or of one of these and another.</summary>
    private (HashSet<int> Parties, long NotCompared) Compared()
    {
        var spoken = new Dictionary<int, int>();
        foreach (var place in stances.SelectMany(s => s.Of.Keys).Concat(agreed.Keys.SelectMany(p => (int[])[p.Item1, p.Item2])))
            CollectionsMarshal.GetValueRefOrAddDefault(spoken, place, out _)++;
        var parties = spoken.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(MostParties).Select(s => s.Key).ToHashSet();
        return (parties, PairsOf(spoken.Keys.ToHashSet()) - PairsOf(parties));

        long PairsOf(HashSet<int> of) => (long)of.Count * (of.Count - 1) / 2 - ofOneGroup.Count(p => of.Contains(p.Item1) && of.Contains(p.Item2));
    }

    private PairConvergence Pair(int first, int second)
    {
        List<SubjectOfPair> on = [.. stances.Where(s => s.Of.ContainsKey(first) && s.Of.ContainsKey(second)).Select(s => On(s.About, s.Of[first], s.Of[second]))];
        int Count(PairStand stand) => on.Count(s => s.Stand == stand);
        var (bothFor, bothAgainst, opposed) = (Count(PairStand.BothFor), Count(PairStand.BothAgainst), Count(PairStand.Opposed));
        var compared = bothFor + bothAgainst + opposed;
        return new PairConvergence
        {
            Parties = [rows[first], rows[second]], Compared = compared, BothFor = bothFor, BothAgainst = bothAgainst, Opposed = opposed,
            OnCondition = on.Count(s => s.Stand == PairStand.BothFor && s.Stances.Contains(Stance.SupportsIf)),
            NoSide = Count(PairStand.NoSide), Agreed = agreed.GetValueOrDefault((first, second)), On = on,
            Thin = Thinness.IsThin(compared), SameSidePercent = Thinness.Percent(bothFor + bothAgainst, compared, compared),
        };
    }

    private static SubjectOfPair On(Subject about, Stance first, Stance second) => new(about, StandOf(first, second), [first, second]);

    private static PairStand StandOf(Stance first, Stance second) => (Leanings.Of(first), Leanings.Of(second)) switch
    {
        (Leaning.None, _) or (_, Leaning.None) => PairStand.NoSide,
        (Leaning.For, Leaning.For) => PairStand.BothFor,
        (Leaning.Against, Leaning.Against) => PairStand.BothAgainst,
        _ => PairStand.Opposed,
    };

    private static (int, int) InOrder(int one, int other) => one < other ? (one, other) : (other, one);
}
