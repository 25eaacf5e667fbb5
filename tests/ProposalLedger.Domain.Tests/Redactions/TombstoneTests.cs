using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.Domain.Redactions;

namespace ProposalLedger.Domain.Tests.Redactions;

public class TombstoneTests
{
    private static string Json(Entry entry) => Encoding.UTF8.GetString(EventJson.Write(entry));

    private static JsonElement Metadata(string? reason = null) => JsonSerializer.SerializeToElement(new { id = "1", stream = "negotiation:river", headers = new { actor = "ann", reason, sources = new[] { "paper" } } });

    private static Command.Redact Redact(LedgerEvent? e, string reason = "A court ordered it.", bool isGone = false, string? ofReason = null) =>
        new(12, "negotiation:river", 12, e, Metadata(ofReason), isGone, reason);

    private static Decision Decide(Command.Redact command) => Recorded.When(command).Decision;

    [Fact]
    public void What_the_record_rests_on_stays_and_every_text_and_quantity_goes() => Assert.Equal(
        """
        {"id":"first","proposal":"plan","title":"[redacted]","occurred":"2025-11-20","text":"full","sources":["paper","radio"],"points":[
        {"id":"1","label":"[redacted]","textKind":"unknown","text":"[redacted]","sources":["paper"]},
        {"id":"2","label":"[redacted]","textKind":"unknown","text":"[redacted]","sources":["paper"]},
        {"id":"3","label":"[redacted]","textKind":"unknown","text":"[redacted]","issue":"dam","points":[
        {"id":"3a","label":"[redacted]","textKind":"unknown","text":"[redacted]","sources":["paper"]},
        {"id":"3b","label":"[redacted]","textKind":"unknown","text":"[redacted]","sources":["paper"]}],"sources":["paper"]}]}
        """.ReplaceLineEndings(""), Json(Tombstone.Of(First)));

    [Fact]
    public void What_has_a_form_of_its_own_leaves_no_marker_and_a_grade_stays() => Assert.Equal(
        """{"id":"paper","publisher":"[redacted]","title":"[redacted]","published":"2025-11-20","kind":"news","reliability":"B","note":"[redacted]"}""",
        Json(Tombstone.Of(Paper with { Reliability = "B", Sha256 = new string('a', 64), Note = "seen" })));

    [Theory, MemberData(nameof(AnyEntryTests.Kinds), MemberType = typeof(AnyEntryTests))]
    public void A_tombstone_is_an_entry_of_its_kind_that_every_rule_takes_in_its_place(EntryKind kind)
    {
        var entry = All.First(e => e.EntryKind == kind);
        var left = Tombstone.Of(entry);
        Assert.Equal((entry.EntryKind, entry.Key, entry.HappenedOn, entry.PublishedOn), (left.EntryKind, left.Key, left.HappenedOn, left.PublishedOn));
        Assert.Equal(entry.SourceIds, left.SourceIds);
        Assert.Equal(left, Tombstone.Of(left));
        // So a case file of it can be imported elsewhere, and a record that holds it goes on.
        Scenario.Given([.. All.TakeWhile(e => e != entry)]).When(left).ThenRecorded(left);
        Scenario.Given([.. All.Select(e => e == entry ? left : e)]).When(new Party { Id = "late", Name = "Late", Kind = PartyKind.Party }).ThenRecorded(new Party { Id = "late", Name = "Late", Kind = PartyKind.Party });
    }

    [Fact]
    public void P10_A_redaction_names_what_it_redacts_and_holds_what_is_left_of_it()
    {
        var redacted = Assert.IsType<LedgerEvent.Redacted>(Assert.Single(Assert.IsType<Decision.Accepted>(Decide(Redact(new LedgerEvent.Recorded(River)))).Events).Event);
        Assert.Equal((12L, "negotiation:river", 12L, "negotiation-opened.v1"), (redacted.Position, redacted.Stream, redacted.Version, redacted.Type));
        Assert.Null(redacted.Metadata);
        Assert.Equal("""{"position":12,"stream":"negotiation:river","version":12,"type":"negotiation-opened.v1","tombstone":{"id":"river","title":"[redacted]"}}""", Encoding.UTF8.GetString(EventJson.Write(redacted)));
        Assert.Equal(EventJson.Write(redacted), EventJson.Write(EventJson.Read(EventNames.Of(redacted), EventJson.Write(redacted))));
    }

    [Fact]
    public void A_reason_goes_with_the_text_and_who_and_on_what_grounds_does_not()
    {
        var redacted = (LedgerEvent.Redacted)((Decision.Accepted)Decide(Redact(new LedgerEvent.Recorded(OneAgreed), ofReason: OneAgreed.Reason))).Events[0].Event;
        Assert.Equal("""{"id":"1","stream":"negotiation:river","headers":{"actor":"ann","reason":"[redacted]","sources":["paper"]}}""", redacted.Metadata!.Value.GetRawText());
        Assert.DoesNotContain(OneAgreed.Reason, redacted.Tombstone.GetRawText(), StringComparison.Ordinal);
    }

    [Theory, InlineData(""), InlineData(" \n")]
    public void P10_Nothing_is_redacted_without_a_reason(string reason) => Assert.Contains(Refusals(Redact(new LedgerEvent.Recorded(River), reason)), r => r is { Code: "reason-required", Pointer: "/reason" });

    [Fact]
    public void A_redaction_cannot_be_redacted_nor_what_nobody_can_read()
    {
        var redaction = new LedgerEvent.Redacted(1, "negotiation:river", 1, "negotiation-opened.v1", JsonElement.Parse("{}"), null);
        Assert.Equal("not-redactable", Assert.Single(Refusals(Redact(redaction))).Code);
        Assert.Equal("not-redactable", Assert.Single(Refusals(Redact(null))).Code);
    }

    [Fact]
    public void Redacting_twice_changes_nothing() => Assert.Empty(Assert.IsType<Decision.Accepted>(Decide(Redact(new LedgerEvent.Recorded(Tombstone.Of(River)), isGone: true))).Events);

    [Fact]
    public void A_redaction_changes_no_register_and_concerns_whom_its_event_was_of()
    {
        var redaction = new LedgerEvent.Redacted(1, "positions:river/north", 1, "claim-recorded.v1", JsonElement.Parse("{}"), null);
        var register = Recorded.Register;
        Assert.Same(register, register.Evolve(redaction));
        Assert.Equal([new Concern(EntryKind.Party, "north")], new Concerning().Next("negotiation:river", redaction));
    }

    private static IReadOnlyList<Refusal> Refusals(Command.Redact command) => Assert.IsType<Decision.Refused>(Decide(command)).Refusals;
}
