using ProposalLedger.Seeds.Tests.Facts;

namespace ProposalLedger.Seeds.Tests.Case;

public sealed class SessionTests
{
    /// <summary>Where reports differ on the duration, each stands by itself with who gives it.</summary>
    private static readonly Dictionary<string, (string Text, string Source)[]> Disputed = new()
    {
        ["m-moscow-0313"] = [("About four hours", "seed-002"), ("Three hours", "yeshiva-0316"), ("Between three and four hours", "fox-0316"), ("A few hours", "seed-000")],
        ["m-moscow-1202"] = [("Almost five hours", "seed-004"), ("Five hours", "kremlin-1203"), ("Over four hours", "mgn-1203")],
        ["m-mar-1228"] = [("About two hours", "altamax-1228"), ("More than two hours", "pravdaru-1228"), ("Nearly three hours", "tnc-1229")],
        ["m-moscow-0122"] = [("More than three hours", "crbc-0122"), ("About four hours", "nf-0124")],
        ["m-geneva-1123"] = [("One day", "belga-19"), ("Two days", "unn-yermak")],
    };

    /// <summary>Words of the facts that name no person: states, and groups without names.</summary>
    private static readonly string[] Groups = ["US", "Russia", "Ukraine", "Saudi", "UK", "France", "Germany", "EU", "European", "Ukrainian"];

    [Fact]
    public void Every_meeting_of_the_facts_is_a_session_with_its_date_and_sources()
    {
        foreach (var fact in FactsFile.Ukraine.Meetings)
        {
            var session = Of(fact);
            Assert.Equal(FactDate.ToEdtf(fact.Date), session.Occurred.Text);
            Assert.Equal(SessionStatus.Held, session.Status);
            Assert.Equal(fact.Place == "telephone" ? SessionKind.Call : SessionKind.Meeting, session.Kind);
            var sources = session.Reports.SelectMany(r => r.Sources).ToHashSet();
            Assert.True(sources.IsSupersetOf(fact.Sources), $"{fact.Id} lacks one of {string.Join(" ", fact.Sources)}");
        }
    }

    [Fact]
    public void Place_participants_and_outcome_of_every_meeting_are_reported()
    {
        foreach (var fact in FactsFile.Ukraine.Meetings)
        {
            var session = Of(fact);
            string Reports(ReportedAspect what) => string.Join(" | ", session.Reports.Where(r => r.What == what).Select(r => r.Text));
            var people = string.Join(" ", session.Participants.SelectMany(p => p.Names)) + Reports(ReportedAspect.Participants) + Reports(ReportedAspect.Outcome);
            Content.KeepsNames($" {fact.Place}", Reports(ReportedAspect.Place), fact.Id);
            foreach (var participants in fact.Participants) Content.KeepsNames($" {participants}", people, fact.Id, Groups);
            foreach (var party in PartiesOf(fact)) Assert.Contains(session.Participants, p => p.Party == party);

            var told = string.Join(" | ", session.Reports.Select(r => r.Text));
            Content.KeepsFigures(fact.ReportedOutcome, told, fact.Id);
            Content.KeepsNames(fact.ReportedOutcome, told, fact.Id);
        }
    }

    [Fact]
    public void A_duration_on_which_reports_differ_is_several_reports_and_never_one_choice()
    {
        var differing = FactsFile.Ukraine.Meetings.Where(m => m.Duration.Contains("disputed", StringComparison.Ordinal) || m.Duration.Contains("UNN", StringComparison.Ordinal));
        Content.SameSet(differing.Select(m => m.Id), Disputed.Keys, "disputed durations");
        foreach (var fact in FactsFile.Ukraine.Meetings)
        {
            var durations = Of(fact).Reports.Where(r => r.What == ReportedAspect.Duration).ToList();
            if (!Disputed.TryGetValue(fact.Id, out var several))
            {
                var one = Assert.Single(durations);
                Assert.Equal(fact.Duration.Contains("not found", StringComparison.Ordinal), one.Text.Contains("not found", StringComparison.Ordinal));
                foreach (var figure in Amounts(fact.Duration)) Assert.Contains(figure, Amounts(one.Text));
                continue;
            }
            Assert.Equal(several.Length, durations.Count);
            foreach (var (text, source) in several)
                Assert.Contains(durations, d => d.Text.StartsWith(text, StringComparison.Ordinal) && d.Sources.Contains(source));
        }
    }

    [Fact]
    public void What_the_facts_note_of_a_meeting_is_reported()
    {
        void Reports(string session, ReportedAspect what, string text, params string[] sources) =>
            Assert.Contains(Seed.OfUkraine.Find<Session>(EntryKind.Session, session)!.Reports,
                r => r.What == what && r.Text.Contains(text, StringComparison.Ordinal) && sources.All(r.Sources.Contains));

        Assert.Equal(["m-riyadh-0324", "m-spb-0411", "m-london-0423"], FactsFile.Ukraine.Meetings.Where(m => (m.Conflict ?? m.Note) is not null).Select(m => m.Id));
        Reports("m-riyadh-0324", ReportedAspect.Place, "Riyadh", "shine-riyadh");
        Reports("m-riyadh-0324", ReportedAspect.Place, "Jeddah", "seed-001");
        Reports("m-spb-0411", ReportedAspect.Place, "St Petersburg", "seed-003", "wion-0415", "u24-0415");
        Reports("m-spb-0411", ReportedAspect.Place, "Moscow", "hill-0415", "newsx-0415");
        Reports("m-london-0423", ReportedAspect.Participants, "Rubio and Witkoff cancelled");
        Reports("m-london-0423", ReportedAspect.Count, "five key points", "hrom-0423");
        Reports("m-london-0423", ReportedAspect.Count, "longer list", "up-apr");
        Reports("m-geneva-1123", ReportedAspect.Date, "23 and 24 November", "unn-yermak");
        Reports("m-geneva-1123", ReportedAspect.Other, "Nearly two hours");
    }

    [Fact]
    public void Calls_meetings_that_did_not_happen_and_interpreters_are_added_from_the_reports()
    {
        Assert.Equal(SessionStatus.NotHeld, Seed.OfUkraine.Find<Session>(EntryKind.Session, "witkoff-zelenskyy-after-moscow-2025-12")?.Status);
        Assert.Equal(SessionStatus.Announced, Seed.OfUkraine.Find<Session>(EntryKind.Session, "us-russia-jeddah-announced-2025-03")?.Status);
        Assert.Equal(SessionKind.Call, Seed.OfUkraine.Find<Session>(EntryKind.Session, "call-trump-putin-2025-03")?.Kind);
        Assert.Contains(Seed.OfUkraine.Find<Session>(EntryKind.Session, "m-moscow-1202")!.Reports, r => r.Text.StartsWith("Interpreters", StringComparison.Ordinal));
    }

    private static Session Of(FactMeeting fact) => Seed.OfUkraine.Find<Session>(EntryKind.Session, fact.Id) ?? throw new Xunit.Sdk.XunitException($"No session {fact.Id}.");

    private static IEnumerable<string> PartiesOf(FactMeeting fact)
    {
        var text = string.Join(" ", fact.Participants);
        foreach (var (word, party) in new[] { ("US", "us"), ("Russia:", "russia"), ("Ukraine", "ukraine"), ("Saudi", "saudi-arabia"), ("UK", "uk"), ("France", "france"), ("Germany", "germany"),
            ("Trump", "us"), ("Putin", "russia"), ("Zelenskyy", "ukraine"), ("Merz", "germany"), ("Macron", "france"), ("Starmer", "uk"), ("EU;", "eu"), ("European", "eu") })
        {
            if (text.Contains(word, StringComparison.Ordinal)) yield return party;
        }
    }

    private static IEnumerable<string> Amounts(string text) =>
        new[] { "one", "two", "three", "four", "five", "12", "19", "21", "24", "25" }.Where(amount => text.Contains(amount, StringComparison.OrdinalIgnoreCase));
}
