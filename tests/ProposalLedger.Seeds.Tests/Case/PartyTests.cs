using System.Text.RegularExpressions;
using ProposalLedger.Seeds.Tests.Facts;

namespace ProposalLedger.Seeds.Tests.Case;

public sealed partial class PartyTests
{
    private static readonly Dictionary<string, PartyKind> Kinds = new()
    {
        ["us"] = PartyKind.Party,
        ["russia"] = PartyKind.Party,
        ["ukraine"] = PartyKind.Party,
        ["eu"] = PartyKind.Party,
        ["e3"] = PartyKind.Party,
        ["observers"] = PartyKind.Observer,
        ["un_ga"] = PartyKind.ExternalBody,
        ["occupied_residents"] = PartyKind.Population,
    };

    /// <summary>A body and an unnamed group among the people who speak.</summary>
    private static readonly string[] NoPersons = ["European Commission", "unnamed observers"];

    /// <summary>Named as speaking for a party, without a source that shows it.</summary>
    private static readonly string[] WithoutSource = ["Antonio Costa"];

    [Fact]
    public void Every_party_of_the_facts_is_there_with_its_name_kind_and_members()
    {
        foreach (var fact in FactsFile.Ukraine.Parties)
        {
            var party = Seed.OfUkraine.Find<Party>(EntryKind.Party, FactsFile.Slug(fact.Id));
            Assert.NotNull(party);
            Assert.StartsWith(Remark().Replace(fact.Name, ""), party.Name, StringComparison.Ordinal);
            Assert.Equal(Kinds[fact.Id], party.Kind);
            if (fact.Members.Count > 0) Assert.Equal(fact.Members, party.Members);
            Assert.All(fact.Members, member => Assert.True(Seed.OfUkraine.Has(EntryKind.Party, member)));
        }
    }

    [Fact]
    public void Everybody_who_speaks_for_a_party_in_the_facts_is_a_person_with_a_mandate_for_it()
    {
        foreach (var (fact, spokesperson) in FactsFile.Ukraine.Parties.SelectMany(p => p.Spokespeople.Select(s => (p, s))))
        {
            var name = Remark().Replace(spokesperson, "");
            if (NoPersons.Contains(name)) continue;
            var person = Assert.Single(Seed.OfUkraine.All<Person>(), p => p.Name == name);
            var mandates = Seed.OfUkraine.All<Mandate>().Where(m => m.Person == person.Id && m.Party == FactsFile.Slug(fact.Id));
            if (WithoutSource.Contains(name)) Assert.Empty(mandates);
            else Assert.NotEmpty(mandates);
            if (spokesperson.Contains("resigned 2025-11-28", StringComparison.Ordinal)) Assert.Contains(mandates, m => m.To?.Text == "2025-11-28");
        }
    }

    [Fact]
    public void The_five_reports_tell_of_changed_briefs_and_these_are_mandates()
    {
        string Role(string id) => Seed.OfUkraine.Find<Mandate>(EntryKind.Mandate, id)!.Role!;
        Assert.Contains("Middle East", Role("witkoff-middle-east"), StringComparison.Ordinal);
        Assert.Contains("Moscow", Role("witkoff-moscow"), StringComparison.Ordinal);
        var (before, after) = (Seed.OfUkraine.Find<Mandate>(EntryKind.Mandate, "kellogg-ukraine-russia")!, Seed.OfUkraine.Find<Mandate>(EntryKind.Mandate, "kellogg-ukraine")!);
        Assert.Equal(("2025-03-15", "2025-03-15"), (before.To?.Text, after.From?.Text));
    }

    [Fact]
    public void A_delegate_to_one_session_is_one_on_its_days()
    {
        foreach (var (id, session) in new[] { ("keith-kellogg-for-us", "m-london-0423"), ("dan-driscoll-for-us", "m-abudhabi-1124") })
        {
            var (mandate, days) = (Seed.OfUkraine.Find<Mandate>(EntryKind.Mandate, id)!, Seed.OfUkraine.Find<Session>(EntryKind.Session, session)!.Occurred!);
            Assert.Equal((days.Start, days.End), (mandate.From!.Start, mandate.To!.End));
        }
    }

    [Fact]
    public void The_issues_are_those_of_the_facts()
    {
        Assert.Equal(FactsFile.Ukraine.Issues.Select(i => (FactsFile.Slug(i.Id), i.Label)), Seed.OfUkraine.All<Issue>().Select(i => (i.Id, i.Title)));
        Assert.All(Seed.OfUkraine.All<Proposition>(), p => Assert.True(Seed.OfUkraine.Has(EntryKind.Issue, p.Issue)));
    }

    [Fact]
    public void The_roles_of_the_parties_and_the_limits_of_the_record_stand_in_its_summary()
    {
        var summary = Seed.OfUkraine.All<Negotiation>().Single().Summary!;
        foreach (var said in new[] { "belligerents", "drafts and mediates", "interested party", "counterproposal", "paraphrased", "search excerpts", "2,000 characters", "Nothing after January 2026" })
            Assert.Contains(said, summary, StringComparison.Ordinal);
        Content.KeepsNames("The originals of FT, WSJ, Axios, Reuters and Telegraph", summary, "gaps");
        Assert.Equal("ukraine-2025", FactsFile.Ukraine.Case["id"]);
    }

    [GeneratedRegex(@" \(.*\)\z", RegexOptions.None, 1000)]
    private static partial Regex Remark();
}
