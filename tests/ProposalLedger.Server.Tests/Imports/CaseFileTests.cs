using System.Text;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.Imports;

namespace ProposalLedger.Server.Tests.Imports;

public sealed class CaseFileTests
{
    internal const string Well = """
        negotiation: {id: well, title: The well}
        parties:
          - {id: upper, name: Upper Village, kind: party}
          - {id: lower, name: Lower Village, kind: party}
        issues: [{id: water, title: Water}]
        propositions: [{id: equal, issue: water, text: Both draw equal shares.}]
        sources:
          - {id: gazette, publisher: The Gazette, title: A draft, published: "2025-05-12", kind: news}
          - {id: herald, publisher: The Herald, title: An earlier word, published: "2025-03-01", kind: news}
        proposals:
          - id: shares
            title: Sharing
            by: [upper]
            drafts:
              - id: first
                title: First draft
                occurred: "2025-05-11"
                text: full
                sources: [gazette]
                points:
                  - {id: 1, label: 1, textKind: verbatim, language: en, text: A hundred buckets., issue: water, sources: [gazette]}
        claims:
          - id: late
            kind: position
            holder: lower
            speaker: {name: The mayor, party: lower}
            about: {proposition: equal}
            stance: supports
            basis: first-hand
            occurred: "2025-05-12"
            text: The mayor is for it.
            sources: [gazette]
          - id: early
            kind: position
            holder: lower
            speaker: {name: The mayor, party: lower}
            about: {proposition: equal}
            stance: opposes
            basis: first-hand
            occurred: "2025-03"
            text: The mayor was against it.
            sources: [herald]
        """;

    [Theory]
    [InlineData("negotiation: {id: a, title: b}\nparties: [", "malformed-yaml", 3, 1)]
    [InlineData("negotiation: {id: a, title: b}\nnegotiation: {id: a, title: b}", "duplicate-key", 2, 1)]
    [InlineData("negotiation: {id: a, title: b}\npartys: []", "unknown-field", 2, 9)]
    [InlineData("negotiation: {id: a, title: b}\nparties: {id: x}", "wrong-type", 2, 10)]
    [InlineData("negotiation: {id: a, title: b}\nparties: [3]", "wrong-type", 2, 11)]
    [InlineData("negotiation: &n {id: a, title: b}", "malformed-yaml", 1, 14)]
    [InlineData("negotiation: {id: a, title: *t}", "malformed-yaml", 1, 29)]
    [InlineData("negotiation: {id: a, title: !!int 3}", "malformed-yaml", 1, 29)]
    [InlineData("negotiation: {id: a, title: b}\n---\nnegotiation: {id: a, title: b}", "malformed-yaml", 2, 1)]
    [InlineData("parties: []", "missing-field", 1, 1)]
    [InlineData("", "empty-case-file", 1, 1)]
    [InlineData("negotiation: {id: a, title: b}\nissues:\n  - {id: x, titel: y}", "unknown-field", 3, 20)]
    [InlineData("negotiation: {id: a, title: b}\nissues:\n  - {id: X y, title: y}", "not-a-slug", 3, 10)]
    [InlineData("negotiation: {id: a, title: b}\nsources:\n  - {id: s, publisher: p, title: t, kind: news, published: \"2025-02-30\"}", "impossible-date", 3, 60)]
    public void P14_What_is_wrong_with_a_case_file_is_told_with_code_line_and_column(string yaml, string code, int line, int column)
    {
        var file = Read(yaml);
        Assert.Null(ImportPlan.Of(file, Register.Empty));
        Assert.Contains(file.Problems, p => p.Code == code && p.Place == new FilePlace(line, column));
    }

    [Fact]
    public void P14_Bytes_that_are_no_utf8_are_told_with_their_line()
    {
        var file = CaseFile.Read([.. "negotiation:\n  id: "u8, 0xC3, 0x28]);
        Assert.Equal(("invalid-utf8", new FilePlace(2, 7)), (Assert.Single(file.Problems).Code, file.Problems[0].Place));
    }

    [Fact]
    public void P14_Nesting_without_end_is_refused_and_not_followed()
    {
        var file = Read("negotiation: " + new string('[', 100_000));
        Assert.Equal("too-deep", Assert.Single(file.Problems).Code);
    }

    [Fact]
    public void P14_A_file_of_the_smallest_values_is_refused_before_it_fills_the_memory()
    {
        var file = Read("negotiation: {id: a, title: b}\nparties: [" + string.Concat(Enumerable.Repeat("a,", 4_100_000)) + "]");
        Assert.Equal("body-too-large", Assert.Single(file.Problems).Code);
    }

    [Fact]
    public void Numbers_in_ids_and_labels_need_no_quotes()
    {
        var point = Read(Well).Items.Select(i => i.Entry).OfType<Draft>().Single().Points.Single();
        Assert.Equal(("1", "1"), (point.Id, point.Label));
    }

    [Fact]
    public void P14_One_wrong_reference_among_ten_thousand_right_ones_is_found_and_nothing_is_planned()
    {
        var claims = string.Concat(Enumerable.Range(0, 10_000).Select(i =>
            $"\n  - {{id: c-{i}, kind: occurrence, holder: lower, speaker: {{name: X}}, about: {{proposition: {(i == 7777 ? "eqal" : "equal")}}}, basis: attributed, occurred: \"2025-05\", text: t, sources: [gazette]}}"));
        var file = Read(Well + claims);
        Assert.Null(ImportPlan.Of(file, Register.Empty));
        var problem = Assert.Single(file.Problems);
        Assert.Equal(("unknown-proposition", "/claims/7779/about/proposition"), (problem.Code, problem.Pointer));
        Assert.Equal(Well.Split('\n').Length + 7778, problem.Place.Line);
    }

    [Fact]
    public void An_entry_that_is_refused_is_told_once_and_not_wherever_it_is_named()
    {
        var file = Read(Well.Replace("kind: news}\n  - {id: herald", "kind: rumour}\n  - {id: herald", StringComparison.Ordinal));
        ImportPlan.Of(file, Register.Empty);
        Assert.Equal("unknown-value", Assert.Single(file.Problems).Code);
    }

    [Fact]
    public void What_others_refer_to_comes_first_then_publication_then_the_order_of_the_file()
    {
        var plan = Plan(Well, Register.Empty);
        var kinds = plan.Events.Select(e => (e.Decided.Event.Kind, Key(e))).ToList();
        Assert.Equal((EntryKind.Negotiation, "well"), kinds[0]);
        Assert.True(kinds.IndexOf((EntryKind.Claim, "early")) < kinds.IndexOf((EntryKind.Draft, "shares/first")), "published in March, before the draft of May");
        Assert.True(kinds.IndexOf((EntryKind.Draft, "shares/first")) < kinds.IndexOf((EntryKind.Claim, "late")));
        Assert.True(kinds.IndexOf((EntryKind.Source, "herald")) < kinds.IndexOf((EntryKind.Claim, "early")));
    }

    [Fact]
    public void Importing_the_same_file_again_records_nothing()
    {
        var again = Plan(Well, After(Plan(Well, Register.Empty)));
        Assert.Empty(again.Events);
        Assert.Equal(11, again.Unchanged);
    }

    [Fact]
    public void A_changed_value_becomes_a_correction_and_absence_changes_nothing()
    {
        var held = After(Plan(Well, Register.Empty));
        var changed = Well[..Well.IndexOf("claims:", StringComparison.Ordinal)].Replace("A hundred buckets.", "Two hundred buckets.", StringComparison.Ordinal);
        var planned = Assert.Single(Plan(changed, held).Events);
        Assert.Equal(("draft-corrected.v1", "proposal:well/shares"), (EventNames.Of(planned.Decided.Event), planned.Stream));
        Assert.False(string.IsNullOrWhiteSpace(planned.Decided.Reason));
    }

    [Fact]
    public void Retracted_with_a_reason_retracts_once()
    {
        var held = After(Plan(Well, Register.Empty));
        var text = Well.Replace("- id: late", "- id: late\n    retracted: {reason: The mayor was misheard.}", StringComparison.Ordinal);
        var plan = Plan(text, held);
        Assert.Equal(("claim-retracted.v1", "The mayor was misheard."), (EventNames.Of(Assert.Single(plan.Events).Decided.Event), plan.Events[0].Decided.Reason));
        Assert.Empty(Plan(text, plan.Events.Aggregate(held, (r, e) => r.Evolve(e.Decided.Event))).Events);
    }

    private static CaseFile Read(string yaml) => CaseFile.Read(Encoding.UTF8.GetBytes(yaml));

    private static ImportPlan Plan(string yaml, Register held)
    {
        var file = Read(yaml);
        var plan = ImportPlan.Of(file, held);
        Assert.Empty(file.Problems);
        return plan!;
    }

    private static Register After(ImportPlan plan) => plan.Events.Aggregate(Register.Empty, (register, e) => register.Evolve(e.Decided.Event));

    private static string Key(PlannedEvent e) => e.Decided.Event is LedgerEvent.Recorded(var entry) ? entry.Key : "";
}
