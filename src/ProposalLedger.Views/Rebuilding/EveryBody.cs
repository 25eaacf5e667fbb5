using System.Text.Json;
using ProposalLedger.EventStore;

namespace ProposalLedger.Views.Rebuilding;

/// <summary>
/// Every view of a negotiation at a position, page by page: a server says the hashes of what it serves, and who has the events computes them again (P5).
/// </summary>
public static class EveryBody
{
    private const string Most = "500";

    private static readonly string[] Lists =
    [
        "parties", "persons", "mandates", "issues", "propositions", "sources", "sessions", "actions", "proposals", "drafts", "links", "lineage", "claims", "conflicts", "resolutions", "positions", "timeline",
    ];

    /// <summary>From the events alone.</summary>
    /// <param name="negotiation">Whose they are; others are passed over.</param>
    /// <param name="events">Up to the position, in order.</param>
    /// <param name="position">At which the views stand.</param>
    /// <exception cref="UnreadableEventException">An event is not of its type's form.</exception>
    public static IEnumerable<(string Address, byte[] Body)> Of(string negotiation, IEnumerable<StoredEvent> events, long position) =>
        Of(Dossier.Empty(negotiation).With(Changes([.. events.Where(e => e.Scope == negotiation)]), position).At(new Cut { At = position }));

    private static IEnumerable<Change> Changes(IReadOnlyList<StoredEvent> events)
    {
        var redactions = events.Where(e => e.Type == EventNames.Redacted).ToDictionary(e => e.Position, e => Reading(e, Redaction.By));
        return events.Where(e => e.Type is not (EventNames.VisibilitySet or EventNames.Redacted) && !EventNames.OfAccess.Contains(e.Type))
            .Select(e => Reading(e, one => ChangeRow.Read(one, one.RedactedBy is { } by ? redactions.GetValueOrDefault(by) : null)));
    }

    // What is of another form shows in many ways.
    private static T Reading<T>(StoredEvent e, Func<StoredEvent, T> read)
    {
        try
        {
            return read(e);
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new UnreadableEventException(e.Position, wrong);
        }
    }

    /// <summary>Addresses are those below <c>/api/negotiations/</c>.</summary>
    public static IEnumerable<(string Address, byte[] Body)> Of(Snapshot snapshot)
    {
        foreach (var path in (string[])["", "convergence", .. snapshot.All<Draft>().Select(draft => $"drafts/{draft.Entry.Key}")])
        {
            if (Ask(snapshot, path, []) is { } body) yield return (Address(snapshot, path, []), body);
        }

        foreach (var list in Lists)
        {
            for (string? next = ""; next is not null;)
            {
                var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["limit"] = Most };
                if (next.Length > 0) query["next"] = next;
                var body = Ask(snapshot, list, query);
                if (body is not null) yield return (Address(snapshot, list, query), body);
                next = body is null ? null : NextOf(body);
            }
        }
    }

    private static byte[]? Ask(Snapshot snapshot, string path, Dictionary<string, string> query) =>
        Questions.Answer(snapshot, path, query) is Answer.Body(var value) ? ViewJson.Write(value) : null;

    private static string Address(Snapshot snapshot, string path, Dictionary<string, string> query) =>
        $"{snapshot.Negotiation}{(path.Length > 0 ? "/" : "")}{path}?{string.Concat(query.Select(pair => $"{pair.Key}={pair.Value}&"))}at={snapshot.Position}";

    private static string? NextOf(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
    }
}
