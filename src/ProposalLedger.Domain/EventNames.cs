using static ProposalLedger.Domain.EventVerb;

namespace ProposalLedger.Domain;

public enum EventVerb { Recorded, Corrected, Retracted }

/// <summary>
/// The names under which events are stored. They are a format: a name once written is never changed or used for anything
/// else. A new shape gets a new version and an upcaster.
/// </summary>
public static class EventNames
{
    /// <summary>The events of a negotiation that are about no entry.</summary>
    public const string VisibilitySet = "visibility-set.v1", Redacted = "event-redacted.v1";

    /// <summary>What happens to tokens and roles: of no negotiation's record.</summary>
    public static IReadOnlyList<string> OfAccess { get; } = ["token-issued.v1", "token-revoked.v1", "role-granted.v1", "role-revoked.v1"];

    private static readonly (EntryKind Kind, string Recorded)[] Firsts =
    [
        (EntryKind.Negotiation, "negotiation-opened"),
        (EntryKind.Party, "party-added"),
        (EntryKind.Person, "person-added"),
        (EntryKind.Mandate, "mandate-given"),
        (EntryKind.Issue, "issue-raised"),
        (EntryKind.Proposition, "proposition-put"),
        (EntryKind.Source, "source-registered"),
        (EntryKind.Session, "session-recorded"),
        (EntryKind.Action, "action-recorded"),
        (EntryKind.Proposal, "proposal-made"),
        (EntryKind.Draft, "draft-tabled"),
        (EntryKind.Rendering, "rendering-added"),
        (EntryKind.Amendment, "amendment-proposed"),
        (EntryKind.Status, "point-status-reported"),
        (EntryKind.Link, "lineage-linked"),
        (EntryKind.Claim, "claim-recorded"),
        (EntryKind.Conflict, "conflict-raised"),
        (EntryKind.Resolution, "conflict-resolved"),
    ];

    private static readonly Dictionary<(EntryKind, EventVerb), string> Names = Firsts
        .SelectMany(f => new[]
        {
            ((f.Kind, Recorded), $"{f.Recorded}.v1"),
            ((f.Kind, Corrected), $"{Noun(f.Kind)}-corrected.v1"),
            ((f.Kind, Retracted), $"{Noun(f.Kind)}-retracted.v1"),
        })
        .ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly Dictionary<string, (EntryKind Kind, EventVerb Verb)> Meanings =
        Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static IEnumerable<string> All => [.. Meanings.Keys, VisibilitySet, Redacted, .. OfAccess];

    public static string Of(LedgerEvent e) => e switch
    {
        LedgerEvent.VisibilitySet => VisibilitySet,
        LedgerEvent.Redacted => Redacted,
        LedgerEvent.Recorded => Names[(e.Kind, Recorded)],
        LedgerEvent.Corrected => Names[(e.Kind, Corrected)],
        _ => Names[(e.Kind, Retracted)],
    };

    /// <summary>What an event under this name does to an entry; null where it does nothing to one, or the name is unknown.</summary>
    public static (EntryKind Kind, EventVerb Verb)? Meaning(string name) => Meanings.TryGetValue(name, out var meaning) ? meaning : null;

    /// <summary>The kind's word in JSON, ids and event names: <c>party</c>, <c>link</c>.</summary>
    public static string Noun(EntryKind kind) => kind.ToString().ToLowerInvariant();
}
