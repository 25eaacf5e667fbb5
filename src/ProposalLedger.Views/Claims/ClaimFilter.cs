using System.Globalization;

namespace ProposalLedger.Views.Claims;

/// <summary>What narrows a list of claims by a property of theirs, and not by the name of something on record.</summary>
internal static class ClaimFilter
{
    public static Func<Claim, bool> Read(Snapshot snapshot, Query query)
    {
        var (kinds, bases, stances) = (query.AnyOf<ClaimKind>("kind"), query.AnyOf<Basis>("basis"), query.AnyOf<Stance>("stance"));
        var standings = query.AnyOf<ConflictStanding>("conflict", "standing");
        var most = MostOutlets(query);
        var (disputes, outlets) = (snapshot.Derive(s => new Disputes(s)), snapshot.Derive(s => new Outlets(s)));
        return claim => kinds?.Contains(claim.Kind) != false && bases?.Contains(claim.Basis) != false
            && (stances is null || (claim.Stance is { } stance && stances.Contains(stance)))
            && (standings is null || disputes.Naming(claim.Id).Any(conflict => standings.Contains(disputes.StandingOf(conflict))))
            && (most is null || outlets.Of(claim).Count <= most);
    }

    private static int? MostOutlets(Query query)
    {
        if (query["outlets"] is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most >= 1) return most;
        query.Refusals.Add(new("bad-outlets", "/outlets", $"'{text}' is no number of outlets. Write 1 for claims that rest on one outlet alone."));
        return null;
    }
}
