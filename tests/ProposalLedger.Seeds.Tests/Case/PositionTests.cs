using System.Text.Json;
using ProposalLedger.Seeds.Tests.Facts;

namespace ProposalLedger.Seeds.Tests.Case;

public sealed class PositionTests
{
    private static readonly Dictionary<string, Basis> Bases = new()
    {
        ["first-hand"] = Basis.FirstHand,
        ["attributed by another party"] = Basis.Attributed,
        ["reported by the outlet"] = Basis.OutletReported,
        ["observer view"] = Basis.Observer,
    };

    /// <summary>Pairs that the facts set against each other and that no conflict holds, since both can be true: the notes say what they are.</summary>
    private static readonly string[] Movement = ["movement", "Later", "Changes", "Earlier", "opposite positions", "without excluding", "Against", "against", "reverses"];

    private static IEnumerable<(FactPosition Fact, Claim Claim)> Pairs => FactsFile.Ukraine.Positions.Select(f => (f, Seed.OfUkraine.Claim(f.Id)));

    [Fact]
    public void Every_position_of_the_facts_is_a_claim_with_its_date_sources_and_basis()
    {
        Content.SameSet(ReviewedPositions.Table.Keys, FactsFile.Ukraine.Positions.Select(p => p.Id), "reviewed positions");
        foreach (var (fact, claim) in Pairs)
        {
            Assert.Equal(FactDate.ToEdtf(fact.Date), claim.Occurred.Text);
            Content.SameSet(fact.Sources, claim.Sources, fact.Id);
            Assert.Equal(Bases[fact.Basis], claim.Basis);
            Content.KeepsFigures(fact.Paraphrase, claim.Text + claim.Condition, fact.Id);
            Content.KeepsNames(fact.Paraphrase, claim.Text + claim.Note, fact.Id);
        }
    }

    [Fact]
    public void P13_The_holder_is_the_one_spoken_of_and_the_speaker_the_one_who_speaks()
    {
        foreach (var (fact, claim) in Pairs)
        {
            Assert.Equal(fact.Party, fact.OnBehalfOf); // It repeats the party and says nothing of the speaker's.
            var party = FactsFile.Slug(fact.Party);
            Assert.True((party == "observers" ? null : party) == claim.Holder, $"{fact.Id}: holder {claim.Holder}");
            var known = $"{claim.Speaker.Name} {string.Join(" ", claim.Via)} {claim.Text} {claim.Note}";
            Content.KeepsNames($" {fact.Speaker}", known, fact.Id, "General");
            switch (claim.Basis)
            {
                case Basis.FirstHand:
                    Assert.True(claim.Speaker.Party == claim.Holder, $"{fact.Id}: first-hand, but {claim.Speaker.Party} speaks of {claim.Holder}");
                    break;
                case Basis.Attributed:
                    Assert.True(claim.Speaker.Party != claim.Holder, $"{fact.Id}: attributed, but {claim.Speaker.Party} speaks for itself");
                    break;
                case Basis.Observer:
                    Assert.True(claim.Speaker.Party == "observers", $"{fact.Id}: an observer's view by {claim.Speaker.Party}");
                    break;
                default:
                    Assert.True(claim.Speaker.Party is null || claim.Speaker.Party == claim.Holder, $"{fact.Id}: reported by the outlet of {claim.Holder}, by {claim.Speaker.Party}");
                    break;
            }
        }
    }

    [Fact]
    public void P13_No_claim_of_the_seed_is_first_hand_when_its_speaker_speaks_of_somebody_else() =>
        Assert.All(Seed.OfUkraine.All<Claim>().Where(c => c.Basis == Basis.FirstHand && c.Holder is not null),
            claim => Assert.True(claim.Speaker.Party == claim.Holder, claim.Id));

    [Fact]
    public void Kind_stance_and_subject_of_each_position_are_those_decided_by_reading_it()
    {
        foreach (var (id, (kind, stance, about)) in ReviewedPositions.Table)
        {
            var claim = Seed.OfUkraine.Claim(id);
            var found = (Word(claim.Kind), claim.Stance is { } s ? Word(s) : "-", AboutOf(claim));
            Assert.True((kind, stance, about) == found, $"{id}: reviewed as {kind} {stance} {about}, the seed has {found}");
        }
    }

    [Fact]
    public void A_demand_of_the_facts_is_a_demand_and_what_a_stance_is_toward_is_said()
    {
        foreach (var (fact, claim) in Pairs)
        {
            if (fact.Demand) Assert.True(claim.Stance == Stance.Demands, fact.Id);
            if (fact.Toward is not null || fact.Note is not null) Assert.True(claim.Note is not null, $"{fact.Id}: the note of the facts is lost: {fact.Note}");
            if (fact.Toward is not null) Assert.True(claim.Note!.Contains("toward", StringComparison.Ordinal) || claim.Note.Contains("opposes is", StringComparison.Ordinal), fact.Id);
            if (fact.Stance == "accepts with conditions" && claim.Stance == Stance.Supports) Assert.Fail($"{fact.Id}: the conditions are lost");
        }
    }

    [Fact]
    public void A_position_stands_under_the_issue_of_the_facts()
    {
        foreach (var (fact, claim) in Pairs)
        {
            if (IssueOf(claim) == FactsFile.Slug(fact.Issue)) continue;
            var other = ReviewedPositions.UnderAnotherIssue.GetValueOrDefault(fact.Id);
            Assert.True(other is not null, $"{fact.Id} is about {AboutOf(claim)}, not about {fact.Issue}");
            if (Seed.OfUkraine.Find<Claim>(EntryKind.Claim, other!) is { } second) Assert.Equal(FactsFile.Slug(fact.Issue), IssueOf(second));
        }
    }

    [Fact]
    public void A_position_taken_in_a_meeting_names_the_session()
    {
        foreach (var (fact, claim) in Pairs.Where(p => p.Fact.Meeting is not null))
            Assert.True(claim.About.Session == fact.Meeting || claim.Note!.Contains(fact.Meeting!, StringComparison.Ordinal), fact.Id);
    }

    [Fact]
    public void What_the_facts_set_against_each_other_is_a_conflict_or_told_as_what_it_is()
    {
        foreach (var (fact, claim) in Pairs)
        {
            foreach (var rival in fact.ConflictsWith)
            {
                if (Seed.OfUkraine.All<Conflict>().Any(c => c.Claims.Contains(fact.Id) && c.Claims.Contains(rival))) continue;
                var notes = new[] { (claim.Note, rival), (Seed.OfUkraine.Claim(rival).Note, fact.Id) };
                Assert.True(notes.Any(n => n.Note?.Contains(n.Item2, StringComparison.Ordinal) == true && Movement.Any(w => n.Note.Contains(w, StringComparison.Ordinal))),
                    $"{fact.Id} and {rival}: neither in a conflict nor explained");
            }
        }
    }

    private static string? IssueOf(Claim claim) => claim.About switch
    {
        { Proposition: { } proposition } => Seed.OfUkraine.Find<Proposition>(EntryKind.Proposition, proposition)!.Issue,
        { Point: { } point } => Seed.OfUkraine.Draft(point[..point.LastIndexOf('/')]).AllPoints.Single(p => p.Id == point[(point.LastIndexOf('/') + 1)..]).Issue,
        _ => "process", // A whole draft or a session.
    };

    private static string AboutOf(Claim claim) =>
        claim.About.Proposition ?? claim.About.Point ?? claim.About.Draft ?? claim.About.Session ?? claim.About.Action ?? claim.About.Claim!;

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
