using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Views.Projections;

/// <summary>One of the views that the log is projected into: the changes of some kinds of entries.</summary>
/// <param name="Name">Its name in the store, in checkpoints and on <c>/health/ready</c>.</param>
/// <param name="Kinds">The kinds of entries whose histories it holds.</param>
public sealed record ProjectedView(string Name, IReadOnlySet<EntryKind> Kinds)
{
    /// <summary>The form of the rows. A release that writes another form rebuilds the views.</summary>
    public const int FormatVersion = 3;

    /// <summary>
    /// A row for each event, under <c>kind/key/position</c>: nothing is overwritten, so that every cut is a fold of rows, a step writes what is
    /// new and reads nothing, and any batching gives equal rows.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="redacted">The event that it redacts, if it is a redaction: its row is written anew.</param>
    /// <returns>Null for an event that is none of this view's.</returns>
    /// <exception cref="UnappliableException">The event cannot be applied; the view stops in front of it.</exception>
    internal ViewRow? Project(StoredEvent e, StoredEvent? redacted = null)
    {
        // Who may read a negotiation, and do what there, is asked before its views are, and is in none of them.
        if ((redacted ?? e).Type is EventNames.VisibilitySet or EventNames.Redacted || EventNames.OfAccess.Contains((redacted ?? e).Type)) return null;
        if (redacted is null) return Project(e, by: null);
        return Project(redacted, Redaction.By(e)) is { } row ? row with { Position = e.Position, Replaces = true } : null;
    }

    private ViewRow? Project(StoredEvent e, Redaction? by)
    {
        // A name that nobody knows may speak of any kind: no view may pass over it.
        if (EventNames.Meaning(e.Type) is not { } meaning) throw new UnappliableException(e.Position, $"No event is stored under the name '{e.Type}' in this release.");
        if (!Kinds.Contains(meaning.Kind)) return null;
        try
        {
            var change = ChangeRow.Read(e);
            return new ViewRow(e.Scope, KeyOf(meaning.Kind, change.Key, e.Position), e.Position, ChangeRow.Write(e, by))
            {
                // A tombstone says nothing that a search could look for.
                Texts = e.RedactedBy is not null ? [] : change.Event switch { LedgerEvent.Recorded(var entry) => Texts(entry), LedgerEvent.Corrected(var entry) => Texts(entry), _ => [] },
            };
        }
        catch (JsonException wrong)
        {
            throw new UnappliableException(e.Position, $"The data of this {e.Type} does not have its form: {wrong.Message}");
        }
    }

    public static string KeyOf(EntryKind kind, string key, long position) => $"{EventNames.Noun(kind)}/{key}/{position:D12}";

    private static IReadOnlyList<RowText> Texts(Entry entry) => [.. Searchable.Of(entry).Select(s => s.Row)];
}

/// <summary>The views that there are. Each has its own checkpoint, and stops alone.</summary>
public static class ViewCatalogue
{
    /// <summary>The negotiations themselves: what the list of negotiations begins with.</summary>
    public const string Negotiations = "negotiations";

    internal const string Catalogue = "catalogue", Sessions = "sessions";

    public static IReadOnlyList<ProjectedView> All { get; } =
    [
        View(Negotiations, EntryKind.Negotiation),
        View(Catalogue, EntryKind.Party, EntryKind.Person, EntryKind.Mandate, EntryKind.Issue, EntryKind.Proposition, EntryKind.Source),
        View(Sessions, EntryKind.Session, EntryKind.Action),
        View("drafts", EntryKind.Proposal, EntryKind.Draft, EntryKind.Rendering, EntryKind.Amendment, EntryKind.Status),
        View("lineage", EntryKind.Link),
        View("claims", EntryKind.Claim),
        View("conflicts", EntryKind.Conflict, EntryKind.Resolution),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(v => v.Name)];

    public static IReadOnlyDictionary<string, int> FormatVersions { get; } = All.ToDictionary(v => v.Name, _ => ProjectedView.FormatVersion);

    private static ProjectedView View(string name, params EntryKind[] kinds) => new(name, kinds.ToHashSet());
}

/// <summary>An event that a view cannot apply.</summary>
public sealed class UnappliableException(long position, string reason) : Exception($"Position {position}: {reason}")
{
    public long Position { get; } = position;
    public string Reason { get; } = reason;
}
