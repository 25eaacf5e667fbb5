using System.Globalization;
using ProposalLedger.EventStore.Views;

namespace ProposalLedger.Views.Search;

/// <summary>A text that a search finds, under its name in the entry.</summary>
internal sealed record Field(string Name, Weight Weight, string Text);

/// <summary>A word in a title or in the text itself counts most, one in a note least.</summary>
internal enum Weight { Text, Beside, Note }

/// <summary>What is found by itself: an entry, or a point of a draft.</summary>
/// <param name="Part">A point's id; empty for the entry itself.</param>
internal sealed record Searchable(string Part, IReadOnlyList<Field> Fields)
{
    /// <summary>As the store keeps it.</summary>
    public RowText Row => new(Part, Words(Weight.Text), Words(Weight.Beside), Words(Weight.Note));

    private string Words(Weight weight) => string.Join(' ', Fields.Where(f => f.Weight == weight).Select(f => Folding.Fold(f.Text)));

    /// <summary>What an entry says, part by part. Ids, addresses and references are no words.</summary>
    public static IEnumerable<Searchable> Of(Entry entry)
    {
        var fields = FieldsOf(entry).Where(f => f.Text.Length > 0).ToList();
        if (fields.Count > 0) yield return new Searchable("", fields);
        if (entry is not Draft draft) yield break;
        foreach (var point in draft.AllPoints) yield return new Searchable(point.Id, FieldsOf(point));
    }

    private static IEnumerable<Field> FieldsOf(Entry entry) => entry switch
    {
        Claim c => [Text(c.Text), .. c.Terms.Select(Quantity), Beside("condition", c.Condition), Beside("speaker", c.Speaker.Name), .. c.Via.Select(v => Beside("via", v)), Note(c.Note)],
        Source s => [Title(s.Title), Text("publisher", s.Publisher), Note(s.Note)],
        Draft d => [Title(d.Title), .. d.Reported.Select(r => Beside("reported", r.Text))],
        Proposal p => [Title(p.Title)],
        Proposition p => [Text(p.Text)],
        Issue i => [Title(i.Title)],
        Party p => [Text("name", p.Name), .. p.Aliases.Select(a => Text("alias", a.Name))],
        Person p => [Text("name", p.Name), .. p.Aliases.Select(a => Text("alias", a.Name))],
        Mandate m => [Text("role", m.Role)],
        Session s => [Title(s.Title), .. s.Reports.Select(r => Beside("report", r.Text)), .. s.Participants.SelectMany(p => p.Names).Select(n => Beside("participant", n)), Beside("interpreters", s.Interpreters)],
        OutsideAction a => [Text(a.Text)],
        Amendment a => [Text(a.Text), .. a.Changes.Select(c => Text("change", c.Text))],
        StatusReport s => [Text("reason", s.Reason)],
        Rendering r => [Title(r.Title), Note(r.Note)],
        Link l => [Beside("for", l.For), Note(l.Note)],
        Conflict c => [Text(c.Text)],
        Resolution r => [Text("reason", r.Reason)],
        _ => [],
    };

    private static List<Field> FieldsOf(Point point) =>
    [
        .. new[] { Text(point.Text), Note(point.Note) }
            .Concat(point.Terms.Select(Quantity)).Concat(point.Options.Select(o => Text("option", o.Text))).Concat(point.Brackets.Select(b => Text("bracket", b.Text))).Where(f => f.Text.Length > 0),
    ];

    /// <summary>600,000 personnel, peacetime.</summary>
    private static Field Quantity(Term term)
    {
        var amounts = new[] { term.Value, term.Range?.From, term.Range?.To }.OfType<decimal>().Select(a => a.ToString("#,##0.############", CultureInfo.InvariantCulture));
        return Beside("term", $"{string.Join(" to ", amounts)} {term.Unit}{(term.Scope is { } scope ? $", {scope}" : "")}".Trim());
    }

    private static Field Title(string? text) => Text("title", text);

    private static Field Text(string? text) => Text("text", text);

    private static Field Text(string name, string? text) => new(name, Weight.Text, text ?? "");

    private static Field Beside(string name, string? text) => new(name, Weight.Beside, text ?? "");

    private static Field Note(string? text) => new("note", Weight.Note, text ?? "");
}
